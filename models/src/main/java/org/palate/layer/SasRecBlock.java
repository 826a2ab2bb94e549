// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.RowMask;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.nn.Activation;
import org.palate.nn.Dropout;
import org.palate.nn.Group;
import org.palate.nn.Layer;
import org.palate.nn.LayerNorm;
import org.palate.nn.Linear;
import org.palate.nn.MultiheadAttention;
import org.palate.tensor.RandomStream;

/**
 * A block of SASRec (W. Kang, J. McAuley, Self-Attentive Sequential Recommendation, 2018): each
 * position of a history attends to itself and those before it, then goes through a perceptron.
 *
 * <pre>
 * q = attention_norm(x), s = forward_norm(q + attention(q; x, x)), y = s + conv2(relu(conv1(s)))
 * </pre>
 *
 * <p>as in the authors' code, where only queries are normalised, and so the residual is q rather
 * than x; conv1 and conv2 are linear maps of each position. Rows of padding are zeros before and
 * after; as keys they are not masked. Dropout on the weights, after relu and after conv2.
 *
 * <p>Shapes: {@code [batch, length, dim]} in and out. Parameters: {@code attention_norm.*}, {@code
 * attention.*} as in {@link MultiheadAttention}, {@code forward_norm.*}, {@code ffn.conv1.*},
 * {@code ffn.conv2.*}.
 */
public final class SasRecBlock extends Layer {
  private final LayerNorm attentionNorm;
  private final MultiheadAttention attention;
  private final LayerNorm forwardNorm;
  private final Linear conv1;
  private final Linear conv2;
  private final Dropout dropout;

  /**
   * A block started as PyTorch starts its layers.
   *
   * @param dim length of the vectors, a multiple of heads
   * @param heads heads of the attention
   * @param dropout the probability of each dropout
   * @param eps added to the variances of the norms; 1e-8 in the authors' code
   */
  public SasRecBlock(int dim, int heads, double dropout, double eps, RandomStream random) {
    this.attentionNorm = child("attention_norm", new LayerNorm(dim, eps));
    this.attention =
        child(
            "attention",
            new MultiheadAttention(
                MultiheadAttention.Options.of(dim, heads).withDropout(dropout), random));
    this.forwardNorm = child("forward_norm", new LayerNorm(dim, eps));
    Group ffn = child("ffn", new Group());
    this.conv1 = ffn.with("conv1", new Linear(dim, dim, random));
    this.conv2 = ffn.with("conv2", new Linear(dim, dim, random));
    this.dropout = new Dropout(dropout);
  }

  /**
   * {@code [batch, length, dim]} to the same shape.
   *
   * @param valid {@code [batch, length]}: false where there is padding; null for none
   */
  public Variable forward(Variable x, boolean[] valid) {
    Variable kept = valid == null ? x : RowMask.keep(x, valid);
    Variable q = attentionNorm.forward(kept);
    Variable attended = attention.addTo(q, q, kept, kept, AttentionMask.CAUSAL, Dropout.NONE);
    Variable s = forwardNorm.forward(attended);
    Variable hidden = conv1.forward(s, Activation.RELU, dropout);
    Variable y = conv2.addTo(s, hidden, dropout);
    return valid == null ? y : RowMask.keep(y, valid);
  }
}
