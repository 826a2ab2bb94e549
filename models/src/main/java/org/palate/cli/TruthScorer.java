// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import org.palate.data.Interactions;
import org.palate.data.simulation.Simulation;
import org.palate.data.simulation.Truth;
import org.palate.eval.RankingModel;
import org.palate.feature.FeatureSpace;
import org.palate.parallel.Workers;

/**
 * Scores films by what the simulator knows: the chance that a user watches them at any time of the
 * record. For held-out rows drawn at random no ranking is better; see {@link Truth}.
 */
final class TruthScorer implements RankingModel {
  private final Truth truth;

  /** From codes of a model to codes of the simulated interactions. */
  private final int[] users;

  private final int[] items;
  private final int simulatedItems;

  /** A scorer that speaks in the codes of a space. */
  TruthScorer(Simulation simulation, FeatureSpace space) {
    Interactions views = simulation.interactions();
    truth = simulation.truth();
    users = space.users().codesIn(views.userVocabulary());
    items = space.items().codesIn(views.itemVocabulary());
    simulatedItems = views.itemVocabulary().size();
  }

  @Override
  public int items() {
    return items.length;
  }

  @Override
  public void scores(int[] userCodes, int from, int to, float[] out) {
    Workers.shared()
        .forRange(
            to - from,
            1,
            (first, last) -> {
              float[] chances = new float[simulatedItems];
              for (int i = first; i < last; i++) {
                truth.viewChances(users[userCodes[from + i]], chances);
                int row = i * items.length;
                out[row] = Float.NEGATIVE_INFINITY;
                for (int item = 1; item < items.length; item++) {
                  out[row + item] = chances[items[item]];
                }
              }
            });
  }
}
