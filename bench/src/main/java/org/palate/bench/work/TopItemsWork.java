// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import java.util.function.IntConsumer;
import org.palate.eval.TopK;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

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
  private final int k;
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
    this.k = k;
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

  /** The users' vectors, {@code [users, dim]}. */
  public Tensor userVectors() {
    return Tensor.of(Shape.of(users, dim), userVectors);
  }

  /** The items' vectors, {@code [items, dim]}. */
  public Tensor itemVectors() {
    return Tensor.of(Shape.of(items, dim), itemVectors);
  }

  /** Finds the best items of every user; gives a sum of their ids and scores. */
  public double run() {
    double[] sum = new double[1];
    forEachUser(user -> sum[0] += top.id(1) + top.score(top.size()));
    return sum[0];
  }

  /** The scores of the best items of every user, best first. */
  public float[] bestScores() {
    float[] best = new float[users * k];
    forEachUser(
        user -> {
          for (int rank = 1; rank <= k; rank++) {
            best[user * k + rank - 1] = top.score(rank);
          }
        });
    return best;
  }

  /** Selects the best items of one user after another, and says whose they are. */
  private void forEachUser(IntConsumer selected) {
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
        selected.accept(from + user);
      }
    }
  }
}
