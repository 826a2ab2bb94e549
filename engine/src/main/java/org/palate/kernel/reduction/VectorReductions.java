// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.reduction;

import static jdk.incubator.vector.VectorOperators.LE;
import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;
import static org.palate.kernel.product.ProductKernels.K_BLOCK;
import static org.palate.kernel.reduction.ReductionKernels.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Reductions in 16 virtual lanes, which are one vector of 512 bits, two of 256 or four of 128.
 *
 * <p>The tail is loaded with zeros behind it, as the contract of the dot product has it; in a plain
 * sum, a lane that started from +0 is never -0, so +0 changes nothing. The tree adds lane {@code j
 * + d} to lane j by turning the vector; {@code reduceLanes(ADD)} would add in an order of its own,
 * another one in the interpreter.
 */
public final class VectorReductions implements ReductionLoops {

  private static final VectorShuffle<Float> TURN_8 = VectorShuffle.iota(FLOATS, 8 % WIDTH, 1, true);
  private static final VectorShuffle<Float> TURN_4 = VectorShuffle.iota(FLOATS, 4 % WIDTH, 1, true);
  private static final VectorShuffle<Float> TURN_2 = VectorShuffle.iota(FLOATS, 2 % WIDTH, 1, true);
  private static final VectorShuffle<Float> TURN_1 = VectorShuffle.iota(FLOATS, 1 % WIDTH, 1, true);

  /** The loops, which keep no state. */
  public VectorReductions() {}

  @Override
  public float sum(int n, float[] x, int xOffset) {
    int bound = n & -LANES;
    FloatVector fold;
    if (WIDTH == 16) {
      fold = FloatVector.zero(FLOATS);
      for (int i = 0; i < bound; i += LANES) {
        fold = fold.add(FloatVector.fromArray(FLOATS, x, xOffset + i));
      }
      if (bound < n) {
        VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
        fold = fold.add(FloatVector.fromArray(FLOATS, x, xOffset + bound, rest));
      }
      fold = fold.add(fold.rearrange(TURN_8));
      fold = fold.add(fold.rearrange(TURN_4));
    } else if (WIDTH == 8) {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      for (int i = 0; i < bound; i += LANES) {
        s0 = s0.add(FloatVector.fromArray(FLOATS, x, xOffset + i));
        s1 = s1.add(FloatVector.fromArray(FLOATS, x, xOffset + i + 8));
      }
      if (bound < n) {
        VectorMask<Float> rest0 = FLOATS.indexInRange(bound, n);
        s0 = s0.add(FloatVector.fromArray(FLOATS, x, xOffset + bound, rest0));
        VectorMask<Float> rest1 = FLOATS.indexInRange(bound + 8, n);
        s1 = s1.add(FloatVector.fromArray(FLOATS, x, xOffset + bound + 8, rest1));
      }
      fold = s0.add(s1);
      fold = fold.add(fold.rearrange(TURN_4));
    } else {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      FloatVector s2 = FloatVector.zero(FLOATS);
      FloatVector s3 = FloatVector.zero(FLOATS);
      for (int i = 0; i < bound; i += LANES) {
        s0 = s0.add(FloatVector.fromArray(FLOATS, x, xOffset + i));
        s1 = s1.add(FloatVector.fromArray(FLOATS, x, xOffset + i + 4));
        s2 = s2.add(FloatVector.fromArray(FLOATS, x, xOffset + i + 8));
        s3 = s3.add(FloatVector.fromArray(FLOATS, x, xOffset + i + 12));
      }
      if (bound < n) {
        VectorMask<Float> rest0 = FLOATS.indexInRange(bound, n);
        s0 = s0.add(FloatVector.fromArray(FLOATS, x, xOffset + bound, rest0));
        VectorMask<Float> rest1 = FLOATS.indexInRange(bound + 4, n);
        s1 = s1.add(FloatVector.fromArray(FLOATS, x, xOffset + bound + 4, rest1));
        VectorMask<Float> rest2 = FLOATS.indexInRange(bound + 8, n);
        s2 = s2.add(FloatVector.fromArray(FLOATS, x, xOffset + bound + 8, rest2));
        VectorMask<Float> rest3 = FLOATS.indexInRange(bound + 12, n);
        s3 = s3.add(FloatVector.fromArray(FLOATS, x, xOffset + bound + 12, rest3));
      }
      fold = s0.add(s2).add(s1.add(s3));
    }
    fold = fold.add(fold.rearrange(TURN_2));
    fold = fold.add(fold.rearrange(TURN_1));
    return fold.lane(0);
  }

