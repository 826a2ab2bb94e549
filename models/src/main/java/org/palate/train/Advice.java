// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.palate.recommender.TrainingConfig;

/**
 * What to try where training diverged: each setting that may be at fault, with a value to begin
 * with.
 *
 * @param std deviation of the draws that vectors start from; 0 if it is not known
 */
record Advice(TrainingConfig config, double std) {
  /** From here on a start is said to be wide; the usual ones are a tenth of it and less. */
  private static final double WIDE = 0.5;

  /** Such as {@code try lr=3 (now 30), optimizer=adam (now sgd)}. */
  @Override
  public String toString() {
    List<String> changes = new ArrayList<>();
    if (config.learningRate() > 0) {
      changes.add(tenth("a smaller learning rate", "lr", config.learningRate()));
    }
    if (config.rule() == TrainingConfig.Rule.SGD) {
      changes.add("another optimizer, optimizer=adam (now sgd)");
    }
    if (std >= WIDE) {
      changes.add(tenth("vectors that start smaller", Recipe.STD, std));
    }
    if (config.weightDecay() * Math.max(config.learningRate(), 1) >= WIDE) {
      changes.add(tenth("a smaller weight decay", "weight-decay", config.weightDecay()));
    }
    return changes.isEmpty()
        ? "look for very large numbers in the data"
        : "try " + String.join(", or ", changes);
  }

  private static String tenth(String what, String key, double value) {
    return "%s, %s=%s (now %s)".formatted(what, key, shortly(value / 10), shortly(value));
  }

  private static String shortly(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
    return rounded.precision() - rounded.scale() < -4
        ? rounded.toString().replace("E", "e")
        : rounded.toPlainString();
  }
}
