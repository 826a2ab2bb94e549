// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import java.util.function.IntPredicate;
import org.palate.data.ItemLists;
import org.palate.metric.RankingMetric;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Validation;
import org.palate.tensor.RandomStream;

/** What objectives share that tell liked items from others, Palate's and yours. */
public final class Ranked {
  /** The metric by which they choose the epoch. */
  public static final Validation VALIDATION =
      new Validation.OfLists(RankingMetric.Standard.NDCG, 10);

  private Ranked() {}

  /**
   * Batches of liked rows in which the candidates of a row are its own item, which was chosen, and
   * so many drawn ones that its user has not seen.
   */
  public static Batches batches(Dataset data, GradientModel model, BatchOptions options) {
    NegativeSampler sampler = sampler(data);
    return ExampleBatches.ofLiked(
        data,
        model,
        options,
        canDraw(data, sampler),
        (queries, rows, random) ->
            new Batch(
                queries,
                new Candidates.Each(
                    withNegatives(data, rows, options.negatives(), sampler, random),
                    1 + options.negatives()),
                List.of(),
                new int[rows.length],
                data.weights(rows)));
  }

  /** A sampler of items with training rows that a user has not seen in these. */
  public static NegativeSampler sampler(Dataset data) {
    ItemLists seen = data.seen(data.split().train());
    return new NegativeSampler(data.space().learnedItems(), seen);
  }

  /** Whether there is an item to draw for the user of a row. */
  public static IntPredicate canDraw(Dataset data, NegativeSampler sampler) {
    return row -> sampler.unseen(data.examples().users()[row]) > 0;
  }

  /**
   * The item of each row, then so many drawn for it that its user has not seen: {@code [rows, 1 +
   * negatives]}, as {@link Candidates.Each} takes them.
   *
   * @param rows rows that {@link #canDraw} holds for
   */
  public static int[] withNegatives(
      Dataset data, int[] rows, int negatives, NegativeSampler sampler, RandomStream random) {
    int each = 1 + negatives;
    int[] items = new int[rows.length * each];
    for (int i = 0; i < rows.length; i++) {
      items[i * each] = data.examples().items()[rows[i]];
      for (int n = 1; n < each; n++) {
        items[i * each + n] = sampler.draw(data.examples().users()[rows[i]], random);
      }
    }
    return items;
  }
}
