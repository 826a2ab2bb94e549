// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.util.Arrays;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureSpace;
import org.palate.kernel.Engine;
import org.palate.recommender.Histories;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;
import org.palate.recommender.VectorScorer;
import org.palate.tensor.Table;

/**
 * How similar items are, by what a scorer has to say of that: the cosine of their vectors where it
 * has any; the score of one item for someone who liked only the other where it reads histories;
 * else the cosine of the sets of users who liked them, {@code |A and B| / sqrt(|A| |B|)}.
 */
final class SimilarItems {
  private final Scorer scorer;
  private final ItemLists likes;
  private final ItemLists usersByItem;

  /**
   * Similarities by a scorer, and by who liked what.
   *
   * @param likes the items that each user liked, each once
   * @param usersByItem the same by item
   */
  SimilarItems(Scorer scorer, ItemLists likes, ItemLists usersByItem) {
    this.scorer = scorer;
    this.likes = likes;
    this.usersByItem = usersByItem;
  }

  /** What the numbers of {@link #to} are. */
  String measure() {
    return switch (scorer) {
      case VectorScorer _ -> "cosine of the items' vectors";
      case Scorer s when s.readsHistory() -> "score for someone who liked this item alone";
      default -> "cosine of the users who liked both";
    };
  }

  /**
   * The similarity of every item that the scorer knows to one of them; negative infinity for those
   * that have nothing in common with it.
   */
  float[] to(int item) {
    return switch (scorer) {
      case VectorScorer vectors -> byVectors(vectors, item);
      case Scorer s when s.readsHistory() -> byHistory(item);
      default -> byUsers(item);
    };
  }

  private float[] byVectors(VectorScorer vectors, int item) {
    Table table = vectors.itemVectors();
    int dim = vectors.dim();
    float[] own = new float[dim];
    table.copyTo(item, item + 1, own, 0);
    double length = Math.sqrt(dot(own, own));
    float[] similarities = new float[scorer.items()];
    float[] other = new float[dim];
    for (int i = 0; i < similarities.length; i++) {
      table.copyTo(i, i + 1, other, 0);
      double both = length * Math.sqrt(dot(other, other));
      similarities[i] = both == 0 ? Float.NEGATIVE_INFINITY : (float) (dot(own, other) / both);
    }
    return similarities;
  }

  private static float dot(float[] a, float[] b) {
    return Engine.kernels().reductions().dot(a.length, a, 0, b, 0);
  }

  private float[] byHistory(int item) {
    FeatureSpace space = scorer.space();
    int[] offsets = new int[space.users().size() + 1];
    Arrays.fill(offsets, 1, offsets.length, 1);
    Histories one = new Histories(offsets, new int[] {item}, null, null);
    float[] scores = new float[scorer.items()];
    scorer.score(Queries.of(space, new int[] {Vocabulary.UNKNOWN}, one), 0, scores.length, scores);
    return scores;
  }

  private float[] byUsers(int item) {
    int[] both = new int[scorer.space().items().size()];
    for (int i = usersByItem.offsets()[item]; i < usersByItem.offsets()[item + 1]; i++) {
      int user = usersByItem.items()[i];
      for (int at = likes.offsets()[user]; at < likes.offsets()[user + 1]; at++) {
        both[likes.items()[at]]++;
      }
    }
    float[] similarities = new float[scorer.items()];
    for (int other = 0; other < similarities.length; other++) {
      double all = (double) usersByItem.length(item) * usersByItem.length(other);
      similarities[other] =
          both[other] == 0 ? Float.NEGATIVE_INFINITY : (float) (both[other] / Math.sqrt(all));
    }
    return similarities;
  }
}
