// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.attention;

import org.palate.kernel.base.Ranges;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.kernel.reduction.ReductionKernels;

/**
 * The softmax of attention scores, and its gradient.
 *
 * <p>Arguments are checked here, once, as {@code org.palate.kernel.Kernels} says; {@code
 * ScalarAttention} is what is computed, in plain loops, and {@code VectorAttention} the same in
 * vectors.
 *
 * @param loops what runs behind the checks
 */
@SuppressWarnings("exports") // Loops without checks are for nobody else.
public record AttentionKernels(AttentionLoops loops) {

  /** The plain loops. */
  public static AttentionKernels scalar() {
    return new AttentionKernels(new ScalarAttention());
  }

  /** The loops in vectors, which need the module {@code jdk.incubator.vector}. */
  public static AttentionKernels vector() {
    return new AttentionKernels(new VectorAttention());
  }

  /**
   * Turns rows of attention scores into weights, in place: {@code s[j] = fma(scale, x[r, j],
   * bias[r, j])} (without a bias {@code scale * x}), {@code e[j] = exp(s[j] - max(s))}, {@code x[r,
   * j] = e[j] * (1 / sum(e))}, with {@link ReductionKernels#max}, {@link FloatMath#exp} and {@link
   * ReductionKernels#sum}.
   *
   * <p>Row r takes its first {@code visible + r} entries, at most cols; the others, up to width,
   * become +0. So does a whole row whose largest s is -infinity, or that takes no entry.
   *
   * @param cols entries of a row
   * @param width at least cols; the kernel is quickest where there is room for whole vectors
   * @param visible how many entries row 0 takes: cols for all rows alike, i + 1 where row 0 is the
   *     query at position i of a causal attention
   * @param bias added to the scaled scores, -infinity where a key is masked; or null
   * @param biasStride distance between the bias's rows; 0 where all rows have the same
   * @param stride distance between the rows of x: at least width
   */
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
    checkScores(rows, cols, width, visible, bias, biasOffset, biasStride, x, xOffset, stride);
    loops.weights(
        rows, cols, width, visible, scale, bias, biasOffset, biasStride, x, xOffset, stride);
  }

  /**
   * The gradient of {@link #weights} with respect to the scores before scaling: {@code x[r, j] =
   * scale * (weights[r, j] * (x[r, j] - totals[r]))}, where x holds the gradient of the weights,
   * and is overwritten.
   *
   * @param totals for each row the sum of weights times their gradients
   * @param stride distance between the rows of weights, and of x: at least cols
   */
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
    Ranges.matrix("weights", weights, weightsOffset, rows, cols, stride);
    Ranges.floats("totals", totals, totalsOffset, rows);
    Ranges.matrix("x", x, xOffset, rows, cols, stride);
    loops.weightsBackward(
        rows, cols, scale, weights, weightsOffset, totals, totalsOffset, x, xOffset, stride);
  }

  private static void checkScores(
      int rows,
      int cols,
      int width,
      int visible,
      float[] bias,
      int biasOffset,
      int biasStride,
      float[] x,
      int xOffset,
      int stride) {
    Ranges.count("rows", rows);
    Ranges.count("cols", cols);
    Ranges.count("visible", visible);
    if (width < cols) {
      throw new IllegalArgumentException(
          "width: expected at least cols, " + cols + ", found " + width);
    }
    Ranges.matrix("x", x, xOffset, rows, width, stride);
    if (bias != null && biasStride == 0) {
      Ranges.floats("bias", bias, biasOffset, rows == 0 ? 0 : cols);
    } else if (bias != null) {
      Ranges.matrix("bias", bias, biasOffset, rows, cols, biasStride);
    }
  }
}
