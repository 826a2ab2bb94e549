// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.util.List;
import java.util.Optional;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.data.Interactions;
import org.palate.metric.RowMetric;
import org.palate.nn.Losses;
import org.palate.objective.ExampleBatches;
import org.palate.objective.Labels;
import org.palate.objective.Pointwise;
import org.palate.objective.Ratings;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.Goal;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Objective;
import org.palate.recommender.Target;
import org.palate.recommender.Validation;

/**
 * Two tasks at once, of models with scores {@code [queries, candidates, 2]}: whether a row is liked
 * (binary cross-entropy), by which items are ranked, and its rating (squared error).
 *
 * @param share how much the rating's loss counts beside the other's 1
 * @param ratings the second task
 */
public record LikeAndRating(double share, Ratings ratings) implements Objective {
  /** The objective before it has seen any rating. */
  public static final LikeAndRating INSTANCE = new LikeAndRating(0.5, Ratings.INSTANCE);

  @Override
  public String name() {
    return "like-and-rating";
  }

  @Override
  public String summary() {
    return "tell what is liked, and how it is rated: two tasks";
  }

  @Override
  public Goal goal() {
    return Goal.PREDICT;
  }

  @Override
  public Objective configured(Settings settings) {
    return new LikeAndRating(
        settings.real("rating-share", share, 0, 100, "how much the loss of ratings counts"),
        ratings);
  }

  @Override
  public Optional<String> lacks(Interactions data) {
    return ratings.lacks(data);
  }

  @Override
  public Objective fitted(Dataset data) {
    return new LikeAndRating(share, ratings.fitted(data));
  }

  @Override
  public float base() {
    return ratings.base();
  }

  @Override
  public Objective withBase(float base) {
    return new LikeAndRating(share, ratings.withBase(base));
  }

  @Override
  public Batches batches(Dataset data, GradientModel model, BatchOptions options) {
    float[] likes = targets(data);
    float[] rated = ratings.targets(data);
    return ExampleBatches.ofRows(
        data,
        model,
        options,
        (queries, rows, _) ->
            new Batch(
                queries,
                new Candidates.Each(data.items(rows), 1),
                List.of(
                    new Target("like", Dataset.gathered(likes, rows)),
                    new Target("rating", Dataset.gathered(rated, rows))),
                null,
                data.weights(rows)));
  }

  @Override
  public Variable loss(Tape tape, GradientModel model, Batch batch) {
    Variable scores = model.scores(tape, batch);
    if (scores.shape().rank() != 3 || scores.shape().last() != 2) {
      throw new IllegalArgumentException(
          "objective %s: expected scores of two tasks, found %s".formatted(name(), scores.shape()));
    }
    Variable like =
        Losses.bceWithLogits(
            scores.select(2, 0), Pointwise.targets(batch, 0), Pointwise.weights(batch));
    Variable rating =
        Losses.mse(scores.select(2, 1), Pointwise.targets(batch, 1), Pointwise.weights(batch));
    return like.add(rating.mul((float) share));
  }

  @Override
  public Validation validation() {
    return Labels.INSTANCE.validation();
  }

  @Override
  public List<RowMetric> rowMetrics() {
    return Labels.INSTANCE.rowMetrics();
  }

  @Override
  public float[] targets(Dataset data) {
    return Labels.INSTANCE.targets(data);
  }

  @Override
  public float present(float score) {
    return Labels.INSTANCE.present(score);
  }
}
