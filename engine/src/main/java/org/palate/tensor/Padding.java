// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import java.util.Arrays;

/**
 * Sequences of different lengths as the rows of one rectangle, filled up with a padding value.
 *
 * <p>The rectangle is as wide as its longest row, and at most as wide as the caller allows. {@link
 * Masks} says which of its places are padding.
 */
public final class Padding {
  private Padding() {}

  /**
   * Rows that end at the right edge, padding before them. Of a row that is too long the last
   * elements stay: of a history in order of time, the newest.
   *
   * @param rows one sequence each, which may be empty
   * @param value the padding
   * @param maximum the largest width, from 1
   * @return shape {@code [rows, width]}
   */
  public static IntTensor left(int[][] rows, int value, int maximum) {
    return rectangle(rows, value, maximum, true);
  }

  /**
   * Rows that begin at the left edge, padding behind them. Of a row that is too long the first
   * elements stay.
   *
   * @param rows one sequence each, which may be empty
   * @param value the padding
   * @param maximum the largest width, from 1
   * @return shape {@code [rows, width]}
   */
  public static IntTensor right(int[][] rows, int value, int maximum) {
    return rectangle(rows, value, maximum, false);
  }

  private static IntTensor rectangle(int[][] rows, int value, int maximum, boolean left) {
    if (maximum < 1) {
      throw new IllegalArgumentException("expected a maximum length from 1, found " + maximum);
    }
    int width = 0;
    for (int[] row : rows) {
      width = Math.max(width, Math.min(row.length, maximum));
    }
    Shape shape = Shape.of(rows.length, width);
    int[] data = new int[shape.size()];
    Arrays.fill(data, value);
    for (int i = 0; i < rows.length; i++) {
      int length = Math.min(rows[i].length, width);
      int from = left ? rows[i].length - length : 0;
      int to = i * width + (left ? width - length : 0);
      System.arraycopy(rows[i], from, data, to, length);
    }
    return new IntTensor(shape, data);
  }
}
