// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.attention;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;
import static org.palate.kernel.reduction.ReductionKernels.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.palate.kernel.elementwise.VectorElementwise;
import org.palate.kernel.elementwise.VectorFunctions;
import org.palate.kernel.reduction.VectorReductions;

/** {@link AttentionKernels} in vectors, row by row. */
final class VectorAttention implements AttentionLoops {

  private static final VectorElementwise ELEMENTS = new VectorElementwise();
  private static final VectorReductions REDUCTIONS = new VectorReductions();

  @Override
  public void weights(
      int rows,
      int cols,
      int width,
      int visible,
      float scale,
      float[] bias,
      int biasOffset,
      int biasStride,
      float[] x,
      int xOffset,
      int stride) {
    for (int r = 0; r < rows; r++) {
      int n = (int) Math.min(cols, (long) visible + r);
      int biasAt = biasOffset + r * biasStride;
      weights(n, width, scale, bias, biasAt, x, xOffset + r * stride);
    }
  }

  /**
   * One row of {@link AttentionKernels#weights}, of which the first n entries take part. Where the
   * row has room, n is filled up to whole vectors by -infinity, whose exponential adds +0.
   */
  private static void weights(
      int n, int width, float scale, float[] bias, int biasAt, float[] x, int xAt) {
    int whole = (n + LANES - 1) & -LANES;
    int padded = whole <= width ? whole : n;
    if (bias == null) {
      ELEMENTS.scale(n, scale, x, xAt, x, xAt);
    } else {
      scaleAndAdd(n, scale, bias, biasAt, x, xAt);
    }
    Arrays.fill(x, xAt + n, xAt + padded, Float.NEGATIVE_INFINITY);
    float max = REDUCTIONS.max(padded, x, xAt);
    int taken = n;
    if (max == Float.NEGATIVE_INFINITY) {
      taken = 0;
    } else {
      VectorFunctions.exp(padded, max, x, xAt, x, xAt);
      float share = 1f / REDUCTIONS.sum(padded, x, xAt);
      ELEMENTS.scale(padded, share, x, xAt, x, xAt);
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

  @Override
  public void weightsBackward(
      int rows,
      int cols,
      float scale,
      float[] weights,
      int weightsOffset,
      float[] totals,
      int totalsOffset,
      float[] x,
      int xOffset,
      int stride) {
    for (int r = 0; r < rows; r++) {
      float total = totals[totalsOffset + r];
      int at = r * stride;
      backward(cols, scale, weights, weightsOffset + at, total, x, xOffset + at);
    }
  }

  /** One row of {@link AttentionKernels#weightsBackward}. */
  private static void backward(
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
}
