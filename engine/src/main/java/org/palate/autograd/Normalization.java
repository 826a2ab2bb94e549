// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Layer normalisation: rows brought to mean 0 and variance 1 (J. Ba, J. Kiros, G. Hinton, Layer
 * Normalization, 2016).
 *
 * <pre>
 * h = (x - mean(x)) / sqrt(var(x) + eps), y = h * weight + bias
 * </pre>
 *
 * <p>with the biased variance of each row. Gradients, with {@code u = g * weight}: {@code dx = (u -
 * mean(u) - h mean(u h)) / sqrt(var + eps)}, {@code dweight} the sum of {@code g h} and {@code
 * dbias} that of {@code g} over rows.
 *
 * <p>One node; the sums over rows are formed by blocks of {@link Kernels#K_BLOCK} rows, so they do
 * not depend on threads.
 */
public final class Normalization {
  private Normalization() {}

  /**
   * Layer normalisation over the trailing axes that weight has, or over the innermost axis.
   *
   * @param x shape {@code [..., normalized]}
   * @param weight shape {@code [normalized]}, of one axis or more; or null
   * @param bias the same; null exactly where weight is
   * @param eps added to the variance
   */
  public static Variable layerNorm(Variable x, Variable weight, Variable bias, float eps) {
    if (weight == null && bias == null) {
      return layerNorm(x, Shape.of(x.shape().last()), eps);
    }
    if (weight == null || bias == null || !weight.shape().equals(bias.shape())) {
      throw new IllegalArgumentException(
          "layer norm: expected weight and bias of one shape or neither, found %s and %s"
              .formatted(
                  weight == null ? "none" : weight.shape(), bias == null ? "none" : bias.shape()));
    }
    return layerNorm(x, weight.shape(), weight, bias, eps);
  }

  /**
   * Layer normalisation without weights.
   *
   * @param normalized the trailing axes that are normalised together
   */
  public static Variable layerNorm(Variable x, Shape normalized, float eps) {
    return layerNorm(x, normalized, null, null, eps);
  }

  private static Variable layerNorm(
      Variable x, Shape normalized, Variable weight, Variable bias, float eps) {
    Variable[] inputs = weight == null ? new Variable[] {x} : new Variable[] {x, weight, bias};
    Tape tape = Tape.of(inputs);
    int rows = rows(x.shape(), normalized);
    int n = normalized.size();
    Tensor y = tape.take(x.shape());
    float[] stats = tape.take(rows, 2).data();
    float[] scale = weight == null ? null : weight.value().data();
    float[] shift = weight == null ? null : bias.value().data();
    float[] in = x.value().data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            rows,
            TaskSize.rows(n),
            (from, to) ->
                Engine.kernels()
                    .normalization()
                    .layerNorm(
                        to - from, n, eps, in, from * n, scale, shift, out, from * n, stats,
                        2 * from));
    return tape.record(y, g -> layerNormBackward(tape, x, weight, bias, rows, n, stats, g), inputs);
  }

  private static int rows(Shape shape, Shape normalized) {
    int outer = shape.rank() - normalized.rank();
    boolean fits = outer >= 0 && normalized.rank() > 0 && normalized.size() > 0;
    for (int axis = 0; fits && axis < normalized.rank(); axis++) {
      fits = shape.dim(outer + axis) == normalized.dim(axis);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "layer norm: expected trailing axes %s, found shape %s".formatted(normalized, shape));
    }
    return shape.product(0, outer);
  }

  private static void layerNormBackward(
      Tape tape,
      Variable x,
      Variable weight,
      Variable bias,
      int rows,
      int n,
      float[] stats,
      Tensor g) {
    Tensor gradient = tape.take(x.shape());
    int blocks = (rows + Kernels.K_BLOCK - 1) / Kernels.K_BLOCK;
    float[] scale = weight == null ? null : weight.value().data();
    // A row for each block of rows, summed below.
    float[] dWeight = weight == null ? null : tape.zeros(blocks, n).data();
    float[] dBias = weight == null ? null : tape.zeros(blocks, n).data();
    Workers.shared()
        .forRange(
            blocks,
            Math.max(1, TaskSize.rows(n) / Kernels.K_BLOCK),
            (from, to) -> {
              for (int block = from; block < to; block++) {
                int row = block * Kernels.K_BLOCK;
                Engine.kernels()
                    .normalization()
                    .layerNormBackward(
                        Math.min(Kernels.K_BLOCK, rows - row),
                        n,
                        x.value().data(),
                        row * n,
                        stats,
                        2 * row,
                        scale,
                        g.data(),
                        row * n,
                        gradient.data(),
                        row * n,
                        dWeight,
                        dBias,
                        block * n);
              }
            });
    if (x.requiresGradient()) {
      x.transferGradient(gradient);
    }
    addColumns(weight, blocks, n, dWeight);
    addColumns(bias, blocks, n, dBias);
  }

  private static void addColumns(Variable variable, int rows, int n, float[] parts) {
    if (variable != null) {
      variable.addGradient(
          (sum, accumulate) ->
              Engine.kernels().reductions().columnSums(rows, n, parts, 0, sum, 0, accumulate));
    }
  }
}
