// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;
import static org.palate.kernel.product.ProductKernels.K_BLOCK;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.palate.kernel.base.VectorWidth;
import org.palate.kernel.elementwise.VectorElementwise;

/**
 * The matrix product in blocks that fit the caches, in tiles that fit the registers.
 *
 * <p>After K. Goto and R. van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008: a
 * block of B, {@code [K_BLOCK, COLUMNS]}, is packed into panels of two vectors' width; rows of A
 * come by blocks of at most {@link #ROWS}; a panel of B stays in the first-level cache while all
 * tiles of A pass by it. What differs from the paper: A is read where it lies when that is quick
 * enough, or copied row by row, never transposed; a broadcast takes single floats from anywhere.
 */
final class VectorProduct {

  private static final VectorElementwise ELEMENTS = new VectorElementwise();

  /** Columns of a block of B: with K_BLOCK rows, 512 KB, half of a usual second-level cache. */
  private static final int COLUMNS = PackedMatrix.COLUMNS;

  /** Rows of a block of A: a multiple of either tile height. */
  private static final int ROWS = 120;

  /** Copied rows start this far apart: no power of two, which would crowd one set of the cache. */
  private static final int A_STRIDE = K_BLOCK + 16;

  /** The same for copied columns, where A is transposed. */
  private static final int A_COLUMN_STRIDE = ROWS + 8;

  private static final int PANEL = 2 * WIDTH;

  /** Rows of a tile. */
  static final int TILE = VectorWidth.registers() == 32 ? 8 : 6;

  /** The parts of the scratch buffer: packed B, copied A, one tile of C. */
  private static final int A_AT = K_BLOCK * COLUMNS;

  static final int C_AT = A_AT + Math.max(ROWS * A_STRIDE, K_BLOCK * A_COLUMN_STRIDE);

  static final int SCRATCH = C_AT + 8 * PANEL;

  private VectorProduct() {}

  /**
   * The general case; m, n and k are at least 1. The stored rows of B start at bRows, or, where
   * that is null, ldb apart.
   */
  static void gemm(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      int[] bRows,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate,
      float[] scratch) {
    boolean direct = form != Form.TN && (bRows == null ? readsWell(n, k, lda) : lda % 256 != 0);
    for (int jc = 0; jc < n; jc += COLUMNS) {
      int nc = Math.min(COLUMNS, n - jc);
      for (int kc = 0; kc < k; kc += K_BLOCK) {
        int kb = Math.min(K_BLOCK, k - kc);
        boolean store = kc == 0 && !accumulate;
        if (bRows != null && form == Form.NT) {
          packTransposedRows(kb, nc, b, bOffset + kc, bRows, jc, scratch);
        } else if (bRows != null) {
          packRows(kb, nc, b, bOffset + jc, bRows, kc, scratch);
        } else if (form == Form.NT) {
          packTransposed(kb, nc, b, bOffset + jc * ldb + kc, ldb, scratch);
        } else {
          pack(kb, nc, b, bOffset + kc * ldb + jc, ldb, scratch);
        }
        int aAt = aOffset + (form == Form.TN ? kc * lda : kc);
        int cAt = cOffset + jc;
        rows(form, direct, m, nc, 0, nc, kb, a, aAt, lda, scratch, c, cAt, ldc, store, scratch);
      }
    }
  }

  /**
   * All rows of A times a packed block of B, of whose nc columns those from begin to end are
   * wanted.
   *
   * @param direct whether A's rows are read where they are
   * @param cAt where the first column of the block has its place in C
   */
  static void rows(
      Form form,
      boolean direct,
      int m,
      int nc,
      int begin,
      int end,
      int kb,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      float[] c,
      int cAt,
      int ldc,
      boolean store,
      float[] scratch) {
    boolean columns = form == Form.TN && TILE == 8;
    int blockRows = direct ? Math.max(TILE, m - m % TILE) : ROWS;
    for (int ic = 0; ic < m; ) {
      int mc = Math.min(blockRows, m - ic);
      float[] rows = scratch;
      int rowsAt = A_AT;
      int step = A_STRIDE;
      if (form == Form.TN) {
        if (columns) {
          copyColumns(mc, kb, a, aAt + ic, lda, scratch);
          step = A_COLUMN_STRIDE;
        } else {
          transposeColumns(mc, kb, a, aAt + ic, lda, scratch);
        }
      } else if (direct && mc >= TILE) {
        rows = a;
        rowsAt = aAt + ic * lda;
        step = lda;
      } else {
        mc = Math.min(mc, ROWS);
        copyRows(mc, kb, a, aAt + ic * lda, lda, scratch);
      }
      int at = cAt + ic * ldc;
      multiply(columns, mc, nc, begin, end, kb, rows, rowsAt, step, b, c, at, ldc, store, scratch);
      ic += mc;
    }
  }

