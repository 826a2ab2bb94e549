// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * What one core can do at most at the width that the engine uses: fused multiply-adds in registers,
 * and floats read one after another, or row by row, from an array. Nothing of the engine is used
 * here.
 */
public final class Ceilings {
  static final VectorSpecies<Float> FLOATS =
      switch (bits()) {
        case 128 -> FloatVector.SPECIES_128;
        case 256 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_512;
      };

  private static final int WIDTH = FLOATS.length();
  private static final int ROUNDS = 10_000;

  /** Floats of a row, as of an embedding. */
  public static final int ROW = 64;

  private final float[] out = new float[WIDTH];
  private final float factor;

  /** Ceilings to measure. */
  public Ceilings() {
    factor = 1e-3f;
  }

  /** The width in bits. */
  public static int bits() {
    return Integer.getInteger(
        "palate.vector.bits", Math.min(512, VectorShape.preferredShape().vectorBitSize()));
  }

  /** Floating-point operations of one call of {@link #multiplyAdds}. */
  public static double flops() {
    return 2.0 * 12 * WIDTH * ROUNDS;
  }

  /** Twelve independent chains of fma, enough to hide the latency of each. */
  public float[] multiplyAdds() {
    FloatVector x = FloatVector.broadcast(FLOATS, factor);
    FloatVector y = x.add(factor);
    FloatVector s0 = x;
    FloatVector s1 = x;
    FloatVector s2 = x;
    FloatVector s3 = x;
    FloatVector s4 = x;
    FloatVector s5 = x;
    FloatVector s6 = x;
    FloatVector s7 = x;
    FloatVector s8 = x;
    FloatVector s9 = x;
    FloatVector s10 = x;
    FloatVector s11 = x;
    for (int i = 0; i < ROUNDS; i++) {
      s0 = x.fma(y, s0);
      s1 = x.fma(y, s1);
      s2 = x.fma(y, s2);
      s3 = x.fma(y, s3);
      s4 = x.fma(y, s4);
      s5 = x.fma(y, s5);
      s6 = x.fma(y, s6);
      s7 = x.fma(y, s7);
      s8 = x.fma(y, s8);
      s9 = x.fma(y, s9);
      s10 = x.fma(y, s10);
      s11 = x.fma(y, s11);
    }
    s0 = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    s6 = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
    s0.add(s6).intoArray(out, 0);
    return out;
  }

  /** Reads an array whose length is a multiple of 8 vectors; gives something of its sum. */
  public float[] read(float[] array) {
    FloatVector s0 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int i = 0; i <= array.length - 8 * WIDTH; i += 8 * WIDTH) {
      s0 = s0.add(FloatVector.fromArray(FLOATS, array, i));
      s1 = s1.add(FloatVector.fromArray(FLOATS, array, i + WIDTH));
      s2 = s2.add(FloatVector.fromArray(FLOATS, array, i + 2 * WIDTH));
      s3 = s3.add(FloatVector.fromArray(FLOATS, array, i + 3 * WIDTH));
      s4 = s4.add(FloatVector.fromArray(FLOATS, array, i + 4 * WIDTH));
      s5 = s5.add(FloatVector.fromArray(FLOATS, array, i + 5 * WIDTH));
      s6 = s6.add(FloatVector.fromArray(FLOATS, array, i + 6 * WIDTH));
      s7 = s7.add(FloatVector.fromArray(FLOATS, array, i + 7 * WIDTH));
    }
    s0.add(s1).add(s2.add(s3)).add(s4.add(s5)).add(s6.add(s7)).intoArray(out, 0);
    return out;
  }

  /**
   * Reads some rows of an array; gives something of their sum.
   *
   * @param array rows of {@link #ROW} floats
   * @param rows their numbers
   */
  public float[] readRows(float[] array, int[] rows) {
    FloatVector s0 = FloatVector.broadcast(FLOATS, 0f);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int strip = 0; strip < ROW; strip += 4 * WIDTH) {
      for (int row : rows) {
        int at = row * ROW + strip;
        s0 = s0.add(FloatVector.fromArray(FLOATS, array, at));
        s1 = s1.add(FloatVector.fromArray(FLOATS, array, at + WIDTH));
        s2 = s2.add(FloatVector.fromArray(FLOATS, array, at + 2 * WIDTH));
        s3 = s3.add(FloatVector.fromArray(FLOATS, array, at + 3 * WIDTH));
      }
    }
    s0.add(s1).add(s2.add(s3)).intoArray(out, 0);
    return out;
  }
}
