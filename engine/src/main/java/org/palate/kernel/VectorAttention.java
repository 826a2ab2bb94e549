// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ULT;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.palate.kernel.Kernels.LANES;
import static org.palate.kernel.Species.FLOATS;
import static org.palate.kernel.Species.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The softmax of attention scores, and dropout. */
final class VectorAttention {

  private static final VectorSpecies<Long> LONGS =
      VectorSpecies.of(long.class, FLOATS.vectorShape());

  /** What the draws in the lanes of a vector differ by. */
  private static final long[] LANE_STEPS = laneSteps();

  private VectorAttention() {}

  private static long[] laneSteps() {
    long[] steps = new long[LONGS.length()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = i * SplitMix.GAMMA;
    }
    return steps;
  }

  /**
   * One row of {@link Kernels#attentionWeights}, of which the first n entries take part. Where the
   * row has room, n is filled up to whole vectors by -infinity, whose exponential adds +0.
   */
  static void weights(int n, int width, float scale, float[] bias, int biasAt, float[] x, int xAt) {
    int whole = (n + LANES - 1) & -LANES;
    int padded = whole <= width ? whole : n;
    if (bias == null) {
      VectorElementwise.scale(n, scale, x, xAt, x, xAt);
    } else {
      scaleAndAdd(n, scale, bias, biasAt, x, xAt);
    }
    Arrays.fill(x, xAt + n, xAt + padded, Float.NEGATIVE_INFINITY);
    float max = VectorReductions.max(padded, x, xAt);
    int taken = n;
    if (max == Float.NEGATIVE_INFINITY) {
      taken = 0;
    } else {
      VectorFunctions.exp(padded, max, x, xAt, x, xAt);
      float share = 1f / VectorReductions.sum(padded, x, xAt);
      VectorElementwise.scale(padded, share, x, xAt, x, xAt);
    }
    Arrays.fill(x, xAt + taken, xAt + width, 0f);
  }

  private static void scaleAndAdd(
      int n, float scale, float[] bias, int biasAt, float[] x, int xAt) {
    int bound = FLOATS.loopBound(n);
    FloatVector factor = FloatVector.broadcast(FLOATS, scale);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vx = FloatVector.fromArray(FLOATS, x, xAt + i);
      vx.fma(factor, FloatVector.fromArray(FLOATS, bias, biasAt + i)).intoArray(x, xAt + i);
    }
    for (int i = bound; i < n; i++) {
      x[xAt + i] = Math.fma(scale, x[xAt + i], bias[biasAt + i]);
    }
  }

  /** One row of {@link Kernels#attentionWeightsBackward}. */
  static void backward(
      int n, float scale, float[] weights, int weightsAt, float total, float[] x, int xAt) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector centred = FloatVector.fromArray(FLOATS, x, xAt + i).sub(total);
      FloatVector vw = FloatVector.fromArray(FLOATS, weights, weightsAt + i);
      vw.mul(centred).mul(scale).intoArray(x, xAt + i);
    }
    for (int i = bound; i < n; i++) {
      x[xAt + i] = scale * (weights[weightsAt + i] * (x[xAt + i] - total));
    }
  }

  /** The two halves of a draw lie in the lanes of ints as the elements do that they decide on. */
  static void dropout(
      int n,
      long key,
      long index,
      int threshold,
      float factor,
      float[] x,
      int xOffset,
      float[] out,
      int outOffset) {
    int bound = FLOATS.loopBound(n);
    LongVector counter =
        LongVector.fromArray(LONGS, LANE_STEPS, 0).add(key + (index / 2 + 1) * SplitMix.GAMMA);
    for (int i = 0; i < bound; i += WIDTH) {
      LongVector z = counter;
      z = z.lanewise(LSHR, 30).lanewise(XOR, z);
      z = z.mul(SplitMix.FIRST);
      z = z.lanewise(LSHR, 27).lanewise(XOR, z);
      z = z.mul(SplitMix.SECOND);
      z = z.lanewise(LSHR, 31).lanewise(XOR, z);
      VectorMask<Float> dropped = z.reinterpretAsInts().compare(ULT, threshold).cast(FLOATS);
      FloatVector kept = FloatVector.fromArray(FLOATS, x, xOffset + i).mul(factor);
      kept.blend(0f, dropped).intoArray(out, outOffset + i);
      counter = counter.add(WIDTH / 2 * SplitMix.GAMMA);
    }
    for (int i = bound; i < n; i++) {
      long draw = SplitMix.draw(key, (index + i) / 2);
      int bits = (int) (i % 2 == 0 ? draw : draw >>> 32);
      boolean dropped = Integer.compareUnsigned(bits, threshold) < 0;
      out[outOffset + i] = dropped ? 0f : factor * x[xOffset + i];
    }
  }
}
