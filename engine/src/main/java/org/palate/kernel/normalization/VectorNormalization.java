// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.normalization;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;

import jdk.incubator.vector.FloatVector;
import org.palate.kernel.elementwise.VectorElementwise;
import org.palate.kernel.reduction.VectorReductions;

/** {@link NormalizationKernels} in vectors, row by row. */
final class VectorNormalization implements NormalizationLoops {

  private static final VectorElementwise ELEMENTS = new VectorElementwise();
  private static final VectorReductions REDUCTIONS = new VectorReductions();

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
      int statsAt = statsOffset + 2 * r;
      forward(n, eps, x, xOffset + r * n, weight, bias, out, outOffset + r * n, stats, statsAt);
    }
  }

  /** One row of {@link NormalizationKernels#layerNorm}. */
  private static void forward(
      int n,
      float eps,
      float[] x,
      int xAt,
      float[] weight,
      float[] bias,
      float[] out,
      int outAt,
      float[] stats,
      int statsAt) {
    float mean = REDUCTIONS.sum(n, x, xAt) / n;
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector.fromArray(FLOATS, x, xAt + i).sub(mean).intoArray(out, outAt + i);
    }
    for (int i = bound; i < n; i++) {
      out[outAt + i] = x[xAt + i] - mean;
    }
    float squares = REDUCTIONS.dot(n, out, outAt, out, outAt);
    float rstd = 1f / (float) Math.sqrt(squares / n + eps);
    if (weight == null) {
      ELEMENTS.scale(n, rstd, out, outAt, out, outAt);
    } else {
      for (int i = 0; i < bound; i += WIDTH) {
        FloatVector h = FloatVector.fromArray(FLOATS, out, outAt + i).mul(rstd);
        FloatVector w = FloatVector.fromArray(FLOATS, weight, i);
        h.fma(w, FloatVector.fromArray(FLOATS, bias, i)).intoArray(out, outAt + i);
      }
      for (int i = bound; i < n; i++) {
        out[outAt + i] = Math.fma(out[outAt + i] * rstd, weight[i], bias[i]);
      }
    }
    stats[statsAt] = mean;
    stats[statsAt + 1] = rstd;
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
      float mean = stats[statsOffset + 2 * r];
      float rstd = stats[statsOffset + 2 * r + 1];
      backward(
          n,
          x,
          xOffset + r * n,
          mean,
          rstd,
          weight,
          dy,
          dyOffset + r * n,
          dx,
          dxOffset + r * n,
          dWeight,
          dBias,
          dOffset);
    }
  }

  /** One row of {@link NormalizationKernels#layerNormBackward}. */
  private static void backward(
      int n,
      float[] x,
      int xAt,
      float mean,
      float rstd,
      float[] weight,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt,
      float[] dWeight,
      float[] dBias,
      int dAt) {
    if (weight == null) {
      plainBackward(n, x, xAt, mean, rstd, dy, dyAt, dx, dxAt);
      return;
    }
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector h = FloatVector.fromArray(FLOATS, x, xAt + i).sub(mean).mul(rstd);
      h.mul(FloatVector.fromArray(FLOATS, weight, i)).intoArray(dx, dxAt + i);
    }
    for (int i = bound; i < n; i++) {
      dx[dxAt + i] = (x[xAt + i] - mean) * rstd * weight[i];
    }
    float c1 = REDUCTIONS.dot(n, dy, dyAt, weight, 0) / n;
    float c2 = REDUCTIONS.dot(n, dy, dyAt, dx, dxAt) / n;
    FloatVector minusC1 = FloatVector.broadcast(FLOATS, -c1);
    FloatVector slope = FloatVector.broadcast(FLOATS, c2);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector h = FloatVector.fromArray(FLOATS, x, xAt + i).sub(mean).mul(rstd);
      FloatVector g = FloatVector.fromArray(FLOATS, dy, dyAt + i);
      FloatVector centred = g.fma(FloatVector.fromArray(FLOATS, weight, i), minusC1);
      h.neg().fma(slope, centred).mul(rstd).intoArray(dx, dxAt + i);
      g.fma(h, FloatVector.fromArray(FLOATS, dWeight, dAt + i)).intoArray(dWeight, dAt + i);
      g.add(FloatVector.fromArray(FLOATS, dBias, dAt + i)).intoArray(dBias, dAt + i);
    }
    for (int i = bound; i < n; i++) {
      float h = (x[xAt + i] - mean) * rstd;
      float g = dy[dyAt + i];
      dx[dxAt + i] = rstd * Math.fma(-h, c2, Math.fma(g, weight[i], -c1));
      dWeight[dAt + i] = Math.fma(g, h, dWeight[dAt + i]);
      dBias[dAt + i] += g;
    }
  }

  private static void plainBackward(
      int n,
      float[] x,
      int xAt,
      float mean,
      float rstd,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt) {
    int bound = FLOATS.loopBound(n);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector.fromArray(FLOATS, x, xAt + i).sub(mean).mul(rstd).intoArray(dx, dxAt + i);
    }
    for (int i = bound; i < n; i++) {
      dx[dxAt + i] = (x[xAt + i] - mean) * rstd;
    }
    float c1 = REDUCTIONS.sum(n, dy, dyAt) / n;
    float c2 = REDUCTIONS.dot(n, dy, dyAt, dx, dxAt) / n;
    FloatVector slope = FloatVector.broadcast(FLOATS, c2);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector centred = FloatVector.fromArray(FLOATS, dy, dyAt + i).sub(c1);
      FloatVector h = FloatVector.fromArray(FLOATS, dx, dxAt + i);
      h.neg().fma(slope, centred).mul(rstd).intoArray(dx, dxAt + i);
    }
    for (int i = bound; i < n; i++) {
      dx[dxAt + i] = rstd * Math.fma(-dx[dxAt + i], c2, dy[dyAt + i] - c1);
    }
  }
}
