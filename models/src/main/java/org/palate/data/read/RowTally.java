// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.util.ArrayList;
import java.util.List;
import org.palate.data.DataException;
import org.palate.data.SkippedRows;

/** Applies {@link OnBadRow}: fails at the first bad row, or counts all and keeps the first few. */
final class RowTally {
  private static final int KEPT = 5;

  private final OnBadRow onBadRow;
  private final List<String> messages = new ArrayList<>();
  private long count;

  RowTally(OnBadRow onBadRow) {
    this.onBadRow = onBadRow;
  }

  /** Counts a bad row of {@code source}, such as a file, or throws. */
  void bad(String source, BadRow row) {
    String message = source + row.getMessage();
    if (onBadRow == OnBadRow.FAIL) {
      throw new DataException(message, row.getCause());
    }
    count++;
    if (messages.size() < KEPT) {
      messages.add(message);
    }
  }

  /** That {@code source} holds none of what is expected, or nothing that can be read. */
  DataException noRows(String source, String expected) {
    return new DataException(
        count == 0
            ? "%s: expected %s, found none".formatted(source, expected)
            : "%s: none of %,d rows can be read; the first: %s"
                .formatted(source, count, messages.getFirst()));
  }

  SkippedRows skipped() {
    return count == 0 ? SkippedRows.NONE : new SkippedRows(count, messages);
  }
}
