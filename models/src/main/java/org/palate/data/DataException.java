// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

/**
 * Data that cannot be read. The message names the file and, where there are such, the line and
 * column (both from 1), what was expected and what was found.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 40;

  /** Data that cannot be read, for the reason given. */
  public DataException(String message) {
    super(message);
  }

  /** Data that cannot be read, because of something else that went wrong. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A value as messages show it: in quotes, line ends and other invisible characters as escapes,
   * cut after 40 characters.
   */
  public static String quoted(String value) {
    StringBuilder shown = new StringBuilder("\"");
    int end = Math.min(value.length(), SHOWN);
    if (end < value.length() && Character.isHighSurrogate(value.charAt(end - 1))) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\n' -> shown.append("\\n");
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("\\t");
        default -> {
          if (Character.isISOControl(c)) {
            shown.append("\\u%04x".formatted((int) c));
          } else {
            shown.append(c);
          }
        }
      }
    }
    return shown.append(end < value.length() ? "…\"" : "\"").toString();
  }
}
