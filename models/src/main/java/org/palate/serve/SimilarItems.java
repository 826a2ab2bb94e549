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
 * else the cosine of the sets of users who liked them.
 */
final class SimilarItems {
  private final Scorer scorer;
  private final ItemLists likes;

  /** Similarities by a scorer, and by what each known user liked. */
  SimilarItems(Scorer scorer, ItemLists likes) {
    this.scorer = scorer;
    this.likes = likes;
  }

  /** What the numbers of {@link #to} are. */
  String measure() {
    return switch (scorer) {
      case VectorScorer _ -> "cosine of the items' vectors";
      case Scorer s when s.readsHistory() -> "score for someone who liked this item alone";
      default -> "cosine of the users who liked both";
    };
  }

  /** The similarity of every item that the scorer knows to one of them. */
  float[] to(int item) {
    return switch (scorer) {
      case VectorScorer vectors -> byVectors(vectors, item);
      case Scorer s when s.readsHistory() -> byHistory(item);
      default -> byUsers(item);
    };
  }

  private float[] byVectors(VectorScorer vectors, int item) {
    Table table = vectors.itemVectors();
    int n = scorer.items();
    int dim = vectors.dim();
    float[] own = new float[dim];
    table.copyTo(item, item + 1, own, 0);
    float[] similarities = new float[n];
    float[] other = new float[dim];
    double length = Math.sqrt(dot(own, own));
    for (int i = 0; i < n; i++) {
      table.copyTo(i, i + 1, other, 0);
      double both = length * Math.sqrt(dot(other, other));
      similarities[i] = both == 0 ? 0 : (float) (dot(own, other) / both);
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
    float[] both = new float[scorer.space().items().size()];
    int[] count = new int[both.length];
    for (int user = 0; user < likes.users(); user++) {
      int[] own =
          Arrays.stream(likes.items(), likes.offsets()[user], likes.offsets()[user + 1])
              .distinct()
              .toArray();
      boolean liked = Arrays.stream(own).anyMatch(other -> other == item);
      for (int other : own) {
        count[other]++;
        both[other] += liked ? 1 : 0;
      }
    }
    for (int other = 0; other < both.length; other++) {
      both[other] =
          both[other] == 0
              ? 0
              : (float) (both[other] / Math.sqrt((double) count[item] * count[other]));
    }
    return Arrays.copyOf(both, scorer.items());
  }
}
