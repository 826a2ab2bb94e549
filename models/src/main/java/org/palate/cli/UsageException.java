// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

/**
 * A wrong call: the message says what was expected and what was found. The exit status becomes 2.
 */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
