// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import org.palate.data.split.Split;

/** Receives the progress of training; called on the training thread. */
public interface TrainingListener {
  /** Ignores everything. */
  TrainingListener SILENT =
      new TrainingListener() {
        @Override
        public void onSplit(Split split) {}

        @Override
        public void onStep(int epoch, int epochs, long rows, long allRows, double loss) {}

        @Override
        public void onEpoch(EpochReport report) {}
      };

  /** The rows have been split. */
  void onSplit(Split split);

  /**
   * A step has been made.
   *
   * @param epoch from 1
   * @param epochs how many there will be at most
   * @param rows how many of this epoch's rows have been seen
   * @param allRows how many rows an epoch has
   * @param loss the mean loss of this epoch so far
   */
  void onStep(int epoch, int epochs, long rows, long allRows, double loss);

  /** An epoch has ended and been validated. */
  void onEpoch(EpochReport report);
}
