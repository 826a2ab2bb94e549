// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;
import static org.palate.kernel.product.ProductKernels.K_BLOCK;

import jdk.incubator.vector.FloatVector;

/**
 * Products with one row or one column, which read a matrix once and are bound by that: without
 * packing, with the bits of the general product.
 */
final class VectorRowProduct {

  private VectorRowProduct() {}

  /** {@code y[j] = sum over p of x[p * xStep] B[p, j]}: vectors along the rows of B. */
  static void row(
      int n,
      int k,
      float[] x,
      int xOffset,
      int xStep,
      float[] b,
      int bOffset,
      int ldb,
      float[] y,
      int yOffset,
      boolean accumulate) {
    for (int kc = 0; kc < k; kc += K_BLOCK) {
      int kb = Math.min(K_BLOCK, k - kc);
      boolean store = kc == 0 && !accumulate;
      int xAt = xOffset + kc * xStep;
      int bAt = bOffset + kc * ldb;
      int j = 0;
      for (; j <= n - 8 * WIDTH; j += 8 * WIDTH) {
        rowEight(kb, x, xAt, xStep, b, bAt + j, ldb, y, yOffset + j, store);
      }
      for (; j <= n - WIDTH; j += WIDTH) {
        rowOne(kb, x, xAt, xStep, b, bAt + j, ldb, y, yOffset + j, store);
      }
      for (; j < n; j++) {
        float sum = 0f;
        for (int p = 0; p < kb; p++) {
          sum = Math.fma(x[xAt + p * xStep], b[bAt + p * ldb + j], sum);
        }
        y[yOffset + j] = store ? sum : y[yOffset + j] + sum;
      }
    }
  }

  private static void rowEight(
      int kb,
      float[] x,
      int xAt,
      int xStep,
      float[] b,
      int bAt,
      int ldb,
      float[] y,
      int yAt,
      boolean store) {
    FloatVector s0 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s1 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s2 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s3 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s4 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s5 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s6 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s7 = FloatVector.broadcast(FLOATS, 0f);
    for (int p = 0; p < kb; p++) {
      FloatVector xp = FloatVector.broadcast(FLOATS, x[xAt + p * xStep]);
      int row = bAt + p * ldb;
      s0 = xp.fma(FloatVector.fromArray(FLOATS, b, row), s0);
      s1 = xp.fma(FloatVector.fromArray(FLOATS, b, row + WIDTH), s1);
      s2 = xp.fma(FloatVector.fromArray(FLOATS, b, row + 2 * WIDTH), s2);
      s3 = xp.fma(FloatVector.fromArray(FLOATS, b, row + 3 * WIDTH), s3);
      s4 = xp.fma(FloatVector.fromArray(FLOATS, b, row + 4 * WIDTH), s4);
      s5 = xp.fma(FloatVector.fromArray(FLOATS, b, row + 5 * WIDTH), s5);
      s6 = xp.fma(FloatVector.fromArray(FLOATS, b, row + 6 * WIDTH), s6);
      s7 = xp.fma(FloatVector.fromArray(FLOATS, b, row + 7 * WIDTH), s7);
    }
    if (!store) {
      s0 = FloatVector.fromArray(FLOATS, y, yAt).add(s0);
      s1 = FloatVector.fromArray(FLOATS, y, yAt + WIDTH).add(s1);
      s2 = FloatVector.fromArray(FLOATS, y, yAt + 2 * WIDTH).add(s2);
      s3 = FloatVector.fromArray(FLOATS, y, yAt + 3 * WIDTH).add(s3);
      s4 = FloatVector.fromArray(FLOATS, y, yAt + 4 * WIDTH).add(s4);
      s5 = FloatVector.fromArray(FLOATS, y, yAt + 5 * WIDTH).add(s5);
      s6 = FloatVector.fromArray(FLOATS, y, yAt + 6 * WIDTH).add(s6);
      s7 = FloatVector.fromArray(FLOATS, y, yAt + 7 * WIDTH).add(s7);
    }
    s0.intoArray(y, yAt);
    s1.intoArray(y, yAt + WIDTH);
    s2.intoArray(y, yAt + 2 * WIDTH);
    s3.intoArray(y, yAt + 3 * WIDTH);
    s4.intoArray(y, yAt + 4 * WIDTH);
    s5.intoArray(y, yAt + 5 * WIDTH);
    s6.intoArray(y, yAt + 6 * WIDTH);
    s7.intoArray(y, yAt + 7 * WIDTH);
  }

  private static void rowOne(
      int kb,
      float[] x,
      int xAt,
      int xStep,
      float[] b,
      int bAt,
      int ldb,
      float[] y,
      int yAt,
      boolean store) {
    FloatVector s = FloatVector.broadcast(FLOATS, 0f);
    for (int p = 0; p < kb; p++) {
      FloatVector xp = FloatVector.broadcast(FLOATS, x[xAt + p * xStep]);
      s = xp.fma(FloatVector.fromArray(FLOATS, b, bAt + p * ldb), s);
    }
    if (!store) {
      s = FloatVector.fromArray(FLOATS, y, yAt).add(s);
    }
    s.intoArray(y, yAt);
  }

