// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palate.recommender.Dataset;
import org.palate.recommender.Model;
import org.palate.recommender.Objective;

/**
 * A trained model and all that it came from.
 *
 * @param recipe what was chosen, every choice made
 * @param data what it was trained on, with its split
 * @param objective the recipe's, having learned what it learns from data
 * @param model the model with the parameters of the best epoch
 * @param result how training went
 * @param test its metrics on the test rows, by {@link Evaluator#test}
 * @param popularity the metrics of ranking of popularity on the same rows, for the same users
 */
public record Trained(
    Recipe recipe,
    Dataset data,
    Objective objective,
    Model model,
    TrainingResult result,
    Map<String, Double> test,
    Map<String, Double> popularity) {

  /** How good the model's lists of recommendations are. */
  public ListQuality listQuality() {
    return new ListQuality(recipe.model().spec().name(), objective.goal(), test, popularity);
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
