// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.nn.Layer;
import org.palate.nn.LayerNorm;
import org.palate.nn.MultiheadAttention;
import org.palate.tensor.RandomStream;

/**
 * Fusion of two sequences by cross-attention: each element of the one (words, for example) attends
 * to the elements of the other (frames); their lengths may differ, and they need no alignment:
 *
 * <pre>{@code
 * y = LayerNorm(x + attention(queries x; keys and values c))
 * }</pre>
 *
 * <p>This is one direction; a second layer goes the other way. Where the other modality is missing,
 * all its elements being padding, x gets nothing but a bias.
 *
 * <p>Parameters: those of {@link MultiheadAttention} below {@code attention}, with keys and values
 * of the context's width, and of {@link LayerNorm} below {@code norm}.
 *
 * <p>Y.-H. H. Tsai et al.: Multimodal Transformer for Unaligned Multimodal Language Sequences,
 * 2019, who normalise before attending and add a feed-forward layer.
 */
public final class CrossModalAttention extends Layer {
  private final MultiheadAttention attention;
  private final LayerNorm norm;

  /**
   * A layer before training.
   *
   * @param dim length of the vectors that look, a multiple of the heads
   * @param width length of the vectors that are looked at
   * @param dropout probability with which a weight is dropped in training
   */
  public CrossModalAttention(int dim, int width, int heads, double dropout, RandomStream random) {
    MultiheadAttention.Options options =
        MultiheadAttention.Options.of(dim, heads)
            .withKeysAndValues(width, width)
            .withDropout(dropout);
    this.attention = child("attention", new MultiheadAttention(options, random));
    this.norm = child("norm", new LayerNorm(dim, LayerNorm.EPS));
  }

  /**
   * Fuses.
   *
   * @param x {@code [batch, n, dim]}
   * @param context {@code [batch, m, width]}
   * @param padding of the context, {@code [batch, m]}, true for padding; null for none
   * @return {@code [batch, n, dim]}
   */
  public Variable forward(Variable x, Variable context, boolean[] padding) {
    AttentionMask mask = AttentionMask.NONE.withKeyPadding(padding);
    Variable found = attention.forward(x, context, context, mask);
    return norm.forward(Arithmetic.add(x, found));
  }
}
