// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.util.List;
import org.palate.data.DataException;

/**
 * Rows of columns, one row at a time, whatever holds them: a file ({@link TableReader}) or the
 * result of a query ({@link ResultSets}). Columns are counted from 0.
 *
 * <p>What a row holds is asked for between two calls of {@link #next}, and is a {@link BadRow} if
 * it is not what was asked for.
 */
interface Table {
  /**
   * A requested column.
   *
   * @param role what it is for, as messages call it
   * @param column its name or number
   * @param number whether it must hold numbers
   */
  record Request(String role, String column, boolean number) {}

  /** What messages begin with, such as the file. */
  String source();

  /**
   * Finds the columns, before the first row.
   *
   * @return the position from 0 of each request's column; -1 for the empty text
   */
  int[] resolve(List<Request> requests);

  /** The name of a column, else its number from 1 as text. */
  String name(int column);

  /** Moves to the next row; false at the end. */
  boolean next();

  /** Counts the present row as bad, or throws. */
  void bad(BadRow row);

  /** That there are no rows, or none that can be read. */
  DataException noRows();

  /** The text in a column, blanks around it dropped; empty if missing. */
  String text(int column);

  /** The texts in a column that holds several, blanks around them dropped. */
  List<String> texts(int column, String separator);

  /** The id in a column, not empty. */
  String id(int column);

  /** The finite number in a column. */
  float number(int column);

  /** The finite number in a column, NaN where the column says that there is none. */
  float numberOrMissing(int column);

  /** The time in a column, in seconds since 1970. */
  long time(int column);

  /** That a column does not hold what it should. */
  BadRow expected(int column, String what);
}
