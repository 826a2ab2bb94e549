// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Table;

/**
 * A learned vector for each id, {@code y[..., :] = weight[ids[...], :]}, of which the weight is a
 * matrix like any other: it can be multiplied with as well, and so be tied to an output layer (O.
 * Press, L. Wolf: Using the Output Embedding to Improve Language Models, 2017).
 *
 * <pre>{@code
 * items = child("items", new DenseEmbedding(rows, dim, 0.1, random));
 * out = child("out", new Linear(items.weight(), null)); // scores of all items: h weightᵀ
 * }</pre>
 *
 * <p>The gradients of look-ups and of products add up, and an optimizer steps once, by their sum.
 * They are as large as the weight, and so is a step; where only look-ups need it, {@link Embedding}
 * costs what a step touches.
 *
 * <p>Parameter as in PyTorch: {@code weight [rows, dim]}.
 */
public final class DenseEmbedding extends Layer {
  private final Variable weight;
  private final int paddingId;

  /**
   * Vectors of normal draws: those of an {@link Embedding} of the same stream.
   *
   * @param std their standard deviation
   */
  public DenseEmbedding(int rows, int dim, double std, RandomStream random) {
    this(rows, dim, std, Lookups.NO_PADDING, random);
  }

  /**
   * Vectors of normal draws, but zeros for the id of padding, whose row receives no gradient from
   * look-ups.
   *
   * @param paddingId that id, or {@link Lookups#NO_PADDING}
   */
  public DenseEmbedding(int rows, int dim, double std, int paddingId, RandomStream random) {
    Table start = Init.normalTable(random, std, rows, dim);
    if (paddingId != Lookups.NO_PADDING) {
      start.zeroRow(paddingId);
    }
    this.weight = parameter("weight", start.toTensor());
    this.paddingId = paddingId;
  }

  /**
   * Vectors of a weight that exists already, such as that of an output layer.
   *
   * @param weight {@code [rows, dim]}, a parameter
   * @throws IllegalArgumentException if it is no matrix
   */
  public DenseEmbedding(Variable weight) {
    if (weight.shape().rank() != 2) {
      throw new IllegalArgumentException("expected a weight [rows, dim], found " + weight.shape());
    }
    this.weight = parameter("weight", weight);
    this.paddingId = Lookups.NO_PADDING;
  }

  /**
   * Ids of any shape to {@code [...ids, dim]}.
   *
   * @throws IndexOutOfBoundsException if an id is not a row of the weight
   */
  public Variable forward(Tape tape, IntTensor ids) {
    return Lookups.embedding(tape, weight, ids, paddingId);
  }

  /** The weight, {@code [rows, dim]}. */
  public Variable weight() {
    return weight;
  }
}
