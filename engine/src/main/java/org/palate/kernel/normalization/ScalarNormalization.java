// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.normalization;

import org.palate.kernel.reduction.ReductionKernels;

/** {@link NormalizationKernels} as plain loops: the specification. */
final class ScalarNormalization implements NormalizationLoops {

  private final ReductionKernels reductions = ReductionKernels.scalar();

  @Override
  public void layerNorm(
      int rows,
      int n,
      float eps,
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      float[] out,
      int outOffset,
      float[] stats,
      int statsOffset) {
    for (int r = 0; r < rows; r++) {
      int from = xOffset + r * n;
      int to = outOffset + r * n;
      float mean = reductions.sum(n, x, from) / n;
      for (int i = 0; i < n; i++) {
        out[to + i] = x[from + i] - mean;
      }
      float rstd = 1f / (float) Math.sqrt(reductions.sumOfSquares(n, out, to) / n + eps);
      for (int i = 0; i < n; i++) {
        float h = out[to + i] * rstd;
        out[to + i] = weight == null ? h : Math.fma(h, weight[i], bias[i]);
      }
      stats[statsOffset + 2 * r] = mean;
      stats[statsOffset + 2 * r + 1] = rstd;
    }
  }

  @Override
  public void layerNormBackward(
      int rows,
      int n,
      float[] x,
      int xOffset,
      float[] stats,
      int statsOffset,
      float[] weight,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset,
      float[] dWeight,
      float[] dBias,
      int dOffset) {
    for (int r = 0; r < rows; r++) {
      int from = xOffset + r * n;
      int g = dyOffset + r * n;
      int to = dxOffset + r * n;
      float mean = stats[statsOffset + 2 * r];
      float rstd = stats[statsOffset + 2 * r + 1];
      for (int i = 0; i < n; i++) {
        float h = (x[from + i] - mean) * rstd;
        dx[to + i] = weight == null ? h : h * weight[i];
      }
      float c1 =
          (weight == null ? reductions.sum(n, dy, g) : reductions.dot(n, dy, g, weight, 0)) / n;
      float c2 = reductions.dot(n, dy, g, dx, to) / n;
      for (int i = 0; i < n; i++) {
        float h = (x[from + i] - mean) * rstd;
        float centred = weight == null ? dy[g + i] - c1 : Math.fma(dy[g + i], weight[i], -c1);
        dx[to + i] = rstd * Math.fma(-h, c2, centred);
        if (weight != null) {
          dWeight[dOffset + i] = Math.fma(dy[g + i], h, dWeight[dOffset + i]);
          dBias[dOffset + i] += dy[g + i];
        }
      }
    }
  }
}
