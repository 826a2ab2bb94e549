// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.FusedLinear;
import org.palate.autograd.Products;
import org.palate.autograd.Variable;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;

/**
 * An affine map of the innermost axis: {@code y = x Wᵀ + b}.
 *
 * <p>Parameters as in PyTorch: {@code weight [out, in]}, {@code bias [out]}.
 */
public final class Linear extends Layer {
  private final Variable weight;
  private final Variable bias;

  /** A layer with a bias, started as PyTorch starts it. */
  public Linear(int in, int out, RandomStream random) {
    this(in, out, true, random);
  }

  /**
   * A layer started as PyTorch starts it.
   *
   * @param in length of the input's innermost axis
   * @param out length of the output's innermost axis
   * @param bias whether there is a b
   */
  public Linear(int in, int out, boolean bias, RandomStream random) {
    this.weight = parameter("weight", Init.fanIn(random, in, out, in));
    this.bias = bias ? parameter("bias", Init.fanIn(random, in, out)) : null;
  }

  /**
   * A layer of parameters that exist already: the weight may be that of another layer, such as a
   * {@link DenseEmbedding}, and is then trained as one with it.
   *
   * @param weight W, {@code [out, in]}
   * @param bias b, {@code [out]}, such as {@code Variable.parameter(Tensor.zeros(out))}; or null
   * @throws IllegalArgumentException if the shapes do not go together
   */
  public Linear(Variable weight, Variable bias) {
    if (weight.shape().rank() != 2
        || (bias != null && !bias.shape().equals(Shape.of(weight.shape().dim(0))))) {
      throw new IllegalArgumentException(
          "expected a weight [out, in] and a bias [out] or none, found %s and %s"
              .formatted(weight.shape(), bias == null ? "none" : bias.shape()));
    }
    this.weight = parameter("weight", weight);
    this.bias = bias == null ? null : parameter("bias", bias);
  }

  /** {@code [..., in]} to {@code [..., out]}. */
  public Variable forward(Variable x) {
    return Products.linear(x, weight, bias);
  }

  /** {@code f(x Wᵀ + b)} in one node: {@code [..., in]} to {@code [..., out]}. */
  public Variable forward(Variable x, FusedLinear.Function function) {
    return FusedLinear.linear(x, weight, bias, function);
  }

  /**
   * {@code dropout(f(x Wᵀ + b))}, {@code [..., in]} to {@code [..., out]}: in one node where f is
   * ReLU, sigmoid or tanh, whose derivatives need no more than their values.
   */
  public Variable forward(Variable x, Activation activation, Dropout dropout) {
    return switch (activation) {
      case RELU -> fused(x, FusedLinear.Function.RELU, dropout);
      case SIGMOID -> fused(x, FusedLinear.Function.SIGMOID, dropout);
      case TANH -> fused(x, FusedLinear.Function.TANH, dropout);
      default -> dropout.forward(activation.apply(forward(x)));
    };
  }

  private Variable fused(Variable x, FusedLinear.Function function, Dropout dropout) {
    int out = weight.shape().dim(0);
    return FusedLinear.linear(x, weight, bias, 0, out, function, dropout.probability(x));
  }

  /** {@code residual + dropout(x Wᵀ + b)} in one node, of the residual's shape. */
  public Variable addTo(Variable residual, Variable x, Dropout dropout) {
    return FusedLinear.addTo(residual, x, weight, bias, dropout.probability(x));
  }

  /** W, {@code [out, in]}. */
  public Variable weight() {
    return weight;
  }

  /** b, {@code [out]}, or null. */
  public Variable bias() {
    return bias;
  }
}
