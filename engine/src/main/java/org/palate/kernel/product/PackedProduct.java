// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;
import static org.palate.kernel.product.ProductKernels.K_BLOCK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with a matrix that was packed before.
 *
 * <p>Many rows take the tiles of {@link VectorProduct}, which find the panels ready; bfloat16 is
 * first made floats again, block by block. One row, or two, read each panel once, as it comes from
 * memory: four panels side by side, whose eight sums hide the latency of fma.
 */
final class PackedProduct {

  /** Columns of a panel. */
  static final int PANEL = 2 * WIDTH;

  /** Up to so many rows go one by one; more fill a tile well enough. */
  private static final int FEW_ROWS = 2;

  private static final int COLUMNS = PackedMatrix.COLUMNS;

  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, FLOATS.vectorShape());

  private PackedProduct() {}

  /** {@code C = A Wᵀ} for the rows from to to of W; m, to - from and k are at least 1. */
  static void gemm(
      int m,
      float[] a,
      int aOffset,
      int lda,
      PackedMatrix b,
      int from,
      int to,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate,
      float[] scratch) {
    int k = b.columns();
    // With no packing beside it, copying A costs more than reading it from other pages: 1.04 times.
    boolean direct = lda % 256 != 0 || VectorProduct.readsWell(to - from, k, lda);
    for (int jc = from - from % COLUMNS; jc < to; jc += COLUMNS) {
      int nc = Math.min(COLUMNS, b.rows() - jc);
      int begin = Math.max(from - jc, 0);
      int end = Math.min(to - jc, COLUMNS);
      int cAt = cOffset + jc - from;
      for (int kc = 0; kc < k; kc += K_BLOCK) {
        int kb = Math.min(K_BLOCK, k - kc);
        boolean store = kc == 0 && !accumulate;
        int aAt = aOffset + kc;
        if (m > FEW_ROWS) {
          float[] panels = scratch;
          if (b.precision() == Precision.FLOAT32) {
            panels = b.floats(jc, kc);
          } else {
            widen(kb, nc, begin, end, b.pairs(jc, kc), scratch);
          }
          VectorProduct.rows(
              Form.NT, direct, m, nc, begin, end, kb, a, aAt, lda, panels, c, cAt, ldc, store,
              scratch);
        } else if (b.precision() == Precision.FLOAT32) {
          float[] panels = b.floats(jc, kc);
          for (int i = 0; i < m; i++) {
            row(kb, nc, begin, end, a, aAt + i * lda, panels, c, cAt + i * ldc, store, scratch);
          }
        } else {
          int[] pairs = b.pairs(jc, kc);
          for (int i = 0; i < m; i++) {
            pairRow(kb, begin, end, a, aAt + i * lda, pairs, c, cAt + i * ldc, store, scratch);
          }
        }
      }
    }
  }

  /** One row of A times the columns begin to end of a block of floats. */
  private static void row(
      int kb,
      int nc,
      int begin,
      int end,
      float[] x,
      int xAt,
      float[] b,
      float[] y,
      int yAt,
      boolean store,
      float[] scratch) {
    for (int j = begin - begin % PANEL; j < end; ) {
      if (j >= begin && end - j >= 4 * PANEL) {
        fourPanels(kb, x, xAt, b, j * kb, y, yAt + j, store);
        j += 4 * PANEL;
        continue;
      }
      if (VectorProduct.isHalf(nc - j)) {
        halfPanel(kb, x, xAt, b, j * kb, scratch);
      } else {
        onePanel(kb, x, xAt, b, j * kb, scratch);
      }
      VectorProduct.finish(
          1, Math.max(begin - j, 0), Math.min(end - j, PANEL), scratch, y, yAt + j, 0, store);
      j += PANEL;
    }
  }

  /** One row of A times the columns begin to end of a block of pairs. */
  private static void pairRow(
      int kb,
      int begin,
      int end,
      float[] x,
      int xAt,
      int[] b,
      float[] y,
      int yAt,
      boolean store,
      float[] scratch) {
    for (int j = begin - begin % PANEL; j < end; ) {
      int bAt = j / 2 * kb;
      if (j >= begin && end - j >= 4 * PANEL) {
        fourPairPanels(kb, x, xAt, b, bAt, y, yAt + j, store);
        j += 4 * PANEL;
        continue;
      }
      onePairPanel(kb, x, xAt, b, bAt, scratch);
      VectorProduct.finish(
          1, Math.max(begin - j, 0), Math.min(end - j, PANEL), scratch, y, yAt + j, 0, store);
      j += PANEL;
    }
  }

  private static void fourPanels(
      int kb, float[] x, int xAt, float[] b, int bAt, float[] y, int yAt, boolean store) {
    FloatVector s0 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s1 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s2 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s3 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s4 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s5 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s6 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s7 = FloatVector.broadcast(FLOATS, 0f);
    int b0 = bAt;
    int b1 = b0 + PANEL * kb;
    int b2 = b1 + PANEL * kb;
    int b3 = b2 + PANEL * kb;
    for (int p = 0; p < kb; p++) {
      FloatVector xp = FloatVector.broadcast(FLOATS, x[xAt + p]);
      s0 = xp.fma(FloatVector.fromArray(FLOATS, b, b0 + p * PANEL), s0);
      s1 = xp.fma(FloatVector.fromArray(FLOATS, b, b0 + p * PANEL + WIDTH), s1);
      s2 = xp.fma(FloatVector.fromArray(FLOATS, b, b1 + p * PANEL), s2);
      s3 = xp.fma(FloatVector.fromArray(FLOATS, b, b1 + p * PANEL + WIDTH), s3);
      s4 = xp.fma(FloatVector.fromArray(FLOATS, b, b2 + p * PANEL), s4);
      s5 = xp.fma(FloatVector.fromArray(FLOATS, b, b2 + p * PANEL + WIDTH), s5);
      s6 = xp.fma(FloatVector.fromArray(FLOATS, b, b3 + p * PANEL), s6);
      s7 = xp.fma(FloatVector.fromArray(FLOATS, b, b3 + p * PANEL + WIDTH), s7);
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

  /** Stores the products of one panel where scratch has room for a tile of C. */
  private static void onePanel(int kb, float[] x, int xAt, float[] b, int bAt, float[] scratch) {
    FloatVector s0 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s1 = FloatVector.broadcast(FLOATS, 0f);
    for (int p = 0; p < kb; p++) {
      FloatVector xp = FloatVector.broadcast(FLOATS, x[xAt + p]);
      s0 = xp.fma(FloatVector.fromArray(FLOATS, b, bAt + p * PANEL), s0);
      s1 = xp.fma(FloatVector.fromArray(FLOATS, b, bAt + p * PANEL + WIDTH), s1);
    }
    s0.intoArray(scratch, VectorProduct.C_AT);
    s1.intoArray(scratch, VectorProduct.C_AT + WIDTH);
  }

  private static void halfPanel(int kb, float[] x, int xAt, float[] b, int bAt, float[] scratch) {
    FloatVector s = FloatVector.broadcast(FLOATS, 0f);
    for (int p = 0; p < kb; p++) {
      FloatVector xp = FloatVector.broadcast(FLOATS, x[xAt + p]);
      s = xp.fma(FloatVector.fromArray(FLOATS, b, bAt + p * WIDTH), s);
    }
    s.intoArray(scratch, VectorProduct.C_AT);
  }

  private static void fourPairPanels(
      int kb, float[] x, int xAt, int[] b, int bAt, float[] y, int yAt, boolean store) {
    FloatVector s0 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s1 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s2 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s3 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s4 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s5 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s6 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s7 = FloatVector.broadcast(FLOATS, 0f);
    int b0 = bAt;
    int b1 = b0 + WIDTH * kb;
    int b2 = b1 + WIDTH * kb;
    int b3 = b2 + WIDTH * kb;
    IntVector upper = IntVector.broadcast(INTS, 0xFFFF0000);
    for (int p = 0; p < kb; p++) {
      FloatVector xp = FloatVector.broadcast(FLOATS, x[xAt + p]);
      IntVector w0 = IntVector.fromArray(INTS, b, b0 + p * WIDTH);
      s0 = xp.fma(w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s0);
      s1 = xp.fma(w0.and(upper).reinterpretAsFloats(), s1);
      IntVector w1 = IntVector.fromArray(INTS, b, b1 + p * WIDTH);
      s2 = xp.fma(w1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s2);
      s3 = xp.fma(w1.and(upper).reinterpretAsFloats(), s3);
      IntVector w2 = IntVector.fromArray(INTS, b, b2 + p * WIDTH);
      s4 = xp.fma(w2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s4);
      s5 = xp.fma(w2.and(upper).reinterpretAsFloats(), s5);
      IntVector w3 = IntVector.fromArray(INTS, b, b3 + p * WIDTH);
      s6 = xp.fma(w3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s6);
      s7 = xp.fma(w3.and(upper).reinterpretAsFloats(), s7);
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

  private static void onePairPanel(int kb, float[] x, int xAt, int[] b, int bAt, float[] scratch) {
    FloatVector s0 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s1 = FloatVector.broadcast(FLOATS, 0f);
    IntVector upper = IntVector.broadcast(INTS, 0xFFFF0000);
    for (int p = 0; p < kb; p++) {
      FloatVector xp = FloatVector.broadcast(FLOATS, x[xAt + p]);
      IntVector w = IntVector.fromArray(INTS, b, bAt + p * WIDTH);
      s0 = xp.fma(w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), s0);
      s1 = xp.fma(w.and(upper).reinterpretAsFloats(), s1);
    }
    s0.intoArray(scratch, VectorProduct.C_AT);
    s1.intoArray(scratch, VectorProduct.C_AT + WIDTH);
  }

  /** Makes floats of the panels of pairs that hold the columns begin to end. */
  private static void widen(int kb, int nc, int begin, int end, int[] pairs, float[] to) {
    IntVector upper = IntVector.broadcast(INTS, 0xFFFF0000);
    for (int j = begin - begin % PANEL; j < end; j += PANEL) {
      boolean half = VectorProduct.isHalf(nc - j);
      int step = half ? WIDTH : PANEL;
      int from = j / 2 * kb;
      int at = j * kb;
      for (int p = 0; p < kb; p++, from += WIDTH, at += step) {
        IntVector w = IntVector.fromArray(INTS, pairs, from);
        w.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(to, at);
        if (!half) {
          w.and(upper).reinterpretAsFloats().intoArray(to, at + WIDTH);
        }
      }
    }
  }
}