  /** One block of A's rows times columns of the packed block of B. */
  private static void multiply(
      boolean columns,
      int mc,
      int nc,
      int begin,
      int end,
      int kb,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      float[] c,
      int cAt,
      int ldc,
      boolean store,
      float[] scratch) {
    int tileStep = columns ? TILE : TILE * aStep;
    int tileAt = aAt;
    for (int i = 0; i < mc; i += TILE, tileAt += tileStep) {
      int height = Math.min(TILE, mc - i);
      for (int j = begin - begin % PANEL; j < end; j += PANEL) {
        boolean half = isHalf(nc - j);
        int from = Math.max(begin - j, 0);
        int to = Math.min(end - j, PANEL);
        boolean whole = height == TILE && from == 0 && to == (half ? WIDTH : PANEL);
        int at = whole ? cAt + i * ldc + j : C_AT;
        int step = whole ? ldc : PANEL;
        float[] target = whole ? c : scratch;
        boolean plain = !whole || store;
        int bAt = j * kb;
        if (TILE == 6) {
          RowTiles.tile6x2(kb, a, tileAt, aStep, b, bAt, target, at, step, plain);
        } else if (columns && half) {
          ColumnTiles.tile8x1(kb, a, tileAt, aStep, b, bAt, target, at, step, plain);
        } else if (columns) {
          ColumnTiles.tile8x2(kb, a, tileAt, aStep, b, bAt, target, at, step, plain);
        } else if (half) {
          RowTiles.tile8x1(kb, a, tileAt, aStep, b, bAt, target, at, step, plain);
        } else {
          RowTiles.tile8x2(kb, a, tileAt, aStep, b, bAt, target, at, step, plain);
        }
        if (!whole) {
          finish(height, from, to, scratch, c, cAt + i * ldc + j, ldc, store);
        }
      }
    }
  }

  /** Stores or adds the columns from to to of a tile, whose first is cAt's. */
  static void finish(
      int height, int from, int to, float[] scratch, float[] c, int cAt, int ldc, boolean store) {
    for (int i = 0; i < height; i++) {
      int tile = C_AT + i * PANEL + from;
      int at = cAt + i * ldc + from;
      if (store) {
        System.arraycopy(scratch, tile, c, at, to - from);
      } else {
        ELEMENTS.accumulate(to - from, scratch, tile, c, at);
      }
    }
  }

  /** Whether a panel with so many columns left is packed in half the width. */
  static boolean isHalf(int left) {
    return TILE == 8 && left <= WIDTH;
  }

  /** Whether A's rows may be read where they are, rather than from a copy. */
  static boolean readsWell(int n, int k, int lda) {
    return n <= 4 * PANEL || lda % 256 != 0;
  }

  /** Packs {@code b[kb, nc]} into panels of PANEL columns; what fills the last one up is unused. */
  static void pack(int kb, int nc, float[] b, int bAt, int ldb, float[] to) {
    for (int j = 0; j < nc; j += PANEL) {
      int width = Math.min(PANEL, nc - j);
      int tileWidth = width <= WIDTH && TILE == 8 ? WIDTH : PANEL;
      int at = j * kb;
      for (int p = 0; p < kb; p++) {
        packRow(b, bAt + p * ldb + j, width, tileWidth, to, at + p * tileWidth);
      }
    }
  }

  /** Packs rows of nc floats that start at {@code bAt + rows[from + p]}, in the same way. */
  private static void packRows(
      int kb, int nc, float[] b, int bAt, int[] rows, int from, float[] to) {
    for (int j = 0; j < nc; j += PANEL) {
      int width = Math.min(PANEL, nc - j);
      int tileWidth = width <= WIDTH && TILE == 8 ? WIDTH : PANEL;
      int at = j * kb;
      for (int p = 0; p < kb; p++) {
        packRow(b, bAt + rows[from + p] + j, width, tileWidth, to, at + p * tileWidth);
      }
    }
  }

  /**
   * Packs one row of a panel. Beyond its width it takes what lies there, which is quicker than
   * zeros; columns of the product do not mix, and those are not stored.
   */
  private static void packRow(float[] b, int row, int width, int tileWidth, float[] to, int at) {
    if (row + tileWidth > b.length) {
      System.arraycopy(b, row, to, at, width);
      return;
    }
    FloatVector.fromArray(FLOATS, b, row).intoArray(to, at);
    if (tileWidth == PANEL) {
      FloatVector.fromArray(FLOATS, b, row + WIDTH).intoArray(to, at + WIDTH);
    }
  }

