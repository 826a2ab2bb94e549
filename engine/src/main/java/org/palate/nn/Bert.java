// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.FusedLinear;
import org.palate.autograd.SequencePooling;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;

/**
 * The encoder of BERT (J. Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers for
 * Language Understanding, 2019): embeddings, layers, and a pooler that makes one vector of a
 * sequence's first token.
 *
 * <p>Parameters are named as in the library Transformers: {@code embeddings.*}, {@code
 * encoder.layer.0.*}, …, {@code pooler.dense.*}.
 */
public final class Bert extends Layer {
  private final BertEmbeddings embeddings;
  private final List<BertLayer> layers = new ArrayList<>();
  private final Pooler pooler;

  /** An encoder of these sizes, started as BERT is. */
  public Bert(BertOptions options, RandomStream random) {
    this.embeddings = child("embeddings", new BertEmbeddings(options, random));
    Group layer = child("encoder", new Group()).with("layer", new Group());
    for (int i = 0; i < options.layers(); i++) {
      layers.add(layer.with(i, new BertLayer(options, random)));
    }
    this.pooler = child("pooler", new Pooler(options.hidden(), random));
  }

  /** One vector of a sequence: {@code tanh(dense(x[:, 0]))}. Parameters {@code dense.*}. */
  public static final class Pooler extends Layer {
    private final Linear dense;

    /** A pooler started as BERT's is. */
    public Pooler(int hidden, RandomStream random) {
      this.dense = child("dense", BertLayer.dense(hidden, hidden, random));
    }

    /** {@code [batch, length, hidden]} to {@code [batch, hidden]}. */
    public Variable forward(Variable x) {
      Variable first = SequencePooling.pool(x, null, SequencePooling.Mode.CLS);
      return dense.forward(first, FusedLinear.Function.TANH);
    }
  }

  /**
   * Vectors of tokens in their context.
   *
   * @param ids {@code [batch, length]}
   * @param types {@code [batch, length]}, or null for type 0 throughout
   * @param padding {@code [batch, length]}: the positions that are padding; null for none
   * @return {@code [batch, length, hidden]}
   */
  public Variable forward(Tape tape, IntTensor ids, IntTensor types, boolean[] padding) {
    AttentionMask mask = AttentionMask.NONE.withKeyPadding(padding);
    Variable x = embeddings.forward(tape, ids, types);
    for (BertLayer layer : layers) {
      x = layer.forward(x, mask);
    }
    return x;
  }

  /** One vector of each sequence, {@code [batch, hidden]}, from what {@link #forward} gave. */
  public Variable pooled(Variable x) {
    return pooler.forward(x);
  }
}
