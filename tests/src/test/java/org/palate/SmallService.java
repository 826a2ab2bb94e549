// SPDX-License-Identifier: Apache-2.0
package org.palate;

import java.util.Map;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.data.simulation.Simulator;
import org.palate.data.simulation.SimulatorConfig;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;

/** A simulated film service that is small enough to train on within a test. */
public final class SmallService {
  private static final Interactions DATA =
      Simulator.run(SimulatorConfig.DEFAULT.withSize(60, 80), 7).interactions();

  private SmallService() {}

  /** Views with ratings and times; users and films with fields, films with titles. */
  public static Interactions data() {
    return DATA;
  }

  /** The same views with their ratings alone. */
  public static Interactions rated() {
    return Interactions.of(
            DATA.userVocabulary(), DATA.userCodes(), DATA.itemVocabulary(), DATA.itemCodes())
        .withRating(DATA.ratings());
  }

  /**
   * Two camps of 20 users: one watches a1 to a10, the other b1 to b10, each user all but two of
   * them.
   */
  public static Interactions twoCamps() {
    Vocabulary.Builder users = new Vocabulary.Builder();
    Vocabulary.Builder items = new Vocabulary.Builder();
    int[] userCodes = new int[40 * 8];
    int[] itemCodes = new int[40 * 8];
    for (int row = 0; row < userCodes.length; row++) {
      int user = row / 8;
      userCodes[row] = users.add("u" + (user + 1));
      itemCodes[row] = items.add((user < 20 ? "a" : "b") + ((user + row % 8) % 10 + 1));
    }
    return Interactions.of(users.build(), userCodes, items.build(), itemCodes);
  }

  /** A model of that service after two epochs. */
  public static Trained train(String model, String... settings) {
    Recipe recipe = Recipe.of(model);
    Map<String, String> keys = recipe.settings();
    if (keys.containsKey("dim")) {
      recipe = recipe.with("epochs", "2").with("dim", "4");
    }
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      recipe = recipe.with(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return recipe.train(DATA, TrainingListener.SILENT);
  }
}
