// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.util.Arrays;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureSpace;
import org.palate.kernel.Engine;
import org.palate.metric.TopItems;
import org.palate.recommender.Candidates;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;
import org.palate.recommender.VectorScorer;

/**
 * Places users whom a scorer does not know between those that it does: where such a user has a
 * history, the scores are a weighted mean of the scores for known users who liked the same items.
 * For a {@link VectorScorer} that is the score of the mean of their vectors.
 *
 * <p>The similarity of a history H and the likes L of a user is {@code sum over i in H and L of w_i
 * / sqrt(|L|)}, a cosine up to a factor that all users share, in which a rare item counts for more:
 * {@code w_i = 1 / sqrt(likes of i)}. The nearest users get weights in proportion to their
 * similarity: {@value #NEAREST} where they cost a vector each, {@value #NEAREST_SCORED} where they
 * cost a score of every item.
 */
final class NeighbourScorer implements Scorer {
  private static final int NEAREST = 50;
  private static final int NEAREST_SCORED = 10;

  private final Scorer scorer;
  private final ItemLists usersByItem;
  private final float[] userScale;

  /** Users with their weights, which sum to 1. */
  private record Mixture(int[] users, float[] weights) {}

  /**
   * A scorer around a scorer.
   *
   * @param likes what each known user liked
   */
  NeighbourScorer(Scorer scorer, ItemLists likes) {
    this.scorer = scorer;
    int[] userOf = new int[likes.items().length];
    userScale = new float[likes.users()];
    for (int user = 0; user < likes.users(); user++) {
      Arrays.fill(userOf, likes.offsets()[user], likes.offsets()[user + 1], user);
      userScale[user] = (float) (1 / Math.sqrt(Math.max(1, likes.length(user))));
    }
    usersByItem = ItemLists.group(space().items().size(), likes.items(), userOf);
  }

  @Override
  public FeatureSpace space() {
    return scorer.space();
  }

  @Override
  public int items() {
    return scorer.items();
  }

  @Override
  public boolean readsHistory() {
    return true;
  }

  @Override
  public void score(Queries queries, int first, int end, float[] out) {
    prepare(queries).score(first, end, out);
  }

  @Override
  public void score(Queries queries, Candidates.Each candidates, float[] out) {
    boolean allKnown = true;
    for (int q = 0; q < queries.size(); q++) {
      allKnown &= isKnown(queries, q);
    }
    if (allKnown) {
      scorer.score(queries, candidates, out);
    } else {
      Scorer.super.score(queries, candidates, out);
    }
  }

  /** Whether a query is the scorer's own to answer: of a known user, or one without a history. */
  private boolean isKnown(Queries queries, int query) {
    return space().learnedUser(queries.users()[query]) != Vocabulary.UNKNOWN
        || queries.starts()[query] == queries.ends()[query];
  }

  @Override
  public Prepared prepare(Queries queries) {
    Prepared[] each = new Prepared[queries.size()];
    boolean allKnown = true;
    for (int q = 0; q < each.length; q++) {
      allKnown &= isKnown(queries, q);
    }
    if (allKnown) {
      return scorer.prepare(queries);
    }
    for (int q = 0; q < each.length; q++) {
      Queries one = queries.slice(q, q + 1);
      each[q] = isKnown(queries, q) ? scorer.prepare(one) : between(one);
    }
    return (first, end, out) -> {
      float[] own = new float[end - first];
      for (int q = 0; q < each.length; q++) {
        each[q].score(first, end, own);
        System.arraycopy(own, 0, out, q * own.length, own.length);
      }
    };
  }

  /** Prepares one query of a user who is not known. */
  private Prepared between(Queries query) {
    int[] history =
        Arrays.stream(query.histories().items(), query.starts()[0], query.ends()[0])
            .distinct()
            .toArray();
    Mixture mixture = nearest(history, scorer instanceof VectorScorer ? NEAREST : NEAREST_SCORED);
    int n = mixture.users.length;
    if (n == 0) {
      return scorer.prepare(query);
    }
    Queries neighbours = query.repeated(n).withUsers(mixture.users);
    if (scorer instanceof VectorScorer vectors) {
      int dim = vectors.dim();
      float[] all = new float[n * dim];
      vectors.encode(neighbours, all);
      return vectors.prepare(mean(all, dim, mixture.weights), 1);
    }
    Prepared prepared = scorer.prepare(neighbours);
    return (first, end, out) -> {
      float[] all = new float[n * (end - first)];
      prepared.score(first, end, all);
      System.arraycopy(mean(all, end - first, mixture.weights), 0, out, 0, end - first);
    };
  }

  private static float[] mean(float[] rows, int width, float[] weights) {
    float[] mean = new float[width];
    for (int i = 0; i < weights.length; i++) {
      Engine.kernels().elementwise().axpy(width, weights[i], rows, i * width, mean, 0);
    }
    return mean;
  }

  /** The users nearest to a history of distinct items. */
  private Mixture nearest(int[] history, int most) {
    float[] similarity = new float[userScale.length];
    for (int item : history) {
      int likes = usersByItem.length(item);
      float weight = (float) (1 / Math.sqrt(Math.max(1, likes)));
      for (int i = usersByItem.offsets()[item]; i < usersByItem.offsets()[item + 1]; i++) {
        int user = usersByItem.items()[i];
        similarity[user] += weight * userScale[user];
      }
    }
    TopItems top = new TopItems(most);
    top.select(similarity, 0, similarity.length, null);
    int n = 0;
    float sum = 0;
    while (n < top.size() && top.score(n + 1) > 0) {
      sum += top.score(++n);
    }
    int[] users = new int[n];
    float[] weights = new float[n];
    for (int i = 0; i < n; i++) {
      users[i] = top.id(i + 1);
      weights[i] = top.score(i + 1) / sum;
    }
    return new Mixture(users, weights);
  }
}
