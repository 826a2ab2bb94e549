// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import org.palate.data.split.Split;
import org.palate.recommender.Model;

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

  /** The model has been made, and training is about to begin; what is thrown here prevents it. */
  default void onModel(Model model) {}

  /**
   * A model that is fitted has come so far.
   *
   * @param what the unit, such as {@code items}
   */
  default void onProgress(String what, long done, long all) {}

  /**
   * All items are being ranked for the users of the test rows: by the model, then by popularity.
   *
   * @param users for how many it has been done
   */
  default void onRanked(int users, int allUsers) {}

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
