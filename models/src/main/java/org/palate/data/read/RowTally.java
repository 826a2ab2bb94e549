// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.file.Path;
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

  /** Counts a bad row of {@code file}, or throws. */
  void bad(Path file, BadRow row) {
    String message = file + row.getMessage();
    if (onBadRow == OnBadRow.FAIL) {
      throw new DataException(message);
    }
    count++;
    if (messages.size() < KEPT) {
      messages.add(message);
    }
  }

  SkippedRows skipped() {
    return count == 0 ? SkippedRows.NONE : new SkippedRows(count, messages);
  }
}
