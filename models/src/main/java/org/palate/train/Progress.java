// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What has come of a run so far, beside parameters. */
final class Progress {
  private final List<EpochReport> history = new ArrayList<>();
  private double lossSum;
  private long examples;
  private int bestEpoch;
  private double bestValue = Double.NaN;

  /** Adds the mean loss of a batch to that of the epoch. */
  void add(double loss, int size) {
    lossSum += loss * size;
    examples += size;
  }

  /** How many examples of this epoch have been seen. */
  long examples() {
    return examples;
  }

  /** The sum of the losses of this epoch's examples. */
  double lossSum() {
    return lossSum;
  }

  /** The mean loss of this epoch so far. */
  double meanLoss() {
    return lossSum / examples;
  }

  /** Whether a validation metric is better than all before. */
  boolean isBest(double value, boolean higherIsBetter) {
    return Double.isNaN(bestValue) || (higherIsBetter ? value > bestValue : value < bestValue);
  }

  /** Notes how an epoch went, and begins the next. */
  void endEpoch(EpochReport report) {
    history.add(report);
    if (report.best()) {
      bestEpoch = report.epoch();
      bestValue = report.validation();
    }
    lossSum = 0;
    examples = 0;
  }

  /** The epochs that have ended. */
  List<EpochReport> history() {
    return Collections.unmodifiableList(history);
  }

  /** The best epoch so far, from 1; 0 if none has ended. */
  int bestEpoch() {
    return bestEpoch;
  }

  /** Becomes another. */
  void set(Progress other) {
    history.clear();
    lossSum = 0;
    examples = 0;
    bestEpoch = 0;
    bestValue = Double.NaN;
    other.history.forEach(this::endEpoch);
    lossSum = other.lossSum;
    examples = other.examples;
  }

  /** A run that has come so far. */
  static Progress of(List<EpochReport> history, double lossSum, long examples) {
    Progress progress = new Progress();
    history.forEach(progress::endEpoch);
    progress.lossSum = lossSum;
    progress.examples = examples;
    return progress;
  }
}
