// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palate.SmallService;
import org.palate.config.SettingsException;
import org.palate.data.split.SplitSpec;
import org.palate.model.Dcn;
import org.palate.model.MatrixFactorization;
import org.palate.objective.Bpr;
import org.palate.objective.Implicit;
import org.palate.objective.Labels;
import org.palate.objective.Ratings;
import org.palate.recommender.Goal;

class GoalTest {
  @Test
  void aGoalNamesAModelAndWhatItIsTrainedToDo() {
    assertSame(MatrixFactorization.SPEC, Recipe.of(Goal.RANK).model().spec());
    assertEquals(Bpr.INSTANCE, Recipe.of(Goal.RANK).objective());
    assertSame(Dcn.SPEC_V2, Recipe.of(Goal.PREDICT).model().spec());
    assertEquals(Labels.INSTANCE, Recipe.of(Goal.PREDICT).objective());
    Recipe deep = Recipe.of("deepfm").withGoal(Goal.RANK);
    assertEquals(Implicit.INSTANCE, deep.objective());
    assertEquals(Goal.RANK, deep.objective().goal());
  }

  @Test
  void anObjectiveForTheGoalStays() {
    Recipe recipe = Recipe.of("fm").with("objective", "rating").withGoal(Goal.PREDICT);
    assertEquals(Ratings.INSTANCE, recipe.objective());
  }

  @Test
  void contradictionsAreRefused() {
    SettingsException e =
        assertThrows(
            SettingsException.class,
            () -> Recipe.of("fm").with("objective", "label").withGoal(Goal.RANK));
    assertTrue(e.getMessage().contains("goal rank and objective label"), e.getMessage());
    for (String objective : List.of("label", "rating")) {
      assertThrows(
          SettingsException.class, () -> Recipe.of("popularity").with("objective", objective));
    }
    assertThrows(SettingsException.class, () -> Recipe.of("popularity").withGoal(Goal.PREDICT));
  }

  /** Popularity's figures depend on who is ranked for and what is to be found, on nothing else. */
  @Test
  void everyModelIsMeasuredForTheSameUsersAndTheSameRelevantItems() {
    List<Map<String, Double>> popularity = new ArrayList<>();
    for (String objective : List.of("label", "rating", "implicit", "rank")) {
      for (String model : List.of("mf-bpr", "fm")) {
        Trained trained = SmallService.train(model, "objective=" + objective, "epochs=1");
        popularity.add(trained.popularity());
        assertTrue(trained.test().get("ndcg@10") >= 0, objective);
        assertTrue(trained.test().get("auc") >= 0, objective);
        assertTrue(trained.test().get("coverage@10") > 0, objective);
      }
    }
    assertEquals(1, popularity.stream().distinct().count(), popularity.toString());
    Map<String, Double> itself = SmallService.train("popularity").test();
    popularity.getFirst().forEach((name, value) -> assertEquals(value, itself.get(name), name));
  }

  @Test
  void dataWithFewRowsAUserAreSplitByRow() {
    Trained many = SmallService.train("popularity");
    assertEquals(new SplitSpec.UserRatio(0.8, 0.1, 0.1), many.recipe().split());
    int[] few = new int[60];
    int step = SmallService.data().size() / few.length;
    Arrays.setAll(few, i -> i * step);
    Trained sparse =
        Recipe.of("popularity").train(SmallService.data().select(few), TrainingListener.SILENT);
    assertEquals(new SplitSpec.Ratio(0.8, 0.1, 0.1), sparse.recipe().split());
  }
}
