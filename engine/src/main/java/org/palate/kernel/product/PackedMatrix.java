// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import static org.palate.kernel.product.ProductKernels.K_BLOCK;

import org.palate.kernel.elementwise.FloatMath;

/**
 * The matrix W, {@code [rows, columns]}, of many products {@code A Wᵀ}, laid out once as the
 * kernels read it; see {@link ProductKernels#pack}. Immutable: later changes of W do not reach it.
 *
 * <p>W is cut into blocks of K_BLOCK columns and COLUMNS rows, which are columns of the product,
 * and each block into panels of some of its rows. In a panel stand, one after the other, the
 * columns of those rows; zeros fill the last panel up, to half a panel where that is enough and
 * tiles can be half as wide. In bfloat16 an int holds two numbers of a column: w, of the first half
 * of the panel's rows, and in its upper half that of row {@code w + panel / 2}.
 */
public final class PackedMatrix {
  /** Rows of W in a block. */
  static final int COLUMNS = 512;

  private final int rows;
  private final int columns;
  private final Precision precision;
  private final int panel;
  private final boolean halves;

  /** By blocks of rows, within them by blocks of columns; one of the two is null. */
  private final float[][] floats;

  private final int[][] pairs;

  /**
   * A copy of {@code b[n, k]}, whose rows are ldb apart.
   *
   * @param panel rows in a panel, an even divisor of COLUMNS
   * @param halves whether a last panel may be half as wide
   */
  PackedMatrix(
      Precision precision,
      int n,
      int k,
      float[] b,
      int bOffset,
      int ldb,
      int panel,
      boolean halves) {
    this.rows = n;
    this.columns = k;
    this.precision = precision;
    this.panel = panel;
    this.halves = halves;
    int blocks = k == 0 ? 0 : blocks(n, COLUMNS) * blocks(k, K_BLOCK);
    this.floats = precision == Precision.FLOAT32 ? new float[blocks][] : null;
    this.pairs = precision == Precision.BFLOAT16 ? new int[blocks][] : null;
    for (int block = 0; block < blocks; block++) {
      int row = block / blocks(k, K_BLOCK) * COLUMNS;
      int column = block % blocks(k, K_BLOCK) * K_BLOCK;
      int nc = Math.min(COLUMNS, n - row);
      int kb = Math.min(K_BLOCK, k - column);
      int from = bOffset + row * ldb + column;
      if (floats != null) {
        floats[block] = packFloats(nc, kb, b, from, ldb);
      } else {
        pairs[block] = packPairs(nc, kb, b, from, ldb);
      }
    }
  }

  /** Rows of W: the columns of the product. */
  public int rows() {
    return rows;
  }

  /** Columns of W: what the product sums over. */
  public int columns() {
    return columns;
  }

  /** How the numbers are kept. */
  public Precision precision() {
    return precision;
  }

  /** Rows in a panel. */
  int panel() {
    return panel;
  }

  /** The panels of a block of floats, by its first row and column. */
  float[] floats(int row, int column) {
    return floats[block(row, column)];
  }

  /** The panels of a block of pairs, by its first row and column. */
  int[] pairs(int row, int column) {
    return pairs[block(row, column)];
  }

  /** Stores the part of a row that is in one block: from a block's first column to its last. */
  void unpack(int row, int column, float[] to, int toAt) {
    int kb = Math.min(K_BLOCK, columns - column);
    int inBlock = row % COLUMNS;
    int first = inBlock - inBlock % panel;
    int w = inBlock - first;
    if (floats != null) {
      float[] block = floats(row, column);
      int step = width(Math.min(COLUMNS, rows - (row - inBlock)) - first);
      for (int p = 0; p < kb; p++) {
        to[toAt + p] = block[first * kb + p * step + w];
      }
    } else {
      int[] block = pairs(row, column);
      int half = panel / 2;
      int at = first / 2 * kb + w % half;
      int up = w < half ? 16 : 0;
      for (int p = 0; p < kb; p++) {
        to[toAt + p] = Float.intBitsToFloat(block[at + p * half] << up & 0xFFFF0000);
      }
    }
  }

  private float[] packFloats(int nc, int kb, float[] b, int bAt, int ldb) {
    int last = (nc - 1) / panel * panel;
    float[] block = new float[(last + width(nc - last)) * kb];
    for (int j = 0; j < nc; j++) {
      int first = j - j % panel;
      int step = width(nc - first);
      int at = first * kb + j % panel;
      for (int p = 0; p < kb; p++) {
        block[at + p * step] = b[bAt + j * ldb + p];
      }
    }
    return block;
  }

  private int[] packPairs(int nc, int kb, float[] b, int bAt, int ldb) {
    int half = panel / 2;
    int[] block = new int[blocks(nc, panel) * half * kb];
    for (int j = 0; j < nc; j++) {
      int w = j % panel;
      int at = j / panel * half * kb + w % half;
      int up = w < half ? 0 : 16;
      for (int p = 0; p < kb; p++) {
        int bits = FloatMath.toBfloat16(b[bAt + j * ldb + p]) & 0xFFFF;
        block[at + p * half] |= bits << up;
      }
    }
    return block;
  }

  /** How wide a panel is in memory that has so many rows left. */
  private int width(int left) {
    return halves && left <= panel / 2 ? panel / 2 : panel;
  }

  private int block(int row, int column) {
    return row / COLUMNS * blocks(columns, K_BLOCK) + column / K_BLOCK;
  }

  private static int blocks(int n, int length) {
    return n == 0 ? 0 : (n - 1) / length + 1;
  }

  @Override
  public String toString() {
    return "packed " + precision + " [" + rows + ", " + columns + "]";
  }
}
