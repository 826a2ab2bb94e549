// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

/**
 * A system property asks the engine for something that is not a possible value, or is not there on
 * this machine. The message names the property, what it holds, and what to do.
 */
public final class EngineConfigurationException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  EngineConfigurationException(String message) {
    super(message);
  }
}
