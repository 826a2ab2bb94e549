// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.eval.TopK;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;

/**
 * The best items of many users by dot product: all scores of some users at a time, as many as
 * {@link org.palate.eval.FullRanking} holds, then the best of each.
 */
public final class TopItemsWork {
  /** How many scores are held at a time: 16 MB of them. */
  private static final int SCORES = 4 * 1024 * 1024;

  private final int users;
  private final int items;
  private final int dim;
  private final int together;
  private final float[] userVectors;
  private final float[] itemVectors;
  private final float[] scores;
  private final TopK top;

  /** The best k of so many items, for each of so many users; vectors of dim floats. */
  public TopItemsWork(int users, int items, int dim, int k) {
    this.users = users;
    this.items = items;
    this.dim = dim;
    together = Math.clamp(SCORES / items, 1, users);
    userVectors = Values.floats("users", users * dim);
    itemVectors = Values.floats("items", items * dim);
    scores = new float[together * items];
    top = new TopK(k);
  }

  /** The work of the guard: 1024 users, 100,000 items, vectors of 64, the best 100. */
  public static TopItemsWork ofGuard() {
    return new TopItemsWork(1024, 100_000, 64, 100);
  }

  /** Finds the best items of every user; gives a sum of their ids and scores. */
  public double run() {
    double sum = 0;
    for (int from = 0; from < users; from += together) {
      int count = Math.min(together, users - from);
      ParallelProduct.gemm(
          Workers.shared(),
          Engine.kernels(),
          Kernels.Form.NT,
          count,
          items,
          dim,
          userVectors,
          from * dim,
          dim,
          itemVectors,
          0,
          dim,
          scores,
          0,
          items,
          false);
      for (int user = 0; user < count; user++) {
        top.select(scores, user * items, items, null);
        sum += top.id(1) + top.score(top.size());
      }
    }
    return sum;
  }
}
