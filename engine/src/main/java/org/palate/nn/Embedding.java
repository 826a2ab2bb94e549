// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Lookups;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;

/**
 * A learned vector for each id: {@code y[..., :] = weight[ids[...], :]}.
 *
 * <p>Parameter as in PyTorch: {@code weight [rows, dim]}. Its gradient stays sparse.
 */
public final class Embedding extends Module {
  private final TableVariable weight;

  /**
   * Vectors of normal draws.
   *
   * @param std their standard deviation; PyTorch takes 1, recommenders take less
   */
  public Embedding(int rows, int dim, double std, RandomStream random) {
    this.weight = table("weight", Init.normalTable(random, std, rows, dim));
  }

  /** Ids of any shape to {@code [...ids, dim]}. */
  public Variable forward(Tape tape, IntTensor ids) {
    return Lookups.embedding(tape, weight, ids);
  }

  /** The table. */
  public TableVariable weight() {
    return weight;
  }
}
