// SPDX-License-Identifier: Apache-2.0
package org.palate;

import java.util.List;
import org.palate.data.Interactions;
import org.palate.data.InteractionsBuilder;
import org.palate.recommender.Goal;
import org.palate.serve.Bundle;
import org.palate.train.Recipe;
import org.palate.train.TrainingListener;

/**
 * A shop whose customers buy things of even numbers by phone and of odd ones on television. Thing 7
 * has a comma in its id; thing 25 and customer u31 stand in the tables alone.
 */
public final class SmallShop {
  /** How many customers have bought anything. */
  public static final int CUSTOMERS = 30;

  /** How many things have been bought. */
  public static final int THINGS = 24;

  /** How many things each customer bought. */
  public static final int BOUGHT = 10;

  /** What the things are, in turn; every fourth is green besides. */
  public static final List<String> KINDS = List.of("book", "lamp", "toy");

  private SmallShop() {}

  /** The id of a thing from 1 to 25. */
  public static String thing(int number) {
    return number == 7 ? "t7,red" : "t" + number;
  }

  /** The number of a thing by its id. */
  public static int number(String thing) {
    return Integer.parseInt(thing.replaceAll("\\D", ""));
  }

  /** What was bought, with the device, the hour and the time of each purchase. */
  public static Interactions data() {
    InteractionsBuilder builder = Interactions.builder();
    for (int customer = 1; customer <= CUSTOMERS; customer++) {
      for (int i = 0; i < BOUGHT; i++) {
        int number = 1 + (7 * customer + 5 * i) % THINGS;
        builder
            .row("u" + customer, thing(number))
            .time(1_000_000 + 60 * i)
            .set("device", number % 2 == 0 ? "phone" : "tv")
            .set("hour", (customer + i) % 24)
            .add();
      }
    }
    for (int number = 1; number <= THINGS + 1; number++) {
      List<String> kinds =
          number % 4 == 0
              ? List.of(KINDS.get(number % 3), "green")
              : List.of(KINDS.get(number % 3));
      builder
          .item(thing(number))
          .title("Thing " + number)
          .set("kind", kinds)
          .set("maker", number <= 12 ? "Acme" : "Bolt")
          .set("year", 2000 + number % 4)
          .add();
    }
    for (int customer = 1; customer <= CUSTOMERS + 1; customer++) {
      builder.user("u" + customer).set("town", customer % 2 == 0 ? "Rome" : "Oslo").add();
    }
    return builder.build();
  }

  /** A model that was trained to rank these things. */
  public static Bundle train(String model, int epochs) {
    Recipe recipe = Recipe.of(model).withGoal(Goal.RANK);
    if (recipe.settings().containsKey("dim")) {
      recipe =
          recipe
              .with("epochs", Integer.toString(epochs))
              .with("dim", "4")
              .with("batch", "32")
              .with("lr", "0.02");
    }
    return Bundle.of(recipe.train(data(), TrainingListener.SILENT));
  }
}
