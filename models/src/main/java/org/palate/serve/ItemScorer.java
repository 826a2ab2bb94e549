// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import org.palate.recommender.Candidates;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;

/**
 * Scores all items or some, with the same bits either way.
 *
 * @param scorer the scorer
 * @param byVectors whether scores are products of vectors: a product of two vectors is summed in
 *     another order than a product of matrices, so that items are always scored by the latter
 */
record ItemScorer(Scorer scorer, boolean byVectors) {
  /** Whether it is cheaper to score so many items as candidates than all in one range. */
  boolean areFew(int some, int all) {
    return some * (byVectors ? 64L : 4L) < all;
  }

  /**
   * The scores of all items that the scorer knows.
   *
   * @param out receives {@code [queries, items]}
   */
  void all(Queries queries, float[] out) {
    scorer.score(queries, 0, scorer.items(), out);
  }

  /**
   * The scores of some items, the same for all queries.
   *
   * @param items at least one; those that the scorer cannot tell apart get the score of the unknown
   * @param out receives {@code [queries, items.length]}
   */
  void some(Queries queries, int[] items, float[] out) {
    int[] known = scorer.known(items);
    if (byVectors) {
      oneByOne(queries, known, out);
    } else {
      int[] repeated = new Candidates.Shared(known, null).expanded(queries.size());
      scorer.score(queries, new Candidates.Each(repeated, known.length), out);
    }
  }

  private void oneByOne(Queries queries, int[] items, float[] out) {
    Scorer.Prepared prepared = scorer.prepare(queries);
    float[] scores = new float[queries.size()];
    for (int i = 0; i < items.length; i++) {
      prepared.score(items[i], items[i] + 1, scores);
      for (int q = 0; q < scores.length; q++) {
        out[q * items.length + i] = scores[q];
      }
    }
  }
}
