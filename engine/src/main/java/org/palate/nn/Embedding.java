// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;

/**
 * A learned vector for each id: {@code y[..., :] = weight[ids[...], :]}.
 *
 * <p>Parameter as in PyTorch: {@code weight [rows, dim]}. Its gradient stays sparse. Where the same
 * weight is also a matrix that is multiplied with, as an output layer tied to its input, take a
 * {@link DenseEmbedding}.
 */
public final class Embedding extends Layer {
  private final TableVariable weight;
  private final int paddingId;

  /**
   * Vectors of normal draws.
   *
   * @param std their standard deviation; PyTorch takes 1, recommenders take less
   */
  public Embedding(int rows, int dim, double std, RandomStream random) {
    this(rows, dim, std, Lookups.NO_PADDING, random);
  }

  /**
   * Vectors of normal draws, but zeros for the id of padding, whose row receives no gradient.
   *
   * @param paddingId that id, or {@link Lookups#NO_PADDING}
   */
  public Embedding(int rows, int dim, double std, int paddingId, RandomStream random) {
    this.weight = table("weight", Init.normalTable(random, std, rows, dim));
    this.paddingId = paddingId;
    if (paddingId != Lookups.NO_PADDING) {
      weight.table().zeroRow(paddingId);
    }
  }

  /** Ids of any shape to {@code [...ids, dim]}. */
  public Variable forward(Tape tape, IntTensor ids) {
    return Lookups.embedding(tape, weight, ids, paddingId);
  }

  /** The table. */
  public TableVariable weight() {
    return weight;
  }
}
