// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.List;
import java.util.Map;
import org.palate.data.Interactions;
import org.palate.model.ScoringModel;

/**
 * A trained model and all that it came from.
 *
 * @param recipe what was chosen, every setting and the split filled in
 * @param data the interactions it was trained on
 * @param task those interactions as the model read them, with their split
 * @param model the model with the parameters of the best epoch
 * @param result how training went
 * @param test its metrics on the test rows; empty without such rows
 */
public record Trained(
    Recipe recipe,
    Interactions data,
    Task task,
    ScoringModel model,
    TrainingResult result,
    Map<String, Double> test) {
  /** What is wrong with the model though it can be used; see {@link TrainingResult#warnings}. */
  public List<String> warnings() {
    return result.warnings();
  }
}
