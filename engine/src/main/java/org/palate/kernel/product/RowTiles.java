// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of the matrix product where A lies in rows: a tile of C stays in registers
 * while k runs over one block.
 *
 * <p>All have the same arguments: {@code kb} values of k; A's element (i, p) at {@code a[aAt + i *
 * aStep + p]}; B's row p, as many vectors as the tile is wide, at {@code bAt + p * vectors *
 * WIDTH}; the tile of C at {@code cAt}, its rows ldc apart, where it is stored or added.
 *
 * <p>They are flat for C2's sake: a vector that is passed, returned or kept in a loop's array is
 * boxed (15 instead of 215 GFLOP/s), and accumulators that start from a broadcast 0 stay in
 * registers where {@code zero()} or C itself do not always.
 */
final class RowTiles {

  private RowTiles() {}

  /** 8 rows, 2 vectors: 19 registers. */
  static void tile8x2(
      int kb,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
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
    int a0 = aAt;
    int a1 = a0 + aStep;
    int a2 = a1 + aStep;
    int a3 = a2 + aStep;
    int a4 = a3 + aStep;
    int a5 = a4 + aStep;
    int a6 = a5 + aStep;
    int a7 = a6 + aStep;
    for (int p = 0; p < kb; p++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + p * 2 * WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + p * 2 * WIDTH + WIDTH);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[a0 + p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + p]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[a2 + p]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[a3 + p]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[a4 + p]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[a5 + p]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      FloatVector x6 = FloatVector.broadcast(FLOATS, a[a6 + p]);
      c60 = x6.fma(b0, c60);
      c61 = x6.fma(b1, c61);
      FloatVector x7 = FloatVector.broadcast(FLOATS, a[a7 + p]);
      c70 = x7.fma(b0, c70);
      c71 = x7.fma(b1, c71);
    }
    if (!store) {
      int from = cAt;
      c00 = FloatVector.fromArray(FLOATS, c, from).add(c00);
      c01 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c01);
      from += ldc;
      c10 = FloatVector.fromArray(FLOATS, c, from).add(c10);
      c11 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c11);
      from += ldc;
      c20 = FloatVector.fromArray(FLOATS, c, from).add(c20);
      c21 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c21);
      from += ldc;
      c30 = FloatVector.fromArray(FLOATS, c, from).add(c30);
      c31 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c31);
      from += ldc;
      c40 = FloatVector.fromArray(FLOATS, c, from).add(c40);
      c41 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c41);
      from += ldc;
      c50 = FloatVector.fromArray(FLOATS, c, from).add(c50);
      c51 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c51);
      from += ldc;
      c60 = FloatVector.fromArray(FLOATS, c, from).add(c60);
      c61 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c61);
      from += ldc;
      c70 = FloatVector.fromArray(FLOATS, c, from).add(c70);
      c71 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c71);
    }
    int to = cAt;
    c00.intoArray(c, to);
    c01.intoArray(c, to + WIDTH);
    to += ldc;
    c10.intoArray(c, to);
    c11.intoArray(c, to + WIDTH);
    to += ldc;
    c20.intoArray(c, to);
    c21.intoArray(c, to + WIDTH);
    to += ldc;
    c30.intoArray(c, to);
    c31.intoArray(c, to + WIDTH);
    to += ldc;
    c40.intoArray(c, to);
    c41.intoArray(c, to + WIDTH);
    to += ldc;
    c50.intoArray(c, to);
    c51.intoArray(c, to + WIDTH);
    to += ldc;
    c60.intoArray(c, to);
    c61.intoArray(c, to + WIDTH);
    to += ldc;
    c70.intoArray(c, to);
    c71.intoArray(c, to + WIDTH);
  }

  /** 6 rows, 2 vectors: 15 registers, for CPUs that have 16. */
  static void tile6x2(
      int kb,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
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
    int a0 = aAt;
    int a1 = a0 + aStep;
    int a2 = a1 + aStep;
    int a3 = a2 + aStep;
    int a4 = a3 + aStep;
    int a5 = a4 + aStep;
    for (int p = 0; p < kb; p++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + p * 2 * WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + p * 2 * WIDTH + WIDTH);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[a0 + p]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + p]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[a2 + p]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[a3 + p]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[a4 + p]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[a5 + p]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
    }
    if (!store) {
      int from = cAt;
      c00 = FloatVector.fromArray(FLOATS, c, from).add(c00);
      c01 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c01);
      from += ldc;
      c10 = FloatVector.fromArray(FLOATS, c, from).add(c10);
      c11 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c11);
      from += ldc;
      c20 = FloatVector.fromArray(FLOATS, c, from).add(c20);
      c21 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c21);
      from += ldc;
      c30 = FloatVector.fromArray(FLOATS, c, from).add(c30);
      c31 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c31);
      from += ldc;
      c40 = FloatVector.fromArray(FLOATS, c, from).add(c40);
      c41 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c41);
      from += ldc;
      c50 = FloatVector.fromArray(FLOATS, c, from).add(c50);
      c51 = FloatVector.fromArray(FLOATS, c, from + WIDTH).add(c51);
    }
    int to = cAt;
    c00.intoArray(c, to);
    c01.intoArray(c, to + WIDTH);
    to += ldc;
    c10.intoArray(c, to);
    c11.intoArray(c, to + WIDTH);
    to += ldc;
    c20.intoArray(c, to);
    c21.intoArray(c, to + WIDTH);
    to += ldc;
    c30.intoArray(c, to);
    c31.intoArray(c, to + WIDTH);
    to += ldc;
    c40.intoArray(c, to);
    c41.intoArray(c, to + WIDTH);
    to += ldc;
    c50.intoArray(c, to);
    c51.intoArray(c, to + WIDTH);
  }

  /** 8 rows, 1 vector: 10 registers, for a last half panel of B. */
  static void tile8x1(
      int kb,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int ldc,
      boolean store) {
    FloatVector c00 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c10 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c20 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c30 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c40 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c50 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c60 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector c70 = FloatVector.broadcast(FLOATS, 0f);
    int a0 = aAt;
    int a1 = a0 + aStep;
    int a2 = a1 + aStep;
    int a3 = a2 + aStep;
    int a4 = a3 + aStep;
    int a5 = a4 + aStep;
    int a6 = a5 + aStep;
    int a7 = a6 + aStep;
    for (int p = 0; p < kb; p++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt + p * WIDTH);
      FloatVector x0 = FloatVector.broadcast(FLOATS, a[a0 + p]);
      c00 = x0.fma(b0, c00);
      FloatVector x1 = FloatVector.broadcast(FLOATS, a[a1 + p]);
      c10 = x1.fma(b0, c10);
      FloatVector x2 = FloatVector.broadcast(FLOATS, a[a2 + p]);
      c20 = x2.fma(b0, c20);
      FloatVector x3 = FloatVector.broadcast(FLOATS, a[a3 + p]);
      c30 = x3.fma(b0, c30);
      FloatVector x4 = FloatVector.broadcast(FLOATS, a[a4 + p]);
      c40 = x4.fma(b0, c40);
      FloatVector x5 = FloatVector.broadcast(FLOATS, a[a5 + p]);
      c50 = x5.fma(b0, c50);
      FloatVector x6 = FloatVector.broadcast(FLOATS, a[a6 + p]);
      c60 = x6.fma(b0, c60);
      FloatVector x7 = FloatVector.broadcast(FLOATS, a[a7 + p]);
      c70 = x7.fma(b0, c70);
    }
    if (!store) {
      int from = cAt;
      c00 = FloatVector.fromArray(FLOATS, c, from).add(c00);
      from += ldc;
      c10 = FloatVector.fromArray(FLOATS, c, from).add(c10);
      from += ldc;
      c20 = FloatVector.fromArray(FLOATS, c, from).add(c20);
      from += ldc;
      c30 = FloatVector.fromArray(FLOATS, c, from).add(c30);
      from += ldc;
      c40 = FloatVector.fromArray(FLOATS, c, from).add(c40);
      from += ldc;
      c50 = FloatVector.fromArray(FLOATS, c, from).add(c50);
      from += ldc;
      c60 = FloatVector.fromArray(FLOATS, c, from).add(c60);
      from += ldc;
      c70 = FloatVector.fromArray(FLOATS, c, from).add(c70);
    }
    int to = cAt;
    c00.intoArray(c, to);
    to += ldc;
    c10.intoArray(c, to);
    to += ldc;
    c20.intoArray(c, to);
    to += ldc;
    c30.intoArray(c, to);
    to += ldc;
    c40.intoArray(c, to);
    to += ldc;
    c50.intoArray(c, to);
    to += ldc;
    c60.intoArray(c, to);
    to += ldc;
    c70.intoArray(c, to);
  }
}
