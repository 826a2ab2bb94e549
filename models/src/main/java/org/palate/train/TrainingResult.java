// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.List;

/**
 * How training went. The model holds the parameters of the best epoch.
 *
 * @param history each epoch in order
 * @param bestEpoch the epoch whose parameters were kept, from 1; 0 for a model that is fitted
 * @param stoppedEarly whether patience ran out before the epochs did
 * @param warnings what is wrong with the kept model though it can be used, such as that it predicts
 *     worse than a constant; a sentence each, empty if nothing was found
 */
public record TrainingResult(
    List<EpochReport> history, int bestEpoch, boolean stoppedEarly, List<String> warnings) {
  /** Keeps the lists unmodifiable. */
  public TrainingResult {
    history = List.copyOf(history);
    warnings = List.copyOf(warnings);
  }
}
