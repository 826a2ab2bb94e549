// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.normalization;

import org.palate.kernel.base.Ranges;

/**
 * Layer normalisation of rows.
 *
 * <p>Arguments are checked here, once, as {@code org.palate.kernel.Kernels} says; {@code
 * ScalarNormalization} is what is computed, in plain loops, and {@code VectorNormalization} the
 * same in vectors.
 *
 * @param loops what runs behind the checks
 */
@SuppressWarnings("exports") // Loops without checks are for nobody else.
public record NormalizationKernels(NormalizationLoops loops) {

  /** The plain loops. */
  public static NormalizationKernels scalar() {
    return new NormalizationKernels(new ScalarNormalization());
  }

  /** The loops in vectors, which need the module {@code jdk.incubator.vector}. */
  public static NormalizationKernels vector() {
    return new NormalizationKernels(new VectorNormalization());
  }

  /**
   * Layer normalisation of rows (J. Ba, J. Kiros, G. Hinton, Layer Normalization, 2016): {@code
   * mean = sum(x) / n}, {@code d = x - mean}, {@code rstd = 1 / sqrt(sumOfSquares(d) / n + eps)},
   * {@code out = fma(d * rstd, weight, bias)}, or {@code d * rstd} without a weight.
   *
   * @param x {@code [rows, n]}; out may be the same range
   * @param weight {@code [n]}, or null
   * @param bias {@code [n]}; null exactly where weight is
   * @param stats {@code [rows, 2]}: receives each row's mean and rstd
   */
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
    checkRows(rows, n, x, xOffset, weight, bias, 0, out, outOffset, stats, statsOffset);
    loops.layerNorm(rows, n, eps, x, xOffset, weight, bias, out, outOffset, stats, statsOffset);
  }

  /**
   * The gradient of {@link #layerNorm}. With {@code h = (x - mean) * rstd}, {@code c1 = dot(dy,
   * weight) / n}, {@code c2 = dot(dy, h * weight) / n}: {@code dx = rstd * fma(-h, c2, fma(dy,
   * weight, -c1))}; without a weight {@code c1 = sum(dy) / n} and {@code dy - c1}. In rising rows,
   * {@code dWeight = fma(dy, h, dWeight)} and {@code dBias = dBias + dy}.
   *
   * @param dx {@code [rows, n]}, overwritten; must not overlap x or dy
   * @param dWeight {@code [n]}, added to from {@code dOffset} on; null where weight is
   * @param dBias {@code [n]}, added to from {@code dOffset} on; null where weight is
   */
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
    checkRows(rows, n, x, xOffset, dWeight, dBias, dOffset, dx, dxOffset, stats, statsOffset);
    checkSameAbsence(weight, dWeight);
    Ranges.floats("dy", dy, dyOffset, (long) rows * n);
    loops.layerNormBackward(
        rows,
        n,
        x,
        xOffset,
        stats,
        statsOffset,
        weight,
        dy,
        dyOffset,
        dx,
        dxOffset,
        dWeight,
        dBias,
        dOffset);
  }

  private static void checkSameAbsence(float[] weight, float[] other) {
    if ((weight == null) != (other == null)) {
      throw new IllegalArgumentException(
          "weight, bias: expected both or neither, found one of them");
    }
  }

  /** Checks the rows of a layer norm; weight and bias are either both there or both null. */
  private static void checkRows(
      int rows,
      int n,
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      int weightOffset,
      float[] out,
      int outOffset,
      float[] stats,
      int statsOffset) {
    Ranges.count("rows", rows);
    Ranges.atLeastOne("n", n);
    Ranges.floats("x", x, xOffset, (long) rows * n);
    Ranges.floats("out", out, outOffset, (long) rows * n);
    Ranges.floats("stats", stats, statsOffset, 2L * rows);
    checkSameAbsence(weight, bias);
    if (weight != null) {
      Ranges.floats("weight", weight, weightOffset, n);
      Ranges.floats("bias", bias, weightOffset, n);
    }
  }
}