  /**
   * Packs the transpose of nc rows of kb floats that start at {@code bAt + rows[from + j]}: a
   * panel's rows are first put side by side where A's copies will lie.
   */
  private static void packTransposedRows(
      int kb, int nc, float[] b, int bAt, int[] rows, int from, float[] to) {
    for (int j = 0; j < nc; j += PANEL) {
      int width = Math.min(PANEL, nc - j);
      for (int w = 0; w < width; w++) {
        System.arraycopy(b, bAt + rows[from + j + w], to, A_AT + w * A_STRIDE, kb);
      }
      packPanel(kb, width, to, A_AT, A_STRIDE, to, j * kb);
    }
  }

  /** Packs the transpose of {@code b[nc, kb]} in the same way. */
  static void packTransposed(int kb, int nc, float[] b, int bAt, int ldb, float[] to) {
    for (int j = 0; j < nc; j += PANEL) {
      packPanel(kb, Math.min(PANEL, nc - j), b, bAt + j * ldb, ldb, to, j * kb);
    }
  }

  /** Packs the transpose of {@code b[width, kb]} as one panel. */
  private static void packPanel(
      int kb, int width, float[] b, int bAt, int ldb, float[] to, int at) {
    int tileWidth = width <= WIDTH && TILE == 8 ? WIDTH : PANEL;
    int squares = WIDTH == Transpose16.SIZE ? width & -Transpose16.SIZE : 0;
    int inSquares = WIDTH == Transpose16.SIZE ? kb & -Transpose16.SIZE : 0;
    for (int w = 0; w < squares; w += Transpose16.SIZE) {
      int from = bAt + w * ldb;
      Transpose16.store(inSquares, b, from, ldb, to, at + w, tileWidth);
      transpose(inSquares, kb, Transpose16.SIZE, b, from, ldb, to, at + w, tileWidth);
    }
    int from = bAt + squares * ldb;
    transpose(0, kb, width - squares, b, from, ldb, to, at + squares, tileWidth);
    for (int p = 0; p < kb && width < tileWidth; p++) {
      Arrays.fill(to, at + p * tileWidth + width, at + (p + 1) * tileWidth, 0f);
    }
  }

  /** Stores the columns {@code [begin, end)} of some rows of b as rows that are toStep apart. */
  static void transpose(
      int begin, int end, int rows, float[] b, int bAt, int ldb, float[] to, int toAt, int toStep) {
    int r = 0;
    for (; r <= rows - 4; r += 4) {
      int b0 = bAt + r * ldb;
      int b1 = b0 + ldb;
      int b2 = b1 + ldb;
      int b3 = b2 + ldb;
      for (int p = begin; p < end; p++) {
        int at = toAt + p * toStep + r;
        to[at] = b[b0 + p];
        to[at + 1] = b[b1 + p];
        to[at + 2] = b[b2 + p];
        to[at + 3] = b[b3 + p];
      }
    }
    for (; r < rows; r++) {
      for (int p = begin; p < end; p++) {
        to[toAt + p * toStep + r] = b[bAt + r * ldb + p];
      }
    }
  }

  /** Copies rows of A, zeros in the rows that fill up the last tile. */
  private static void copyRows(int mc, int kb, float[] a, int aAt, int lda, float[] to) {
    int at = A_AT;
    for (int i = 0; i < mc; i++, at += A_STRIDE) {
      System.arraycopy(a, aAt + i * lda, to, at, kb);
    }
    for (int i = mc; i % TILE != 0; i++, at += A_STRIDE) {
      Arrays.fill(to, at, at + kb, 0f);
    }
  }

  /** Copies the stored rows of a transposed A, zeros in the columns that fill up the last tile. */
  private static void copyColumns(int mc, int kb, float[] a, int aAt, int lda, float[] to) {
    int padded = (mc + TILE - 1) / TILE * TILE;
    for (int p = 0; p < kb; p++) {
      int at = A_AT + p * A_COLUMN_STRIDE;
      System.arraycopy(a, aAt + p * lda, to, at, mc);
      Arrays.fill(to, at + mc, at + padded, 0f);
    }
  }

  /** Copies a transposed A into rows, for tiles that have no form of their own for it. */
  private static void transposeColumns(int mc, int kb, float[] a, int aAt, int lda, float[] to) {
    transpose(0, mc, kb, a, aAt, lda, to, A_AT, A_STRIDE);
    for (int i = mc; i % TILE != 0; i++) {
      Arrays.fill(to, A_AT + i * A_STRIDE, A_AT + i * A_STRIDE + kb, 0f);
    }
  }
}
