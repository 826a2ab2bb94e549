// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.tensor.RandomStream;

/**
 * One layer of a Transformer's encoder (A. Vaswani et al., Attention Is All You Need, 2017):
 * self-attention and a perceptron, each with a residual connection and a layer norm.
 *
 * <pre>
 * post-norm: s = norm1(x + attention(x)),        y = norm2(s + linear2(f(linear1(s))))
 * pre-norm:  s = x + attention(norm1(x)), y = s + linear2(f(linear1(norm2(s))))
 * </pre>
 *
 * <p>with dropout on the attention weights, after attention, after f and after linear2. Pre-norm
 * (R. Xiong et al., On Layer Normalization in the Transformer Architecture, 2020) trains without a
 * warm-up. Shapes: {@code [batch, length, dModel]} in and out. Parameters as in PyTorch: {@code
 * self_attn.*}, {@code linear1.*}, {@code linear2.*}, {@code norm1.*}, {@code norm2.*}.
 */
public final class TransformerEncoderLayer extends Layer {
  /**
   * The sizes of a layer.
   *
   * @param dModel length of inputs and outputs, a multiple of heads
   * @param heads heads of the attention
   * @param feedForward units of the perceptron
   * @param dropout the probability of each dropout
   * @param activation f
   * @param eps added to the variances of the norms
   * @param normFirst whether the norms come first
   */
  public record Options(
      int dModel,
      int heads,
      int feedForward,
      double dropout,
      Activation activation,
      double eps,
      boolean normFirst) {
    /** PyTorch's defaults: post-norm, ReLU, dropout of 0.1. */
    public static Options of(int dModel, int heads, int feedForward) {
      return new Options(dModel, heads, feedForward, 0.1, Activation.RELU, LayerNorm.EPS, false);
    }

    /** These, with another dropout. */
    public Options withDropout(double newDropout) {
      return new Options(dModel, heads, feedForward, newDropout, activation, eps, normFirst);
    }

    /** These, with another f. */
    public Options withActivation(Activation newActivation) {
      return new Options(dModel, heads, feedForward, dropout, newActivation, eps, normFirst);
    }

    /** These, with another eps. */
    public Options withEps(double newEps) {
      return new Options(dModel, heads, feedForward, dropout, activation, newEps, normFirst);
    }

    /** These, with the norms first or last. */
    public Options withNormFirst(boolean newNormFirst) {
      return new Options(dModel, heads, feedForward, dropout, activation, eps, newNormFirst);
    }
  }

  private final Options options;
  private final MultiheadAttention attention;
  private final Linear linear1;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Dropout dropout;

  /** A layer started as PyTorch starts it. */
  public TransformerEncoderLayer(Options options, RandomStream random) {
    this.options = options;
    int dim = options.dModel();
    this.attention =
        child(
            "self_attn",
            new MultiheadAttention(
                MultiheadAttention.Options.of(dim, options.heads()).withDropout(options.dropout()),
                random));
    this.linear1 = child("linear1", new Linear(dim, options.feedForward(), random));
    this.linear2 = child("linear2", new Linear(options.feedForward(), dim, random));
    this.norm1 = child("norm1", new LayerNorm(dim, options.eps()));
    this.norm2 = child("norm2", new LayerNorm(dim, options.eps()));
    this.dropout = new Dropout(options.dropout());
  }

  /**
   * {@code [batch, length, dModel]} to the same shape.
   *
   * @param mask which positions are not seen; null for none
   */
  public Variable forward(Variable x, AttentionMask mask) {
    if (options.normFirst()) {
      Variable normed = norm1.forward(x);
      Variable s = attention.addTo(x, normed, normed, normed, mask, dropout);
      return linear2.addTo(s, hidden(norm2.forward(s)), dropout);
    }
    Variable s = norm1.forward(attention.addTo(x, x, x, x, mask, dropout));
    return norm2.forward(linear2.addTo(s, hidden(s), dropout));
  }

  private Variable hidden(Variable x) {
    return linear1.forward(x, options.activation(), dropout);
  }
}
