// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.file.Path;
import org.palate.data.DataException;
import org.palate.data.Interactions;

/**
 * Reads interactions from delimited text (CSV, tabs, {@code ::} and the like) as a {@link Schema}
 * says, one row at a time.
 */
public final class Delimited {
  private Delimited() {}

  /**
   * The interactions of a file, in its order.
   *
   * @throws DataException if the file cannot be read, lacks a column, holds no row that can be
   *     read, or with {@link OnBadRow#FAIL} at the first row that cannot
   */
  public static Interactions read(Path file, Schema schema, OnBadRow onBadRow) {
    RowTally tally = new RowTally(onBadRow);
    return read(file, schema, tally, 0).withSkipped(tally.skipped());
  }

  /**
   * As {@link #read(Path, Schema, OnBadRow)}; the file must have {@code width} columns if not 0.
   */
  static Interactions read(Path file, Schema schema, RowTally tally, int width) {
    try (TableReader table = new TableReader(file, schema.layout(), tally, width)) {
      return new InteractionsReader(table, schema.isAuto() ? usual(table, schema) : schema).read();
    }
  }

  /** The schema with the columns that bear the usual names. */
  private static Schema usual(TableReader table, Schema schema) {
    String[] header = table.first();
    if (!UsualNames.haveIds(header) || schema.layout().header() == TextLayout.Choice.NO) {
      throw new DataException(
          "%s: expected a header with columns such as user, item, rating, time, found %s; say"
                  .formatted(table.where(), DataException.quoted(String.join(" ", header)))
              + " which columns are user and item, by name or by number from 1"
              + table.lostHeader());
    }
    return UsualNames.fill(
        schema.withLayout(schema.layout().withHeader(TextLayout.Choice.YES)), header);
  }
}
