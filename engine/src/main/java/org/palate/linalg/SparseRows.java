// SPDX-License-Identifier: Apache-2.0
package org.palate.linalg;

import org.palate.kernel.base.Ranges;
import org.palate.parallel.Workers;

/**
 * A sparse matrix X as ragged rows, such as a row a user and a column an item.
 *
 * <p>The entries of row r are at the positions {@code [offsets[r], offsets[r + 1])}, in any order;
 * a column that is there several times in a row counts as their sum. The arrays are not copied.
 *
 * @param width columns of the matrix, at least 1
 * @param offsets where rows begin, and where the last one ends: one more than there are rows, from
 *     0 to the number of entries, never falling
 * @param columns the column of each entry
 * @param weights the value of each entry; null: 1
 */
public record SparseRows(int width, int[] offsets, int[] columns, float[] weights) {
  /** Shares of the columns, dealt out in turn, for popular columns are often neighbours. */
  private static final int SHARES = 64;

  /** Rows and columns of the squares in which a matrix is made symmetric. */
  private static final int SQUARE = 64;

  /**
   * Checks the arrays.
   *
   * @throws IllegalArgumentException naming the place, if offsets fall or do not span the entries,
   *     a column is not below width, or there are not as many weights as columns
   */
  public SparseRows {
    Ranges.atLeastOne("width", width);
    if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] != columns.length) {
      throw new IllegalArgumentException(
          "offsets: expected them to go from 0 to the %d entries, found %s"
              .formatted(
                  columns.length,
                  offsets.length == 0
                      ? "none"
                      : offsets[0] + " to " + offsets[offsets.length - 1]));
    }
    for (int r = 1; r < offsets.length; r++) {
      if (offsets[r] < offsets[r - 1]) {
        throw new IllegalArgumentException(
            "offsets: expected at least %d at %d, found %d"
                .formatted(offsets[r - 1], r, offsets[r]));
      }
    }
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] < 0 || columns[i] >= width) {
        throw new IllegalArgumentException(
            "columns: expected one in [0, %d) at %d, found %d".formatted(width, i, columns[i]));
      }
    }
    if (weights != null && weights.length != columns.length) {
      throw new IllegalArgumentException(
          "weights: expected %d, one an entry, found %d".formatted(columns.length, weights.length));
    }
  }

  /** How many rows there are. */
  public int rows() {
    return offsets.length - 1;
  }

  /** {@link #gram(Workers)} on the threads of the process. */
  public float[] gram() {
    return gram(Workers.shared());
  }

  /**
   * The Gram matrix {@code X^T X}, {@code [width, width]}, row-major, symmetric to the bit: without
   * weights, in how many rows two columns are together. Counts are exact up to 2^24, beyond which
   * not every whole number is a float.
   *
   * <p>Of each pair of entries of a row, the later one's column says in which row of the result the
   * pair is summed, in double, in the order of the rows of X; each half of a sum is rounded, then
   * both are added.
   *
   * @throws IllegalArgumentException for more columns than a square array can have, 46,340
   */
  public float[] gram(Workers workers) {
    if ((long) width * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("gram: expected at most 46340 columns, found " + width);
    }
    float[] gram = new float[width * width];
    Columns byColumn = byColumn();
    int shares = Math.min(SHARES, width);
    workers.forRange(
        shares,
        1,
        (from, to) -> {
          double[] sums = new double[width];
          for (int share = from; share < to; share++) {
            for (int column = share; column < width; column += shares) {
              addPairs(byColumn, column, sums);
              for (int j = 0; j < width; j++) {
                gram[column * width + j] = (float) sums[j];
                sums[j] = 0;
              }
            }
          }
        });
    int squares = (width + SQUARE - 1) / SQUARE;
    workers.forRange(
        squares,
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            for (int j = 0; j <= i; j++) {
              addHalves(gram, i * SQUARE, j * SQUARE);
            }
          }
        });
    return gram;
  }

  /**
   * The entries, column by column, in rising order of their rows.
   *
   * @param starts where columns begin in the arrays, and where the last one ends
   * @param entries positions of entries
   * @param rowStarts where the row of each begins
   */
  private record Columns(int[] starts, int[] entries, int[] rowStarts) {}

  private Columns byColumn() {
    int[] starts = new int[width + 1];
    for (int column : columns) {
      starts[column + 1]++;
    }
    for (int column = 0; column < width; column++) {
      starts[column + 1] += starts[column];
    }
    int[] next = starts.clone();
    int[] entries = new int[columns.length];
    int[] rowStarts = new int[columns.length];
    for (int r = 0; r < rows(); r++) {
      for (int i = offsets[r]; i < offsets[r + 1]; i++) {
        int at = next[columns[i]]++;
        entries[at] = i;
        rowStarts[at] = offsets[r];
      }
    }
    return new Columns(starts, entries, rowStarts);
  }

  /** Adds the pairs of a column's entries with those before in their rows, and with themselves. */
  private void addPairs(Columns byColumn, int column, double[] sums) {
    double squares = 0;
    for (int at = byColumn.starts[column]; at < byColumn.starts[column + 1]; at++) {
      int entry = byColumn.entries[at];
      int begin = byColumn.rowStarts[at];
      if (weights == null) {
        for (int i = begin; i < entry; i++) {
          sums[columns[i]]++;
        }
        squares++;
      } else {
        double weight = weights[entry];
        for (int i = begin; i < entry; i++) {
          sums[columns[i]] += weight * weights[i];
        }
        squares += weight * weight;
      }
    }
    // Two entries of this column in one row are one pair here, and two terms of the sum.
    sums[column] = 2 * sums[column] + squares;
  }

  /** Adds to each element, below the diagonal and mirrored, the one on the other side. */
  private void addHalves(float[] gram, int rowFrom, int columnFrom) {
    for (int i = rowFrom; i < Math.min(rowFrom + SQUARE, width); i++) {
      for (int j = columnFrom; j < Math.min(columnFrom + SQUARE, i); j++) {
        float sum = gram[i * width + j] + gram[j * width + i];
        gram[i * width + j] = sum;
        gram[j * width + i] = sum;
      }
    }
  }
}
