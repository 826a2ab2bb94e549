// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.autograd.lookup.Lookups.BagMode;
import org.palate.tensor.RandomStream;

/**
 * One vector for each bag of ids: the sum, the mean or the largest of each column of their rows;
 * zeros for an empty bag.
 *
 * <p>Parameter as in PyTorch: {@code weight [rows, dim]}. Its gradient stays sparse.
 */
public final class EmbeddingBag extends Layer {
  private final TableVariable weight;
  private final BagMode mode;

  /** Vectors of normal draws with the given standard deviation. */
  public EmbeddingBag(int rows, int dim, BagMode mode, double std, RandomStream random) {
    this.weight = table("weight", Init.normalTable(random, std, rows, dim));
    this.mode = mode;
  }

  /**
   * Bags to {@code [bags, dim]}.
   *
   * @param ids the ids of all bags, one after another
   * @param offsets where each bag starts, and where the last one ends
   */
  public Variable forward(Tape tape, int[] ids, int[] offsets) {
    return Lookups.embeddingBag(tape, weight, ids, offsets, null, mode);
  }

  /** As {@link #forward(Tape, int[], int[])}, each row times its weight; only with mode SUM. */
  public Variable forward(Tape tape, int[] ids, int[] offsets, float[] weights) {
    return Lookups.embeddingBag(tape, weight, ids, offsets, weights, mode);
  }

  /** The table. */
  public TableVariable weight() {
    return weight;
  }
}
