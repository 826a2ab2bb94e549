// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import java.util.Optional;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.data.Interactions;
import org.palate.metric.RowMetric;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.ConstantLoss;
import org.palate.recommender.Dataset;
import org.palate.recommender.Goal;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Objective;
import org.palate.recommender.Validation;

/**
 * Predict ratings: squared error of each rating less their mean.
 *
 * @param base the mean rating of the training rows, 0 before it is known
 */
public record Ratings(float base) implements Objective {
  /** The objective before it has seen any rating. */
  public static final Ratings INSTANCE = new Ratings(0);

  @Override
  public String name() {
    return "rating";
  }

  @Override
  public String summary() {
    return "predict ratings: squared error";
  }

  @Override
  public Goal goal() {
    return Goal.PREDICT;
  }

  @Override
  public Optional<String> lacks(Interactions data) {
    return data.hasRating()
        ? Optional.empty()
        : Optional.of("expected a column of ratings, found none");
  }

  @Override
  public Ratings fitted(Dataset data) {
    int[] rows = data.split().train();
    float[] ratings = data.interactions().ratings();
    double sum = 0;
    for (int row : rows) {
      sum += ratings[row];
    }
    return withBase((float) (sum / rows.length));
  }

  @Override
  public Ratings withBase(float base) {
    return new Ratings(base);
  }

  @Override
  public float[] targets(Dataset data) {
    if (!data.interactions().hasRating()) {
      return null;
    }
    float[] targets = data.interactions().ratings().clone();
    for (int row = 0; row < targets.length; row++) {
      targets[row] -= base;
    }
    return targets;
  }

  @Override
  public Batches batches(Dataset data, GradientModel model, BatchOptions options) {
    return Pointwise.ofRows(data, model, options, name(), targets(data));
  }

  @Override
  public Variable loss(Tape tape, GradientModel model, Batch batch) {
    return Pointwise.squaredError(tape, model, batch);
  }

  @Override
  public Validation validation() {
    return new Validation.OfRows(RowMetric.Standard.RMSE);
  }

  @Override
  public List<RowMetric> rowMetrics() {
    return List.of(RowMetric.Standard.RMSE, RowMetric.Standard.MAE, RowMetric.Standard.AUC);
  }

  @Override
  public Optional<ConstantLoss> constant(List<Batch> sample) {
    return Optional.of(Pointwise.constantZero(sample));
  }

  /** A rating. */
  @Override
  public float present(float score) {
    return base + score;
  }
}
