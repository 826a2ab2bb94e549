// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.Arrays;
import org.palate.autograd.Rectifiers;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.AttentionMask;
import org.palate.autograd.attention.Heads;
import org.palate.tensor.RandomStream;

/**
 * One layer of BERT's encoder (J. Devlin et al., BERT: Pre-training of Deep Bidirectional
 * Transformers for Language Understanding, 2019): a post-norm Transformer layer with GELU,
 *
 * <pre>
 * s = norm(x + dense(attention(x))), y = norm(s + dense(gelu(dense(s))))
 * </pre>
 *
 * <p>Shapes: {@code [batch, length, hidden]} in and out. Parameters are named as in the library
 * Transformers: {@code attention.self.query|key|value}, {@code attention.output.dense}, {@code
 * attention.output.LayerNorm}, {@code intermediate.dense}, {@code output.dense}, {@code
 * output.LayerNorm}.
 */
public final class BertLayer extends Layer {
  /** The standard deviation with which BERT's weights start. */
  static final double STD = 0.02;

  private final int heads;
  private final float scale;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear attentionOutput;
  private final LayerNorm attentionNorm;
  private final Linear intermediate;
  private final Linear output;
  private final LayerNorm outputNorm;
  private final Dropout dropout;

  /** A layer of these sizes, started as BERT's are. */
  public BertLayer(BertOptions options, RandomStream random) {
    int hidden = options.hidden();
    this.heads = options.heads();
    this.scale = (float) (1 / Math.sqrt((double) hidden / heads));
    Group attention = child("attention", new Group());
    Group self = attention.with("self", new Group());
    this.query = self.with("query", dense(hidden, hidden, random));
    this.key = self.with("key", dense(hidden, hidden, random));
    this.value = self.with("value", dense(hidden, hidden, random));
    Group attentionOut = attention.with("output", new Group());
    this.attentionOutput = attentionOut.with("dense", dense(hidden, hidden, random));
    this.attentionNorm = attentionOut.with("LayerNorm", new LayerNorm(hidden, options.eps()));
    this.intermediate =
        child("intermediate", new Group())
            .with("dense", dense(hidden, options.intermediate(), random));
    Group out = child("output", new Group());
    this.output = out.with("dense", dense(options.intermediate(), hidden, random));
    this.outputNorm = out.with("LayerNorm", new LayerNorm(hidden, options.eps()));
    this.dropout = new Dropout(options.dropout());
  }

  /** A linear layer whose weights are normal draws, its biases 0. */
  static Linear dense(int in, int out, RandomStream random) {
    Linear linear = new Linear(in, out, random);
    linear.weight().value().set(Init.normal(random, STD, out, in));
    Arrays.fill(linear.bias().value().data(), 0f);
    return linear;
  }

  /**
   * {@code [batch, length, hidden]} to the same shape.
   *
   * @param mask which positions are not seen; null for none
   */
  public Variable forward(Variable x, AttentionMask mask) {
    Variable attended =
        Attention.attend(
            Heads.sideBySide(query.forward(x), heads),
            Heads.sideBySide(key.forward(x), heads),
            Heads.sideBySide(value.forward(x), heads),
            null,
            scale,
            mask,
            dropout.probability(x));
    Variable s = attentionNorm.forward(attentionOutput.addTo(x, attended, dropout));
    Variable between = Rectifiers.gelu(intermediate.forward(s));
    return outputNorm.forward(output.addTo(s, between, dropout));
  }
}
