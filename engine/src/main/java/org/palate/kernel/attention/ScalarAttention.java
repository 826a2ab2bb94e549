// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.attention;

import org.palate.kernel.elementwise.FloatMath;
import org.palate.kernel.reduction.ReductionKernels;

/** {@link AttentionKernels} as plain loops: the specification. */
final class ScalarAttention implements AttentionLoops {

  private final ReductionKernels reductions = ReductionKernels.scalar();

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
      int row = xOffset + r * stride;
      float max = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < n; j++) {
        float s = scale * x[row + j];
        if (bias != null) {
          s = Math.fma(scale, x[row + j], bias[biasOffset + r * biasStride + j]);
        }
        x[row + j] = s;
        max = Math.max(max, s);
      }
      if (max == Float.NEGATIVE_INFINITY) {
        n = 0;
      }
      for (int j = 0; j < n; j++) {
        x[row + j] = FloatMath.exp(x[row + j] - max);
      }
      float share = 1f / reductions.sum(n, x, row);
      for (int j = 0; j < width; j++) {
        x[row + j] = j < n ? x[row + j] * share : 0f;
      }
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
      for (int j = 0; j < cols; j++) {
        int at = r * stride + j;
        float centred = x[xOffset + at] - totals[totalsOffset + r];
        x[xOffset + at] = scale * (weights[weightsOffset + at] * centred);
      }
    }
  }
}
