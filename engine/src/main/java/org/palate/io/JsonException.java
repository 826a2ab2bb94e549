// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

/**
 * A text is not JSON, or JSON that does not hold what was asked of it.
 *
 * <p>The message of a syntax error starts with line and column (both from 1, columns in UTF-16 code
 * units); the message of a wrong or missing value starts with its path, such as {@code
 * layers[2].units}. Both say what was expected and what was found.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message of the form described above. */
  public JsonException(String message) {
    super(message);
  }
}
