// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product {@code C[m, n] = A[m, k] B[k, n]}, from three loops to what the engine does, a
 * step at a time. {@code engine/README.md} tells the story; here is its code.
 *
 * <p>All matrices are row-major and contiguous. Step 3 wants n to be a multiple of 8 vectors, the
 * later ones m of 8, n of 2 vectors and k of {@link #K_BLOCK}; the engine is where remainders are
 * taken care of.
 */
public final class GemmSteps {
  private static final VectorSpecies<Float> FLOATS = Ceilings.FLOATS;
  private static final int WIDTH = FLOATS.length();

  /** Columns of a tile: two vectors. */
  private static final int PANEL = 2 * WIDTH;

  /** Rows of a tile. */
  private static final int TILE = 8;

  /** How many terms of each sum are formed in one go. */
  public static final int K_BLOCK = 256;

  /** Columns of a block of B: with K_BLOCK rows 512 KB, half of a usual second-level cache. */
  private static final int COLUMNS = 512;

  /** Rows of A that are copied at a time. */
  private static final int ROWS = 120;

  /** How far copied rows of A lie apart. */
  private static final int A_STRIDE = K_BLOCK + 16;

  private GemmSteps() {}

  /** 1. The definition: for every element of C, a row of A times a column of B. */
  public static void definition(int m, int n, int k, float[] a, float[] b, float[] c) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0f;
        for (int p = 0; p < k; p++) {
          sum = Math.fma(a[i * k + p], b[p * n + j], sum);
        }
        c[i * n + j] = sum;
      }
    }
  }

  /** 2. The loops turned round: the innermost now runs along rows of B and of C. */
  public static void alongRows(int m, int n, int k, float[] a, float[] b, float[] c) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        c[i * n + j] = 0f;
      }
      for (int p = 0; p < k; p++) {
        float x = a[i * k + p];
        for (int j = 0; j < n; j++) {
          c[i * n + j] = Math.fma(x, b[p * n + j], c[i * n + j]);
        }
      }
    }
  }

  /** 3. Sums stay in registers: one row of C, eight vectors of its columns at a time. */
  public static void inRegisters(int m, int n, int k, float[] a, float[] b, float[] c) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j += 8 * WIDTH) {
        FloatVector c0 = FloatVector.broadcast(FLOATS, 0f);
        FloatVector c1 = FloatVector.broadcast(FLOATS, 0f);
        FloatVector c2 = FloatVector.broadcast(FLOATS, 0f);
        FloatVector c3 = FloatVector.broadcast(FLOATS, 0f);
        FloatVector c4 = FloatVector.broadcast(FLOATS, 0f);
        FloatVector c5 = FloatVector.broadcast(FLOATS, 0f);
        FloatVector c6 = FloatVector.broadcast(FLOATS, 0f);
        FloatVector c7 = FloatVector.broadcast(FLOATS, 0f);
        for (int p = 0; p < k; p++) {
          FloatVector x = FloatVector.broadcast(FLOATS, a[i * k + p]);
          int at = p * n + j;
          c0 = x.fma(FloatVector.fromArray(FLOATS, b, at), c0);
          c1 = x.fma(FloatVector.fromArray(FLOATS, b, at + WIDTH), c1);
          c2 = x.fma(FloatVector.fromArray(FLOATS, b, at + 2 * WIDTH), c2);
          c3 = x.fma(FloatVector.fromArray(FLOATS, b, at + 3 * WIDTH), c3);
          c4 = x.fma(FloatVector.fromArray(FLOATS, b, at + 4 * WIDTH), c4);
          c5 = x.fma(FloatVector.fromArray(FLOATS, b, at + 5 * WIDTH), c5);
          c6 = x.fma(FloatVector.fromArray(FLOATS, b, at + 6 * WIDTH), c6);
          c7 = x.fma(FloatVector.fromArray(FLOATS, b, at + 7 * WIDTH), c7);
        }
        c0.intoArray(c, i * n + j);
        c1.intoArray(c, i * n + j + WIDTH);
        c2.intoArray(c, i * n + j + 2 * WIDTH);
        c3.intoArray(c, i * n + j + 3 * WIDTH);
        c4.intoArray(c, i * n + j + 4 * WIDTH);
        c5.intoArray(c, i * n + j + 5 * WIDTH);
        c6.intoArray(c, i * n + j + 6 * WIDTH);
        c7.intoArray(c, i * n + j + 7 * WIDTH);
      }
    }
  }

  /** 4. A tile of 8 rows and 2 vectors: every float that is loaded is used many times. */
  public static void tiles(int m, int n, int k, float[] a, float[] b, float[] c) {
    for (int i = 0; i < m; i += TILE) {
      for (int j = 0; j < n; j += PANEL) {
        tile(k, a, i * k, k, b, j, n, c, i * n + j, n, true);
      }
    }
  }

  /** 5. The same in blocks of k, so that what a tile reads of B stays in the first-level cache. */
  public static void blocks(int m, int n, int k, float[] a, float[] b, float[] c) {
    for (int p = 0; p < k; p += K_BLOCK) {
      for (int j = 0; j < n; j += PANEL) {
        for (int i = 0; i < m; i += TILE) {
          tile(K_BLOCK, a, i * k + p, k, b, p * n + j, n, c, i * n + j, n, p == 0);
        }
      }
    }
  }

  /**
   * 6. The block of B copied first, into panels two vectors wide, so that a tile reads it from one
   * end to the other.
   *
   * @param packedB room for a block of B, see {@link #packedB}
   */
  public static void packed(int m, int n, int k, float[] a, float[] b, float[] c, float[] packedB) {
    for (int p = 0; p < k; p += K_BLOCK) {
      for (int j = 0; j < n; j += COLUMNS) {
        int columns = Math.min(COLUMNS, n - j);
        pack(columns, n, b, p * n + j, packedB);
        for (int i = 0; i < m; i += TILE) {
          for (int q = 0; q < columns; q += PANEL) {
            int to = i * n + j + q;
            tile(K_BLOCK, a, i * k + p, k, packedB, q * K_BLOCK, PANEL, c, to, n, p == 0);
          }
        }
      }
    }
  }

  /**
   * 7. Some rows of A copied as well, to where they do not lie a power of two apart: such rows
   * share one set of the cache and drive each other out of it.
   *
   * @param packedA room for some rows of A, see {@link #packedA}
   */
  public static void packedBoth(
      int m, int n, int k, float[] a, float[] b, float[] c, float[] packedA, float[] packedB) {
    for (int p = 0; p < k; p += K_BLOCK) {
      for (int j = 0; j < n; j += COLUMNS) {
        int columns = Math.min(COLUMNS, n - j);
        pack(columns, n, b, p * n + j, packedB);
        for (int first = 0; first < m; first += ROWS) {
          int rows = Math.min(ROWS, m - first);
          for (int i = 0; i < rows; i++) {
            System.arraycopy(a, (first + i) * k + p, packedA, i * A_STRIDE, K_BLOCK);
          }
          for (int i = 0; i < rows; i += TILE) {
            for (int q = 0; q < columns; q += PANEL) {
              int from = i * A_STRIDE;
              int to = (first + i) * n + j + q;
              tile(K_BLOCK, packedA, from, A_STRIDE, packedB, q * K_BLOCK, PANEL, c, to, n, p == 0);
            }
          }
        }
      }
    }
  }

  /** Copies a block of B, {@code [K_BLOCK, columns]}, into panels. */
  private static void pack(int columns, int n, float[] b, int from, float[] packedB) {
    for (int q = 0; q < columns; q += PANEL) {
      for (int p = 0; p < K_BLOCK; p++) {
        System.arraycopy(b, from + p * n + q, packedB, q * K_BLOCK + p * PANEL, PANEL);
      }
    }
  }

  /** Memory for a block of B. */
  public static float[] packedB() {
    return new float[K_BLOCK * COLUMNS];
  }

  /** Memory for some rows of A. */
  public static float[] packedA() {
    return new float[ROWS * A_STRIDE];
  }

  /**
   * A tile of C: 16 vectors of sums in registers, to which each p adds 8 broadcast floats of A
   * times 2 vectors of B. It is flat because a vector that is passed on, returned or kept in an
   * array becomes an object.
   *
   * @param store whether C is overwritten; else the sums are added to it
   */
  private static void tile(
      int k,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      int ldb,
      float[] c,
      int cAt,
      int ldc,
      boolean store) {
    FloatVector c00 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c01 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c10 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c11 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c20 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c21 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c30 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c31 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c40 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c41 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c50 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c51 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c60 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c61 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c70 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c71 = FloatVector.broadcast(FLOATS, 0f);
    for (int p = 0; p < k; p++) {
      int at = aAt + p;
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + p * ldb);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + p * ldb + WIDTH);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[at]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[at + lda]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[at + 2 * lda]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[at + 3 * lda]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[at + 4 * lda]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[at + 5 * lda]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      FloatVector x6 = FloatVector.broadcast(FLOATS, a[at + 6 * lda]);
      c60 = x6.fma(b0, c60);
      c61 = x6.fma(b1, c61);
      FloatVector x7 = FloatVector.broadcast(FLOATS, a[at + 7 * lda]);
      c70 = x7.fma(b0, c70);
      c71 = x7.fma(b1, c71);
    }
    if (!store) {
      c00 = FloatVector.fromArray(FLOATS, c, cAt).add(c00);
      c01 = FloatVector.fromArray(FLOATS, c, cAt + WIDTH).add(c01);
      c10 = FloatVector.fromArray(FLOATS, c, cAt + ldc).add(c10);
      c11 = FloatVector.fromArray(FLOATS, c, cAt + ldc + WIDTH).add(c11);
      c20 = FloatVector.fromArray(FLOATS, c, cAt + 2 * ldc).add(c20);
      c21 = FloatVector.fromArray(FLOATS, c, cAt + 2 * ldc + WIDTH).add(c21);
      c30 = FloatVector.fromArray(FLOATS, c, cAt + 3 * ldc).add(c30);
      c31 = FloatVector.fromArray(FLOATS, c, cAt + 3 * ldc + WIDTH).add(c31);
      c40 = FloatVector.fromArray(FLOATS, c, cAt + 4 * ldc).add(c40);
      c41 = FloatVector.fromArray(FLOATS, c, cAt + 4 * ldc + WIDTH).add(c41);
      c50 = FloatVector.fromArray(FLOATS, c, cAt + 5 * ldc).add(c50);
      c51 = FloatVector.fromArray(FLOATS, c, cAt + 5 * ldc + WIDTH).add(c51);
      c60 = FloatVector.fromArray(FLOATS, c, cAt + 6 * ldc).add(c60);
      c61 = FloatVector.fromArray(FLOATS, c, cAt + 6 * ldc + WIDTH).add(c61);
      c70 = FloatVector.fromArray(FLOATS, c, cAt + 7 * ldc).add(c70);
      c71 = FloatVector.fromArray(FLOATS, c, cAt + 7 * ldc + WIDTH).add(c71);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + WIDTH);
    c10.intoArray(c, cAt + ldc);
    c11.intoArray(c, cAt + ldc + WIDTH);
    c20.intoArray(c, cAt + 2 * ldc);
    c21.intoArray(c, cAt + 2 * ldc + WIDTH);
    c30.intoArray(c, cAt + 3 * ldc);
    c31.intoArray(c, cAt + 3 * ldc + WIDTH);
    c40.intoArray(c, cAt + 4 * ldc);
    c41.intoArray(c, cAt + 4 * ldc + WIDTH);
    c50.intoArray(c, cAt + 5 * ldc);
    c51.intoArray(c, cAt + 5 * ldc + WIDTH);
    c60.intoArray(c, cAt + 6 * ldc);
    c61.intoArray(c, cAt + 6 * ldc + WIDTH);
    c70.intoArray(c, cAt + 7 * ldc);
    c71.intoArray(c, cAt + 7 * ldc + WIDTH);
  }
}
