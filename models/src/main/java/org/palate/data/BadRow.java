// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

/**
 * One row that cannot be read, while the rows after it may be well: {@link RowTally} decides
 * whether that ends the reading. Carries no stack trace, for there may be millions.
 */
final class BadRow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long line;

  /** A bad row that begins at {@code line}, from 1. */
  BadRow(long line, String message) {
    super(message, null, false, false);
    this.line = line;
  }

  /** The line at which the row begins, from 1. */
  long line() {
    return line;
  }
}
