// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;

/**
 * A file is no bundle, is damaged, is of a newer format, or lacks a section. The message names the
 * file, the part of it that is concerned, what was expected and what was found.
 */
public final class BundleException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message of the form described above. */
  public BundleException(String message) {
    super(message);
  }

  /** As above, with the exception that led to it. */
  public BundleException(String message, Throwable cause) {
    super(message, cause);
  }
}
