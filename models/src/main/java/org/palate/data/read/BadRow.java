// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

/**
 * One row that cannot be read, while the rows after it may be well: {@link RowTally} decides
 * whether that ends the reading. Carries no stack trace, for there may be millions.
 */
final class BadRow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A row that is bad.
   *
   * @param place the row, and the column if it is one that is bad, as {@code "row 3, column 2"}
   * @param cause what else went wrong; null if nothing did
   */
  BadRow(String place, String message, Throwable cause) {
    super(", " + place + ": " + message, cause, false, false);
  }

  /** A row that begins at {@code line}, from 1, and is bad as a whole. */
  BadRow(long line, String message) {
    this("line " + line, message, (Throwable) null);
  }

  /**
   * A row that begins at {@code line}, from 1, and is bad in one column.
   *
   * @param column which, as {@code "column 3 (rating)"}
   */
  BadRow(long line, String column, String message) {
    this("line " + line + ", " + column, message, (Throwable) null);
  }
}