  @Override
  public float dot(int n, float[] a, int aOffset, float[] b, int bOffset) {
    int bound = n & -LANES;
    FloatVector fold;
    if (WIDTH == 16) {
      fold = FloatVector.zero(FLOATS);
      for (int i = 0; i < bound; i += LANES) {
        FloatVector va = FloatVector.fromArray(FLOATS, a, aOffset + i);
        fold = va.fma(FloatVector.fromArray(FLOATS, b, bOffset + i), fold);
      }
      if (bound < n) {
        VectorMask<Float> rest = FLOATS.indexInRange(bound, n);
        FloatVector va = FloatVector.fromArray(FLOATS, a, aOffset + bound, rest);
        fold = va.fma(FloatVector.fromArray(FLOATS, b, bOffset + bound, rest), fold);
      }
      fold = fold.add(fold.rearrange(TURN_8));
      fold = fold.add(fold.rearrange(TURN_4));
    } else if (WIDTH == 8) {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      for (int i = 0; i < bound; i += LANES) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, a, aOffset + i);
        FloatVector a1 = FloatVector.fromArray(FLOATS, a, aOffset + i + 8);
        s0 = a0.fma(FloatVector.fromArray(FLOATS, b, bOffset + i), s0);
        s1 = a1.fma(FloatVector.fromArray(FLOATS, b, bOffset + i + 8), s1);
      }
      if (bound < n) {
        VectorMask<Float> rest0 = FLOATS.indexInRange(bound, n);
        FloatVector a0 = FloatVector.fromArray(FLOATS, a, aOffset + bound, rest0);
        s0 = a0.fma(FloatVector.fromArray(FLOATS, b, bOffset + bound, rest0), s0);
        VectorMask<Float> rest1 = FLOATS.indexInRange(bound + 8, n);
        FloatVector a1 = FloatVector.fromArray(FLOATS, a, aOffset + bound + 8, rest1);
        s1 = a1.fma(FloatVector.fromArray(FLOATS, b, bOffset + bound + 8, rest1), s1);
      }
      fold = s0.add(s1);
      fold = fold.add(fold.rearrange(TURN_4));
    } else {
      FloatVector s0 = FloatVector.zero(FLOATS);
      FloatVector s1 = FloatVector.zero(FLOATS);
      FloatVector s2 = FloatVector.zero(FLOATS);
      FloatVector s3 = FloatVector.zero(FLOATS);
      for (int i = 0; i < bound; i += LANES) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, a, aOffset + i);
        FloatVector a1 = FloatVector.fromArray(FLOATS, a, aOffset + i + 4);
        FloatVector a2 = FloatVector.fromArray(FLOATS, a, aOffset + i + 8);
        FloatVector a3 = FloatVector.fromArray(FLOATS, a, aOffset + i + 12);
        s0 = a0.fma(FloatVector.fromArray(FLOATS, b, bOffset + i), s0);
        s1 = a1.fma(FloatVector.fromArray(FLOATS, b, bOffset + i + 4), s1);
        s2 = a2.fma(FloatVector.fromArray(FLOATS, b, bOffset + i + 8), s2);
        s3 = a3.fma(FloatVector.fromArray(FLOATS, b, bOffset + i + 12), s3);
      }
      if (bound < n) {
        VectorMask<Float> rest0 = FLOATS.indexInRange(bound, n);
        FloatVector a0 = FloatVector.fromArray(FLOATS, a, aOffset + bound, rest0);
        s0 = a0.fma(FloatVector.fromArray(FLOATS, b, bOffset + bound, rest0), s0);
        VectorMask<Float> rest1 = FLOATS.indexInRange(bound + 4, n);
        FloatVector a1 = FloatVector.fromArray(FLOATS, a, aOffset + bound + 4, rest1);
        s1 = a1.fma(FloatVector.fromArray(FLOATS, b, bOffset + bound + 4, rest1), s1);
        VectorMask<Float> rest2 = FLOATS.indexInRange(bound + 8, n);
        FloatVector a2 = FloatVector.fromArray(FLOATS, a, aOffset + bound + 8, rest2);
        s2 = a2.fma(FloatVector.fromArray(FLOATS, b, bOffset + bound + 8, rest2), s2);
        VectorMask<Float> rest3 = FLOATS.indexInRange(bound + 12, n);
        FloatVector a3 = FloatVector.fromArray(FLOATS, a, aOffset + bound + 12, rest3);
        s3 = a3.fma(FloatVector.fromArray(FLOATS, b, bOffset + bound + 12, rest3), s3);
      }
      fold = s0.add(s2).add(s1.add(s3));
    }
    fold = fold.add(fold.rearrange(TURN_2));
    fold = fold.add(fold.rearrange(TURN_1));
    return fold.lane(0);
  }

  @Override
  public float sumOfSquares(int n, float[] x, int xOffset) {
    return dot(n, x, xOffset, x, xOffset);
  }

  /** The largest, in any order: {@link Math#max} gives the same whichever way it is grouped. */
  @Override
  public float max(int n, float[] x, int xOffset) {
    int bound = FLOATS.loopBound(n);
    int fours = bound - bound % (4 * WIDTH);
    float max = Float.NEGATIVE_INFINITY;
    if (bound > 0) {
      // Four at a time: with its rules for NaN and -0, one step takes many cycles.
      FloatVector m0 = FloatVector.broadcast(FLOATS, max);
      FloatVector m1 = m0;
      FloatVector m2 = m0;
      FloatVector m3 = m0;
      for (int i = 0; i < fours; i += 4 * WIDTH) {
        m0 = m0.max(FloatVector.fromArray(FLOATS, x, xOffset + i));
        m1 = m1.max(FloatVector.fromArray(FLOATS, x, xOffset + i + WIDTH));
        m2 = m2.max(FloatVector.fromArray(FLOATS, x, xOffset + i + 2 * WIDTH));
        m3 = m3.max(FloatVector.fromArray(FLOATS, x, xOffset + i + 3 * WIDTH));
      }
      for (int i = fours; i < bound; i += WIDTH) {
        m0 = m0.max(FloatVector.fromArray(FLOATS, x, xOffset + i));
      }
      FloatVector most = m0.max(m1).max(m2.max(m3));
      most = most.max(most.rearrange(TURN_8));
      most = most.max(most.rearrange(TURN_4));
      most = most.max(most.rearrange(TURN_2));
      most = most.max(most.rearrange(TURN_1));
      max = most.lane(0);
    }
    for (int i = bound; i < n; i++) {
      max = Math.max(max, x[xOffset + i]);
    }
    return max;
  }

  @Override
  public int firstAbove(int n, float[] x, int xOffset, float bound) {
    FloatVector most = FloatVector.broadcast(FLOATS, bound);
    int i = 0;
    for (; i <= n - 4 * WIDTH; i += 4 * WIDTH) {
      int at = xOffset + i;
      VectorMask<Float> m0 = FloatVector.fromArray(FLOATS, x, at).compare(LE, most);
      VectorMask<Float> m1 = FloatVector.fromArray(FLOATS, x, at + WIDTH).compare(LE, most);
      VectorMask<Float> m2 = FloatVector.fromArray(FLOATS, x, at + 2 * WIDTH).compare(LE, most);
      VectorMask<Float> m3 = FloatVector.fromArray(FLOATS, x, at + 3 * WIDTH).compare(LE, most);
      long low = m0.toLong() | m1.toLong() << WIDTH;
      long high = m2.toLong() | m3.toLong() << WIDTH;
      int others = Long.numberOfTrailingZeros(~(low | high << 2 * WIDTH));
      if (others < 4 * WIDTH) {
        return i + others;
      }
    }
    while (i < n && x[xOffset + i] <= bound) {
      i++;
    }
    return i;
  }

  @Override
  public void rowDots(
      int rows,
      int dim,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] out,
      int outOffset) {
    for (int r = 0; r < rows; r++) {
      int at = r * dim;
      out[outOffset + r] = dot(dim, a, aOffset + at, b, bOffset + at);
    }
  }

  @Override
  public void columnSums(
      int rows, int cols, float[] x, int xOffset, float[] out, int outOffset, boolean accumulate) {
    if (rows == 0 && !accumulate) {
      Arrays.fill(out, outOffset, outOffset + cols, 0f);
    }
    int fours = cols - cols % (4 * WIDTH);
    int ones = FLOATS.loopBound(cols);
    for (int from = 0; from < rows; from += K_BLOCK) {
      int to = Math.min(from + K_BLOCK, rows);
      boolean store = from == 0 && !accumulate;
      for (int c = 0; c < fours; c += 4 * WIDTH) {
        sumFour(from, to, cols, x, xOffset + c, out, outOffset + c, store);
      }
      for (int c = fours; c < ones; c += WIDTH) {
        sumOne(from, to, cols, x, xOffset + c, out, outOffset + c, store);
      }
      for (int c = ones; c < cols; c++) {
        float sum = 0f;
        for (int r = from; r < to; r++) {
          sum += x[xOffset + r * cols + c];
        }
        out[outOffset + c] = store ? sum : out[outOffset + c] + sum;
      }
    }
  }

  private static void sumFour(
      int from, int to, int cols, float[] x, int xOffset, float[] out, int at, boolean store) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int r = from; r < to; r++) {
      int row = xOffset + r * cols;
      s0 = s0.add(FloatVector.fromArray(FLOATS, x, row));
      s1 = s1.add(FloatVector.fromArray(FLOATS, x, row + WIDTH));
      s2 = s2.add(FloatVector.fromArray(FLOATS, x, row + 2 * WIDTH));
      s3 = s3.add(FloatVector.fromArray(FLOATS, x, row + 3 * WIDTH));
    }
    if (!store) {
      s0 = FloatVector.fromArray(FLOATS, out, at).add(s0);
      s1 = FloatVector.fromArray(FLOATS, out, at + WIDTH).add(s1);
      s2 = FloatVector.fromArray(FLOATS, out, at + 2 * WIDTH).add(s2);
      s3 = FloatVector.fromArray(FLOATS, out, at + 3 * WIDTH).add(s3);
    }
    s0.intoArray(out, at);
    s1.intoArray(out, at + WIDTH);
    s2.intoArray(out, at + 2 * WIDTH);
    s3.intoArray(out, at + 3 * WIDTH);
  }

  private static void sumOne(
      int from, int to, int cols, float[] x, int xOffset, float[] out, int at, boolean store) {
    FloatVector s = FloatVector.zero(FLOATS);
    for (int r = from; r < to; r++) {
      s = s.add(FloatVector.fromArray(FLOATS, x, xOffset + r * cols));
    }
    if (!store) {
      s = FloatVector.fromArray(FLOATS, out, at).add(s);
    }
    s.intoArray(out, at);
  }
}
