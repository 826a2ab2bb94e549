// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Normalization;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Layer normalisation (J. Ba, J. Kiros, G. Hinton, 2016): {@code y = (x - mean) / sqrt(var + eps) *
 * weight + bias}, with the mean and the biased variance over the trailing axes.
 *
 * <p>Parameters as in PyTorch: {@code weight} and {@code bias}, of the normalised shape, started at
 * 1 and 0. The gradient is at {@link Normalization}.
 */
public final class LayerNorm extends Layer {
  /** PyTorch's default eps. */
  public static final double EPS = 1e-5;

  private final Shape normalized;
  private final float eps;
  private final Variable weight;
  private final Variable bias;

  /** Normalisation of the innermost axis, with weights. */
  public LayerNorm(int length, double eps) {
    this(Shape.of(length), eps, true);
  }

  /**
   * Normalisation of trailing axes.
   *
   * @param normalized their lengths
   * @param eps added to the variance
   * @param affine whether there are weights
   */
  public LayerNorm(Shape normalized, double eps, boolean affine) {
    this.normalized = normalized;
    this.eps = (float) eps;
    this.weight = affine ? parameter("weight", Tensor.full(1f, normalized.toArray())) : null;
    this.bias = affine ? parameter("bias", Tensor.zeros(normalized)) : null;
  }

  /** {@code [..., normalized]} to the same shape. */
  public Variable forward(Variable x) {
    return weight == null
        ? Normalization.layerNorm(x, normalized, eps)
        : Normalization.layerNorm(x, weight, bias, eps);
  }
}
