// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ULT;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** {@link ElementwiseKernels#dropout} in vectors. */
final class VectorDropout {

  private static final VectorSpecies<Long> LONGS =
      VectorSpecies.of(long.class, FLOATS.vectorShape());

  /** What the draws in the lanes of a vector differ by. */
  private static final long[] LANE_STEPS = laneSteps();

  private VectorDropout() {}

  private static long[] laneSteps() {
    long[] steps = new long[LONGS.length()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = i * SplitMix.GAMMA;
    }
    return steps;
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
