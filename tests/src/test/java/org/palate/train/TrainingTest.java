// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.SmallService;
import org.palate.config.SettingsException;
import org.palate.data.Interactions;
import org.palate.data.split.Split;

class TrainingTest {
  private static final Interactions DATA = SmallService.data();

  @Test
  void keepsTheEpochThatWasBestOnTheValidationRows() {
    Recipe recipe = Recipe.of("fm").with("epochs", "60").with("lr", "0.05").with("patience", "3");
    Trained trained = recipe.train(DATA, TrainingListener.SILENT);
    TrainingResult result = trained.result();
    int best = result.bestEpoch();
    assertTrue(result.stoppedEarly(), "a learning rate this high overfits within 60 epochs");
    assertEquals(best + 3, result.history().size(), "patience is 3");
    double bestValue = result.history().get(best - 1).validation();
    for (EpochReport epoch : result.history()) {
      assertTrue(epoch.validation() <= bestValue);
    }
    int[] rows = trained.data().split().validation();
    int[][] known = {trained.data().split().train()};
    double again =
        Evaluator.predicting(trained.model(), trained.objective(), trained.data(), known, rows)
            .get("auc");
    assertEquals(bestValue, again, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fm", "deepfm", "dcn", "dcnv2"})
  void learnsToTellLikesApart(String model) {
    Trained trained =
        Recipe.of(model)
            .with("epochs", "8")
            .with("lr", "0.01")
            .train(DATA, TrainingListener.SILENT);
    List<EpochReport> history = trained.result().history();
    assertTrue(history.getLast().loss() < history.getFirst().loss());
    assertTrue(trained.test().get("auc") > 0.6, trained.test().toString());
  }

  @Test
  void learnsToForetellRatingsBetterThanTheMean() {
    Trained trained =
        Recipe.of("fm").with("objective", "rating").train(DATA, TrainingListener.SILENT);
    double squares = 0;
    int[] rows = trained.data().split().test();
    for (int row : rows) {
      double distance = DATA.ratings()[row] - trained.objective().base();
      squares += distance * distance;
    }
    double ofTheMean = Math.sqrt(squares / rows.length);
    assertTrue(
        trained.test().get("rmse") < 0.985 * ofTheMean, trained.test() + " against " + ofTheMean);
  }

  @Test
  void personalRankingBeatsPopularityWhereTastesDiffer() {
    Interactions camps = SmallService.twoCamps();
    double popularity =
        Recipe.of("popularity").train(camps, TrainingListener.SILENT).test().get("ndcg@10");
    for (String model : List.of("mf-bpr", "deepfm")) {
      Recipe recipe = Recipe.of(model).with("objective", "rank").with("lr", "0.02");
      double personal = recipe.train(camps, TrainingListener.SILENT).test().get("ndcg@10");
      assertTrue(personal > 1.2 * popularity, personal + " against " + popularity);
    }
  }

  @Test
  void tellsOfEveryStepAndEpoch() {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onSplit(Split split) {
            heard.add("split");
          }

          @Override
          public void onStep(int epoch, int epochs, long rows, long allRows, double loss) {
            assertEquals(2, epochs);
            assertTrue(rows <= allRows && loss > 0);
            heard.add("step " + epoch);
          }

          @Override
          public void onEpoch(EpochReport report) {
            heard.add("epoch " + report.epoch());
          }
        };
    Recipe.of("fm").with("epochs", "2").with("batch", "100000").train(DATA, listener);
    assertEquals(List.of("split", "step 1", "epoch 1", "step 2", "epoch 2"), heard);
  }

  @Test
  void settingsAreCheckedBeforeAnythingIsDone() {
    Recipe recipe = Recipe.of("deepfm");
    assertThrows(
        SettingsException.class,
        () -> recipe.with("epoch", "3").train(DATA, TrainingListener.SILENT));
    assertThrows(
        SettingsException.class,
        () -> recipe.with("dim", "0").train(DATA, TrainingListener.SILENT));
    assertThrows(
        SettingsException.class,
        () ->
            recipe
                .with("objective", "label")
                .train(SmallService.twoCamps(), TrainingListener.SILENT));
  }

  @Test
  void nothingToLearnFromIsSaid() {
    Recipe recipe = Recipe.of("fm").with("objective", "implicit");
    Interactions noLikes = DATA.withLabel(new float[DATA.size()]);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> recipe.train(noLikes, TrainingListener.SILENT));
    assertTrue(e.getMessage().contains("no row"), e.getMessage());
    assertFalse(e instanceof SettingsException);
  }
}
