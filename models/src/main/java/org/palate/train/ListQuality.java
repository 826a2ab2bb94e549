// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palate.config.Settings;
import org.palate.model.Popularity;
import org.palate.recommender.Goal;

/**
 * Whether a model's lists of recommendations can be trusted, by what was measured on the test rows
 * of its training: a model may predict labels well and yet recommend everyone the same items that
 * hardly anybody likes.
 *
 * @param model the name of the model
 * @param goal what it was trained for
 * @param test its metrics on the test rows; of ranking, where that was measured, at 10
 * @param popularity those of popularity for the same users; empty where it was not measured
 */
public record ListQuality(
    String model, Goal goal, Map<String, Double> test, Map<String, Double> popularity) {
  private static final String NDCG = "ndcg@10";
  private static final String COVERAGE = "coverage@10";

  /** Whether the lists were measured together with those of popularity. */
  public boolean measured() {
    return isThere(test, NDCG) && isThere(popularity, NDCG);
  }

  /** Whether the lists were measured and are worse than popularity's, by {@code ndcg@10}. */
  public boolean worseThanPopularity() {
    return measured() && test.get(NDCG) < popularity.get(NDCG);
  }

  /** What a user of the lists has to know, each with its figures; empty if all is well. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (model.equals(Popularity.SPEC.name())) {
      return warnings;
    }
    if (!measured()) {
      warnings.add(
          "this model's lists were never compared with those of popularity: it was trained by an"
              + " earlier Palate, or its test rows hold no liked item of a known user; palate"
              + " evaluate compares them."
              + advice());
    } else if (worseThanPopularity()) {
      warnings.add(
          "this model's lists are worse than recommending what is popular: ndcg@10 %s, popularity %s."
                  .formatted(shown(test.get(NDCG)), shown(popularity.get(NDCG)))
              + advice());
    }
    if (measured()
        && isThere(test, COVERAGE)
        && isThere(popularity, COVERAGE)
        && test.get(COVERAGE) < popularity.get(COVERAGE)) {
      warnings.add(
          "nearly everyone is recommended the same items: coverage@10 %s, popularity %s."
              .formatted(shown(test.get(COVERAGE)), shown(popularity.get(COVERAGE))));
    }
    return warnings;
  }

  private String advice() {
    return goal == Goal.PREDICT
        ? " It was trained to predict labels or ratings of given pairs; for lists, train with"
            + " --goal "
            + Settings.word(Goal.RANK)
        : "";
  }

  private static boolean isThere(Map<String, Double> metrics, String name) {
    return metrics.containsKey(name) && !metrics.get(name).isNaN();
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