  /**
   * {@code y[r * yStep] = sum over p of B[r, p] x[p * xStep]}: the sums run along contiguous
   * memory, one term after the other. Sixteen rows are turned in registers where those are wide
   * enough; else eight rows go side by side as single floats.
   *
   * @param sums scratch for 16 floats
   */
  static void chains(
      int rows,
      int k,
      float[] b,
      int bOffset,
      int ldb,
      float[] x,
      int xOffset,
      int xStep,
      float[] y,
      int yOffset,
      int yStep,
      boolean accumulate,
      float[] sums) {
    for (int kc = 0; kc < k; kc += K_BLOCK) {
      int kb = Math.min(K_BLOCK, k - kc);
      boolean store = kc == 0 && !accumulate;
      int xAt = xOffset + kc * xStep;
      int r = 0;
      if (WIDTH == Transpose16.SIZE) {
        for (; r <= rows - 16; r += 16) {
          int bAt = bOffset + r * ldb + kc;
          sixteenChains(kb, b, bAt, ldb, x, xAt, xStep, y, yOffset + r * yStep, yStep, store, sums);
        }
      }
      for (; r <= rows - 8; r += 8) {
        int bAt = bOffset + r * ldb + kc;
        eightChains(kb, b, bAt, ldb, x, xAt, xStep, y, yOffset + r * yStep, yStep, store);
      }
      for (; r < rows; r++) {
        int bAt = bOffset + r * ldb + kc;
        float sum = 0f;
        for (int p = 0; p < kb; p++) {
          sum = Math.fma(b[bAt + p], x[xAt + p * xStep], sum);
        }
        int at = yOffset + r * yStep;
        y[at] = store ? sum : y[at] + sum;
      }
    }
  }

  private static void sixteenChains(
      int kb,
      float[] b,
      int bAt,
      int ldb,
      float[] x,
      int xAt,
      int xStep,
      float[] y,
      int yAt,
      int yStep,
      boolean store,
      float[] sums) {
    int squares = kb & -Transpose16.SIZE;
    Transpose16.dots(squares, b, bAt, ldb, x, xAt, xStep, sums);
    for (int r = 0; r < Transpose16.SIZE; r++) {
      float sum = sums[r];
      for (int p = squares; p < kb; p++) {
        sum = Math.fma(b[bAt + r * ldb + p], x[xAt + p * xStep], sum);
      }
      int at = yAt + r * yStep;
      y[at] = store ? sum : y[at] + sum;
    }
  }

  private static void eightChains(
      int kb,
      float[] b,
      int b0,
      int ldb,
      float[] x,
      int xAt,
      int xStep,
      float[] y,
      int yAt,
      int yStep,
      boolean store) {
    int b1 = b0 + ldb;
    int b2 = b1 + ldb;
    int b3 = b2 + ldb;
    int b4 = b3 + ldb;
    int b5 = b4 + ldb;
    int b6 = b5 + ldb;
    int b7 = b6 + ldb;
    float s0 = 0f;
    float s1 = 0f;
    float s2 = 0f;
    float s3 = 0f;
    float s4 = 0f;
    float s5 = 0f;
    float s6 = 0f;
    float s7 = 0f;
    for (int p = 0; p < kb; p++) {
      float xp = x[xAt + p * xStep];
      s0 = Math.fma(b[b0 + p], xp, s0);
      s1 = Math.fma(b[b1 + p], xp, s1);
      s2 = Math.fma(b[b2 + p], xp, s2);
      s3 = Math.fma(b[b3 + p], xp, s3);
      s4 = Math.fma(b[b4 + p], xp, s4);
      s5 = Math.fma(b[b5 + p], xp, s5);
      s6 = Math.fma(b[b6 + p], xp, s6);
      s7 = Math.fma(b[b7 + p], xp, s7);
    }
    y[yAt] = store ? s0 : y[yAt] + s0;
    y[yAt + yStep] = store ? s1 : y[yAt + yStep] + s1;
    y[yAt + 2 * yStep] = store ? s2 : y[yAt + 2 * yStep] + s2;
    y[yAt + 3 * yStep] = store ? s3 : y[yAt + 3 * yStep] + s3;
    y[yAt + 4 * yStep] = store ? s4 : y[yAt + 4 * yStep] + s4;
    y[yAt + 5 * yStep] = store ? s5 : y[yAt + 5 * yStep] + s5;
    y[yAt + 6 * yStep] = store ? s6 : y[yAt + 6 * yStep] + s6;
    y[yAt + 7 * yStep] = store ? s7 : y[yAt + 7 * yStep] + s7;
  }
}
