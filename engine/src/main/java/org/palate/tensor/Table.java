// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import java.util.Arrays;
import org.palate.kernel.row.PagedRows;
import org.palate.parallel.Workers;

/**
 * A matrix of floats, {@code [rows, dim]}, that is read and written by rows: an embedding table.
 *
 * <p>It lies in pages of a power of two rows, so {@code rows * dim} may exceed 2^31, and on each
 * page begins where the machine reads rows best; {@link PagedRows} says where that is. A table of
 * one page has just the rows it needs, and so has the last page of a larger one.
 */
public final class Table {
  /** Rows are put on one page until it holds about this many floats (512 MB). */
  private static final int PAGE_FLOATS = 1 << 27;

  private static final int MOST_DIM = 1 << 24;

  private final int rows;
  private final int dim;
  private final PagedRows pagedRows;

  /**
   * A table of zeros.
   *
   * @throws IllegalArgumentException if {@code rows} is negative or {@code dim} not in [1, 2^24]
   */
  public Table(int rows, int dim) {
    this(rows, dim, 31 - Integer.numberOfLeadingZeros(Math.max(1, PAGE_FLOATS / Math.max(dim, 1))));
  }

  /** A table of zeros with 2^{@code pageShift} rows a page, for tests of page edges. */
  Table(int rows, int dim, int pageShift) {
    if (rows < 0 || dim < 1 || dim > MOST_DIM) {
      throw new IllegalArgumentException(
          "expected a table of rows >= 0 and dim in [1, 2^24], found [%d, %d]"
              .formatted(rows, dim));
    }
    this.rows = rows;
    this.dim = dim;
    int perPage = 1 << pageShift;
    int first = PagedRows.alignedFirst(dim);
    float[][] pages = new float[(int) (((long) rows + perPage - 1) >>> pageShift)][];
    for (int page = 0; page < pages.length; page++) {
      pages[page] = new float[first + Math.min(perPage, rows - (page << pageShift)) * dim];
    }
    pagedRows = new PagedRows(pages, pageShift, first, dim);
  }

  /** A table with the values of a matrix, copied. */
  public static Table of(Tensor matrix) {
    if (matrix.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "expected a matrix [rows, dim] for a table, found shape " + matrix.shape());
    }
    Table table = new Table(matrix.shape().dim(0), matrix.shape().dim(1));
    table.copyFrom(matrix.data(), 0, 0, table.rows);
    return table;
  }

  /** A table of zeros with the shape and the pages of this one: for an optimizer's state. */
  public Table zerosLike() {
    return new Table(rows, dim, pagedRows.shift());
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of floats in a row. */
  public int dim() {
    return dim;
  }

  /** The rows themselves, not a copy. */
  public PagedRows pagedRows() {
    return pagedRows;
  }

  /** The page that holds a row. */
  public float[] page(int row) {
    return pagedRows.page(row);
  }

  /** Where on its page a row starts. */
  public int offset(int row) {
    return pagedRows.start(row);
  }

  /** Copies rows {@code from} to {@code to} (exclusive) out into {@code target}. */
  public void copyTo(int from, int to, float[] target, int targetOffset) {
    for (int row = from; row < to; ) {
      int count = Math.min(to - row, (page(row).length - offset(row)) / dim);
      System.arraycopy(page(row), offset(row), target, targetOffset, count * dim);
      targetOffset += count * dim;
      row += count;
    }
  }

  /** Overwrites rows {@code from} to {@code to} (exclusive) with those of {@code source}. */
  public void copyFrom(float[] source, int sourceOffset, int from, int to) {
    for (int row = from; row < to; ) {
      int count = Math.min(to - row, (page(row).length - offset(row)) / dim);
      System.arraycopy(source, sourceOffset, page(row), offset(row), count * dim);
      sourceOffset += count * dim;
      row += count;
    }
  }

  /** Sets a row to zeros. */
  public void zeroRow(int row) {
    Arrays.fill(page(row), offset(row), offset(row) + dim, 0f);
  }

  /**
   * A copy of all rows as a matrix.
   *
   * @throws IllegalArgumentException if it has more than 2^31 - 1 floats
   */
  public Tensor toTensor() {
    Tensor matrix = Tensor.zeros(rows, dim);
    copyTo(0, rows, matrix.data(), 0);
    return matrix;
  }

  /**
   * Fills the table with normal draws: draw {@code row * dim + column} of the stream, times std.
   */
  public void fillNormal(RandomStream random, double std) {
    forRows(
        (data, at, index) -> data[at] = (float) (std * RandomStream.toGaussian(random.at(index))));
  }

  /** Fills the table with draws uniform in {@code [-bound, bound)}, as {@link #fillNormal}. */
  public void fillUniform(RandomStream random, float bound) {
    forRows(
        (data, at, index) -> data[at] = bound * (2 * RandomStream.toFloat(random.at(index)) - 1));
  }

  private interface Filler {
    void fill(float[] data, int at, long index);
  }

  private void forRows(Filler filler) {
    Workers.shared()
        .forRange(
            rows,
            Math.max(1, 65_536 / dim),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                float[] page = page(row);
                int start = offset(row);
                long index = (long) row * dim;
                for (int i = 0; i < dim; i++) {
                  filler.fill(page, start + i, index + i);
                }
              }
            });
  }

  @Override
  public String toString() {
    return "Table[" + rows + ", " + dim + "]";
  }
}
