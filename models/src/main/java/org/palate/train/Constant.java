// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The loss of always predicting the same on some training rows, which every model that has learned
 * anything stays below. One far above it has diverged, though its scores are still numbers.
 *
 * @param loss in the unit of the training loss divided by {@code weight}
 * @param weight the mean weight of the rows
 * @param squared whether the loss is a squared error, else it is a log loss
 * @param what it is the loss of, such as {@code always predicting their base rate}
 */
record Constant(double loss, double weight, boolean squared, String what) {
  private static final int ROWS = 4096;

  /**
   * How far above the constant's, as a log loss or as an RMSE, a figure is a sign of divergence.
   */
  private static final double FACTOR = 2;

  /** Log losses below are not held against a model: it starts from ln 2. */
  private static final double LEAST_LOG_LOSS = StrictMath.log(2);

  /** Where all ratings are alike, any error at all would be many times theirs. */
  private static final double LEAST_RMSE = 0.1;

  /** Some of the rows, evenly spread, or all if they are few. */
  static int[] sample(int[] rows) {
    int n = Math.min(rows.length, ROWS);
    return IntStream.range(0, n).map(i -> rows[(int) ((long) i * rows.length / n)]).toArray();
  }

  /** The best constant for some rows of a task. */
  static Constant of(Task task, TrainingConfig config, int[] rows) {
    return switch (task.objective()) {
      case LABEL -> ofLabels(task, rows);
      case RATING -> ofRatings(task, rows);
      case IMPLICIT ->
          new Constant(
              entropy(1.0 / (1 + config.negatives())),
              meanWeight(task, rows),
              false,
              "always predicting the base rate");
      case RANK ->
          new Constant(
              StrictMath.log(2), meanWeight(task, rows), false, "equal scores for all items");
    };
  }

  private static Constant ofLabels(Task task, int[] rows) {
    double weight = meanWeight(task, rows);
    double rate = mean(task, rows, row -> task.targets()[row]) / weight;
    return new Constant(entropy(rate), weight, false, "always predicting their base rate");
  }

  /** The targets have mean 0, but for their weights. */
  private static Constant ofRatings(Task task, int[] rows) {
    double weight = meanWeight(task, rows);
    double square =
        mean(task, rows, row -> (double) task.targets()[row] * task.targets()[row]) / weight;
    return new Constant(square, weight, true, "always predicting the mean rating");
  }

  private static double meanWeight(Task task, int[] rows) {
    return mean(task, rows, row -> 1);
  }

  /** The mean over some rows of a value times the row's weight. */
  private static double mean(Task task, int[] rows, IntToDoubleFunction value) {
    double sum = 0;
    for (int row : rows) {
      sum += (task.weights() == null ? 1 : task.weights()[row]) * value.applyAsDouble(row);
    }
    return sum / rows.length;
  }

  private static double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -p * StrictMath.log(p) - (1 - p) * StrictMath.log(1 - p);
  }

  /** What to say of a model with this mean training loss; empty if it is not far above. */
  Optional<String> warning(double trainingLoss, Advice advice) {
    double found = figure(trainingLoss / weight);
    double constant = figure(loss);
    if (!(found > FACTOR * Math.max(constant, squared ? LEAST_RMSE : LEAST_LOG_LOSS))) {
      return Optional.empty();
    }
    return Optional.of(
        "training diverged: on training rows the kept model has %s %.4g, that of %s is %.4g; %s"
            .formatted(squared ? "an RMSE of" : "a log loss of", found, what, constant, advice));
  }

  private double figure(double mean) {
    return squared ? Math.sqrt(mean) : mean;
  }
}
