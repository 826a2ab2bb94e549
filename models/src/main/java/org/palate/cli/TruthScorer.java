// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import org.palate.data.Interactions;
import org.palate.data.simulation.Simulation;
import org.palate.data.simulation.Truth;
import org.palate.feature.FeatureSpace;
import org.palate.parallel.Workers;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;

/**
 * Scores films by what the simulator knows: the chance that a user watches them at any time of the
 * record. For held-out rows drawn at random no ranking is better; see {@link Truth}.
 */
final class TruthScorer implements Scorer {
  private final Truth truth;
  private final FeatureSpace space;

  /** From codes of a model to codes of the simulated interactions. */
  private final int[] users;

  private final int[] items;
  private final int simulatedItems;

  /** A scorer that speaks in the codes of a space. */
  TruthScorer(Simulation simulation, FeatureSpace space) {
    Interactions views = simulation.interactions();
    this.space = space;
    truth = simulation.truth();
    users = space.users().codesIn(views.userVocabulary());
    items = space.items().codesIn(views.itemVocabulary());
    simulatedItems = views.itemVocabulary().size();
  }

  @Override
  public FeatureSpace space() {
    return space;
  }

  @Override
  public int items() {
    return items.length;
  }

  @Override
  public void score(Queries queries, int first, int end, float[] out) {
    prepare(queries).score(first, end, out);
  }

  @Override
  public Prepared prepare(Queries queries) {
    float[][] chances = new float[queries.size()][simulatedItems];
    Workers.shared()
        .forRange(
            chances.length,
            1,
            (from, to) -> {
              for (int q = from; q < to; q++) {
                truth.viewChances(users[queries.users()[q]], chances[q]);
              }
            });
    return (first, end, out) -> {
      for (int q = 0; q < chances.length; q++) {
        for (int item = first; item < end; item++) {
          out[q * (end - first) + item - first] = chances[q][items[item]];
        }
      }
    };
  }
}
