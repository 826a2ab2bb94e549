// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.Optional;
import org.palate.recommender.ConstantLoss;

/** Whether a model predicts far worse than a constant does, though its scores are still numbers. */
final class Divergence {
  /**
   * How far above the constant's, as a log loss or as an RMSE, a figure is a sign of divergence.
   */
  private static final double FACTOR = 2;

  /** Log losses below are not held against a model: it starts from ln 2. */
  private static final double LEAST_LOG_LOSS = StrictMath.log(2);

  /** Where all ratings are alike, any error at all would be many times theirs. */
  private static final double LEAST_RMSE = 0.1;

  private Divergence() {}

  /** What to say of a model with this mean training loss; empty if it is not far above. */
  static Optional<String> warning(ConstantLoss best, double trainingLoss, Advice advice) {
    boolean squared = best.squared();
    double found = figure(trainingLoss / best.weight(), squared);
    double constant = figure(best.loss(), squared);
    if (!(found > FACTOR * Math.max(constant, squared ? LEAST_RMSE : LEAST_LOG_LOSS))) {
      return Optional.empty();
    }
    return Optional.of(
        "training diverged: on training rows the kept model has %s %.4g, that of %s is %.4g; %s"
            .formatted(
                squared ? "an RMSE of" : "a log loss of", found, best.what(), constant, advice));
  }

  private static double figure(double mean, boolean squared) {
    return squared ? Math.sqrt(mean) : mean;
  }
}
