// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Losses;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.Candidates;
import org.palate.recommender.ConstantLoss;
import org.palate.recommender.Dataset;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Queries;
import org.palate.recommender.Target;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** What objectives share that give each candidate a target of its own, Palate's and yours. */
public final class Pointwise {
  private Pointwise() {}

  /**
   * Batches of training rows: the one candidate of a row is its own item, and the batch has one
   * task.
   *
   * @param task the name of the task
   * @param targets what is to be learned of each row of the data
   */
  public static Batches ofRows(
      Dataset data, GradientModel model, BatchOptions options, String task, float[] targets) {
    return ExampleBatches.ofRows(
        data,
        model,
        options,
        (queries, rows, _) -> batch(data, queries, rows, task, Dataset.gathered(targets, rows)));
  }

  private static Batch batch(
      Dataset data, Queries queries, int[] rows, String task, float[] targets) {
    return new Batch(
        queries,
        new Candidates.Each(data.items(rows), 1),
        List.of(new Target(task, targets)),
        null,
        data.weights(rows));
  }

  /** The mean binary cross-entropy of the scores as logits of the targets of the first task. */
  public static Variable logLoss(Tape tape, GradientModel model, Batch batch) {
    Variable scores = model.scores(tape, batch);
    return Losses.bceWithLogits(scores, targets(batch, 0), weights(batch));
  }

  /** The mean squared error of the scores as predictions of the targets of the first task. */
  public static Variable squaredError(Tape tape, GradientModel model, Batch batch) {
    Variable scores = model.scores(tape, batch);
    return Losses.mse(scores, targets(batch, 0), weights(batch));
  }

  private static Shape shape(Batch batch) {
    return Shape.of(batch.size(), batch.candidates().each());
  }

  /**
   * The targets of one task of a batch.
   *
   * @param task which, from 0
   * @return shape {@code [queries, candidates]}
   */
  public static Tensor targets(Batch batch, int task) {
    return Tensor.of(shape(batch), batch.targets().get(task).values());
  }

  /**
   * The weight of each query for all of its candidates.
   *
   * @return shape {@code [queries, candidates]}; null for 1
   */
  public static Tensor weights(Batch batch) {
    return weights(batch, batch.candidates().each());
  }

  /** The weight of each query, so often in a row; null for 1. */
  static Tensor weights(Batch batch, int each) {
    if (batch.weights() == null) {
      return null;
    }
    Tensor weights = Tensor.zeros(Shape.of(batch.size(), each));
    for (int q = 0; q < batch.size(); q++) {
      Arrays.fill(weights.data(), q * each, (q + 1) * each, batch.weights()[q]);
    }
    return weights;
  }

  /** The log loss of always predicting the rate of the labels of the first task. */
  public static ConstantLoss constantRate(List<Batch> sample) {
    double rate = mean(sample, target -> target);
    return new ConstantLoss(
        entropy(rate), meanWeight(sample), false, "always predicting their base rate");
  }

  /** The squared error of always predicting 0, for targets of the first task with mean 0. */
  public static ConstantLoss constantZero(List<Batch> sample) {
    double square = mean(sample, target -> target * target);
    return new ConstantLoss(square, meanWeight(sample), true, "always predicting the mean rating");
  }

  /** The weighted mean of something about the targets. */
  private static double mean(List<Batch> sample, DoubleUnaryOperator value) {
    double sum = 0;
    double weights = 0;
    for (Batch batch : sample) {
      float[] targets = batch.targets().getFirst().values();
      int each = batch.candidates().each();
      for (int i = 0; i < targets.length; i++) {
        double weight = batch.weights() == null ? 1 : batch.weights()[i / each];
        sum += weight * value.applyAsDouble(targets[i]);
        weights += weight;
      }
    }
    return sum / weights;
  }

  /** The mean weight of the queries of some batches. */
  public static double meanWeight(List<Batch> sample) {
    double sum = 0;
    long queries = 0;
    for (Batch batch : sample) {
      for (int q = 0; q < batch.size(); q++) {
        sum += batch.weights() == null ? 1 : batch.weights()[q];
      }
      queries += batch.size();
    }
    return sum / queries;
  }

  /** {@code -p ln p - (1 - p) ln(1 - p)}. */
  private static double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -p * StrictMath.log(p) - (1 - p) * StrictMath.log(1 - p);
  }
}
