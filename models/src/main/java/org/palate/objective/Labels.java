// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import java.util.Optional;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.data.Interactions;
import org.palate.kernel.elementwise.FloatMath;
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
 * Tell yes from no: binary cross-entropy of the label of each row. Labels are as the data have
 * them, from 0 to 1; else 1 for a like and 0 for the rest.
 */
public record Labels() implements Objective {
  /** The objective. */
  public static final Labels INSTANCE = new Labels();

  @Override
  public String name() {
    return "label";
  }

  @Override
  public String summary() {
    return "tell yes from no: binary cross-entropy on labels";
  }

  @Override
  public Goal goal() {
    return Goal.PREDICT;
  }

  @Override
  public Optional<String> lacks(Interactions data) {
    return data.hasLabel() || data.hasRating()
        ? Optional.empty()
        : Optional.of("expected a column of labels or ratings, found neither");
  }

  @Override
  public float[] targets(Dataset data) {
    if (data.interactions().hasLabel()) {
      return data.interactions().labels();
    }
    if (!data.likes().judged()) {
      return null;
    }
    boolean[] liked = data.likes().rows();
    float[] labels = new float[liked.length];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = liked[row] ? 1 : 0;
    }
    return labels;
  }

  @Override
  public Batches batches(Dataset data, GradientModel model, BatchOptions options) {
    return Pointwise.ofRows(data, model, options, name(), targets(data));
  }

  @Override
  public Variable loss(Tape tape, GradientModel model, Batch batch) {
    return Pointwise.logLoss(tape, model, batch);
  }

  @Override
  public Validation validation() {
    return new Validation.OfRows(RowMetric.Standard.AUC);
  }

  @Override
  public List<RowMetric> rowMetrics() {
    return List.of(RowMetric.Standard.AUC, RowMetric.Standard.LOGLOSS);
  }

  @Override
  public Optional<ConstantLoss> constant(List<Batch> sample) {
    return Optional.of(Pointwise.constantRate(sample));
  }

  /** The probability of a yes. */
  @Override
  public float present(float score) {
    return FloatMath.sigmoid(score);
  }
}
