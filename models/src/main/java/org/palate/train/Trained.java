// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
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
 * @param test its metrics on the test rows, by {@link Evaluator#test}
 * @param popularity the metrics of ranking of popularity on the same rows, for the same users
 */
public record Trained(
    Recipe recipe,
    Interactions data,
    Task task,
    ScoringModel model,
    TrainingResult result,
    Map<String, Double> test,
    Map<String, Double> popularity) {

  /** How good the model's lists of recommendations are. */
  public ListQuality listQuality() {
    return new ListQuality(recipe.kind(), recipe.choices().objective().goal(), test, popularity);
  }

  /**
   * What is wrong with the model though it can be used: what training has to say, by {@link
   * TrainingResult#warnings}, and what its lists have, by {@link ListQuality#warnings}.
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(result.warnings());
    warnings.addAll(listQuality().warnings());
    return warnings;
  }
}
