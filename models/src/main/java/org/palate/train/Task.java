// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.palate.data.Interactions;
import org.palate.data.ItemLists;
import org.palate.data.split.Split;
import org.palate.feature.Examples;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.model.ScoringModel;

/**
 * What there is to learn: encoded interactions, what is to be predicted of each, and which rows are
 * for what.
 *
 * @param space fitted on the training rows
 * @param examples all interactions
 * @param targets the label or the rating less {@code base} of each example; null where the
 *     objective looks at nothing but what was liked, or the data do not say
 * @param weights how much each example counts, or null for 1
 * @param base what a score of 0 stands for: the mean rating, or 0
 * @param likes which examples were liked
 */
public record Task(
    FeatureSpace space,
    Examples examples,
    Objective objective,
    float[] targets,
    float[] weights,
    float base,
    Likes likes,
    Split split) {
  /** The default: labels where the data have labels or ratings, else implicit feedback. */
  public static Objective defaultObjective(Interactions interactions) {
    return interactions.hasLabel() || interactions.hasRating()
        ? Objective.LABEL
        : Objective.IMPLICIT;
  }

  /**
   * Encodes interactions to train a model on them.
   *
   * @param space fitted on the training rows of the split
   * @param threshold the rating from which on a row without label counts as liked
   * @throws NoSuchElementException if the objective needs a column that is not there
   */
  public static Task of(
      FeatureSpace space,
      Interactions interactions,
      Split split,
      Objective objective,
      double threshold) {
    float base =
        objective == Objective.RATING ? meanRating(interactions.ratings(), split.train()) : 0;
    if (objective == Objective.LABEL && !interactions.hasLabel() && !interactions.hasRating()) {
      throw new NoSuchElementException(
          "objective label: expected a column of labels or ratings, found neither");
    }
    return of(space, interactions, split, objective, threshold, base);
  }

  /**
   * Encodes interactions to measure a trained model on them. They need not have what it predicts:
   * {@code targets} is then null.
   *
   * @param base what a score of 0 stands for where ratings are predicted
   */
  public static Task of(
      FeatureSpace space,
      Interactions interactions,
      Split split,
      Objective objective,
      double threshold,
      float base) {
    Likes likes = Likes.of(interactions, threshold);
    float[] targets =
        switch (objective) {
          case LABEL -> labels(interactions, likes);
          case RATING -> interactions.hasRating() ? less(interactions.ratings(), base) : null;
          case IMPLICIT, RANK -> null;
        };
    return new Task(
        space,
        space.encode(interactions),
        objective,
        targets,
        interactions.hasWeight() ? interactions.weights() : null,
        base,
        likes,
        split);
  }

  private static float meanRating(float[] ratings, int[] rows) {
    double sum = 0;
    for (int row : rows) {
      sum += ratings[row];
    }
    return (float) (sum / rows.length);
  }

  private static float[] less(float[] ratings, float base) {
    float[] targets = ratings.clone();
    for (int row = 0; row < targets.length; row++) {
      targets[row] -= base;
    }
    return targets;
  }

  /** The labels as they are, which may lie between 0 and 1; else 1 for a like; else null. */
  private static float[] labels(Interactions interactions, Likes likes) {
    if (interactions.hasLabel()) {
      return interactions.labels();
    }
    if (!likes.judged()) {
      return null;
    }
    float[] labels = new float[interactions.size()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = likes.rows()[row] ? 1 : 0;
    }
    return labels;
  }

  /** The items that each user code has seen in some rows, liked or not. */
  public ItemLists seen(int[]... parts) {
    int[] rows = Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    return ItemLists.group(
        space.users().size(),
        at(examples.users(), rows, 0, rows.length),
        items(rows, 0, rows.length));
  }

  /**
   * A batch of the examples {@code rows[from]} to {@code rows[to - 1]}, as the model reads them.
   */
  FeatureBatch batch(ScoringModel model, int[] rows, int from, int to) {
    return batchWithItems(model, rows, from, to, items(rows, from, to));
  }

  /** As {@link #batch}, with other items in place of the examples' own. */
  FeatureBatch batchWithItems(ScoringModel model, int[] rows, int from, int to, int[] items) {
    return model.readsFields()
        ? space.batchWithItems(examples, rows, from, to, items)
        : FeatureBatch.pairs(at(examples.users(), rows, from, to), items);
  }

  private int[] items(int[] rows, int from, int to) {
    return at(examples.items(), rows, from, to);
  }

  private static int[] at(int[] values, int[] rows, int from, int to) {
    int[] gathered = new int[to - from];
    for (int i = 0; i < gathered.length; i++) {
      gathered[i] = values[rows[from + i]];
    }
    return gathered;
  }

  /** Those of some rows that are liked. */
  public int[] liked(int[] rows) {
    return Arrays.stream(rows).filter(row -> likes.rows()[row]).toArray();
  }
}
