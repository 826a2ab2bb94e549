// SPDX-License-Identifier: Apache-2.0
package org.palate.config;

/** A setting that does not exist, or a value that it does not accept. */
public final class SettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** A wrong setting, in words. */
  public SettingsException(String message) {
    super(message);
  }

  /** A wrong setting, with what revealed it. */
  public SettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
