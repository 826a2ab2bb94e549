// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;

/**
 * What BERT's encoder starts from (J. Devlin et al., 2019): {@code norm(word[id] + position[l] +
 * tokenType[type])} for each token, then dropout.
 *
 * <p>Parameters are named as in the library Transformers: {@code word_embeddings.weight}, {@code
 * position_embeddings.weight}, {@code token_type_embeddings.weight}, {@code LayerNorm.*}.
 */
public final class BertEmbeddings extends Layer {
  private final Embedding words;
  private final PositionEmbedding positions;
  private final Embedding tokenTypes;
  private final LayerNorm norm;
  private final Dropout dropout;

  /** Embeddings of these sizes, started as BERT's are. */
  public BertEmbeddings(BertOptions options, RandomStream random) {
    int hidden = options.hidden();
    double std = BertLayer.STD;
    this.words = child("word_embeddings", new Embedding(options.vocabulary(), hidden, std, random));
    this.positions =
        child(
            "position_embeddings", new PositionEmbedding(options.positions(), hidden, std, random));
    this.tokenTypes =
        child("token_type_embeddings", new Embedding(options.tokenTypes(), hidden, std, random));
    this.norm = child("LayerNorm", new LayerNorm(hidden, options.eps()));
    this.dropout = new Dropout(options.dropout());
  }

  /**
   * Vectors of tokens.
   *
   * @param ids {@code [batch, length]}
   * @param types {@code [batch, length]}, or null for type 0 throughout
   * @return {@code [batch, length, hidden]}
   */
  public Variable forward(Tape tape, IntTensor ids, IntTensor types) {
    if (ids.shape().rank() != 2 || (types != null && !types.shape().equals(ids.shape()))) {
      throw new IllegalArgumentException(
          "BERT: expected ids and types of one shape [batch, length], found %s and %s"
              .formatted(ids.shape(), types == null ? "none" : types.shape()));
    }
    IntTensor given = types == null ? new IntTensor(ids.shape(), new int[ids.size()]) : types;
    Variable tokens = Arithmetic.add(words.forward(tape, ids), tokenTypes.forward(tape, given));
    return dropout.forward(norm.forward(positions.addTo(tokens)));
  }
}
