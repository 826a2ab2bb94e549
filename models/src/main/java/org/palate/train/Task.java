// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.Arrays;
import java.util.NoSuchElementException;
import org.palate.data.Interactions;
import org.palate.data.Split;
import org.palate.eval.ItemLists;
import org.palate.feature.Examples;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.model.ScoringModel;

/**
 * What there is to learn: encoded interactions, what is to be foretold of each, and which rows are
 * for what.
 *
 * @param space fitted on the training rows
 * @param examples all interactions
 * @param targets the label or the rating less {@code base} of each example; null where the
 *     objective looks at nothing but what happened
 * @param weights how much each example counts, or null for 1
 * @param base what a score of 0 stands for: the mean rating, or 0
 * @param positive for each example, whether it tells of something the user liked
 */
public record Task(
    FeatureSpace space,
    Examples examples,
    Objective objective,
    float[] targets,
    float[] weights,
    float base,
    boolean[] positive,
    Split split) {
  /**
   * The rating from which on a row counts as liked, where nothing else is said: 4 of 5, 8 of 10.
   */
  public static double defaultThreshold(Interactions interactions) {
    float highest = 0;
    for (float rating : interactions.ratings()) {
      highest = Math.max(highest, rating);
    }
    return highest > 5 ? 8 : 4;
  }

  /** What suits the data: labels if there are any, else ratings made labels, else what happened. */
  public static Objective defaultObjective(Interactions interactions) {
    return interactions.hasLabel() || interactions.hasRating()
        ? Objective.LABEL
        : Objective.IMPLICIT;
  }

  /**
   * Encodes interactions for an objective.
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
    return of(space, interactions, split, objective, threshold, base);
  }

  /** As above, with what a score of 0 stands for where ratings are foretold. */
  public static Task of(
      FeatureSpace space,
      Interactions interactions,
      Split split,
      Objective objective,
      double threshold,
      float base) {
    Examples examples = space.encode(interactions);
    float[] labels = labels(interactions, objective, threshold);
    boolean[] positive = new boolean[interactions.size()];
    for (int row = 0; row < positive.length; row++) {
      positive[row] = labels == null || labels[row] > 0.5f;
    }
    float[] weights = interactions.hasWeight() ? interactions.weights() : null;
    return switch (objective) {
      case LABEL -> {
        if (labels == null) {
          throw new NoSuchElementException(
              "objective label wants a column of labels or ratings; the data have neither");
        }
        yield new Task(space, examples, objective, labels, weights, 0, positive, split);
      }
      case RATING -> {
        float[] targets = interactions.ratings().clone();
        for (int row = 0; row < targets.length; row++) {
          targets[row] -= base;
        }
        yield new Task(space, examples, objective, targets, weights, base, positive, split);
      }
      case IMPLICIT, RANK ->
          new Task(space, examples, objective, null, weights, 0, positive, split);
    };
  }

  private static float meanRating(float[] ratings, int[] rows) {
    double sum = 0;
    for (int row : rows) {
      sum += ratings[row];
    }
    return (float) (sum / rows.length);
  }

  /** Labels of likes; null if every row counts as one, as ratings do where only events matter. */
  private static float[] labels(Interactions interactions, Objective objective, double threshold) {
    if (interactions.hasLabel()) {
      return interactions.labels();
    }
    if (interactions.hasRating() && !objective.samplesNegatives()) {
      return interactions.withLabelFromRating((float) threshold).labels();
    }
    return null;
  }

  /** The items that each user code met in some rows, liked or not. */
  public ItemLists met(int[]... parts) {
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

  /** Those of some rows that tell of something liked. */
  public int[] liked(int[] rows) {
    return Arrays.stream(rows).filter(row -> positive[row]).toArray();
  }
}
