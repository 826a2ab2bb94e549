// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import org.palate.kernel.Engine;
import org.palate.kernel.product.Form;
import org.palate.metric.TopItems;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * The best items of many users by dot product, as {@link org.palate.eval.FullRanking} finds them:
 * the scores of some users and a slice of the items at a time, offered to each user's selection
 * while they are in the cache.
 */
public final class TopItemsWork {
  /** Users, and items, whose scores are held at a time: 1 MB of them. */
  private static final int USERS = 256;

  private static final int ITEMS = 1024;

  private final int users;
  private final int items;
  private final int dim;
  private final int k;
  private final float[] userVectors;
  private final float[] itemVectors;
  private final float[] scores;
  private final TopItems[] best = new TopItems[USERS];

  /** The best k of so many items, for each of so many users; vectors of dim floats. */
  public TopItemsWork(int users, int items, int dim, int k) {
    this.users = users;
    this.items = items;
    this.dim = dim;
    this.k = k;
    userVectors = Values.floats("users", users * dim);
    itemVectors = Values.floats("items", items * dim);
    scores = new float[USERS * ITEMS];
    Arrays.setAll(best, i -> new TopItems(k));
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
    forEachUser((top, user) -> sum[0] += top.id(1) + top.score(top.size()));
    return sum[0];
  }

  /** The scores of the best items of every user, best first. */
  public float[] bestScores() {
    float[] found = new float[users * k];
    forEachUser(
        (top, user) -> {
          for (int rank = 1; rank <= k; rank++) {
            found[user * k + rank - 1] = top.score(rank);
          }
        });
    return found;
  }

  /** Selects the best items of one user after another. */
  private void forEachUser(ObjIntConsumer<TopItems> selected) {
    for (int from = 0; from < users; from += USERS) {
      int count = Math.min(USERS, users - from);
      for (int user = 0; user < count; user++) {
        best[user].begin();
      }
      for (int first = 0; first < items; first += ITEMS) {
        offer(from, count, first, Math.min(ITEMS, items - first));
      }
      for (int user = 0; user < count; user++) {
        best[user].end();
        selected.accept(best[user], from + user);
      }
    }
  }

  private void offer(int from, int count, int first, int width) {
    ParallelProduct.gemm(
        Workers.shared(),
        Engine.kernels(),
        Form.NT,
        count,
        width,
        dim,
        userVectors,
        from * dim,
        dim,
        itemVectors,
        first * dim,
        dim,
        scores,
        0,
        width,
        false);
    for (int user = 0; user < count; user++) {
      best[user].offer(scores, user * width, width, first, null);
    }
  }
}
