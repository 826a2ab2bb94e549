// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.data.split.Split;
import org.palate.data.split.SplitSpec;
import org.palate.model.FactorizationMachines;
import org.palate.nn.Parameter;
import org.palate.recommender.Model;
import org.palate.recommender.Queries;
import org.palate.tensor.Table;

/**
 * Absurd settings end in an exception with advice, or in a model all of whose scores are finite.
 */
class DivergenceTest {
  private static final int USERS = 12;
  private static final int ITEMS = 10;
  private static final Interactions DATA = data();

  /** Each of 12 users rated 8 of 10 items from 1 to 5. */
  private static Interactions data() {
    Vocabulary.Builder users = new Vocabulary.Builder();
    Vocabulary.Builder items = new Vocabulary.Builder();
    int rows = USERS * 8;
    int[] userCodes = new int[rows];
    int[] itemCodes = new int[rows];
    float[] ratings = new float[rows];
    for (int row = 0; row < rows; row++) {
      int user = row / 8;
      int item = (user + row % 8) % ITEMS;
      userCodes[row] = users.add("u" + user);
      itemCodes[row] = items.add("i" + item);
      ratings[row] = 1 + (user % 2 + item % 3 + row % 3) % 5;
    }
    return Interactions.of(users.build(), userCodes, items.build(), itemCodes).withRating(ratings);
  }

  private static Recipe recipe(String model, String... settings) {
    Recipe recipe = Recipe.of(model).with("epochs", "3").with("batch", "16").with("dim", "4");
    if (!model.equals("mf-bpr") && !model.equals("fm")) {
      recipe = recipe.with("hidden", "4");
    }
    for (String setting : settings) {
      String[] keyValue = setting.split("=");
      recipe = recipe.with(keyValue[0], keyValue[1]);
    }
    return recipe;
  }

  @ParameterizedTest
  @CsvSource({"mf-bpr,2", "fm,2", "deepfm,1", "deepfm,2", "dcnv2,1", "dcnv2,2"})
  void aModelIsKeptOnlyIfAllItsScoresAreFinite(String model, int epochs) {
    List<String> faults = new ArrayList<>();
    int kept = 0;
    int refused = 0;
    for (String objective : List.of("label", "rating", "implicit", "rank")) {
      for (String optimizer : List.of("sgd", "adam", "adagrad")) {
        for (String lr : List.of("0.5", "30", "100")) {
          for (String std : List.of("0", "3.4", "10")) {
            String split = (kept + refused) % 2 == 0 ? "ratio:0.7,0.15,0.15" : "ratio:0.8,0.2";
            Recipe recipe =
                recipe(
                        model,
                        "objective=" + objective,
                        "optimizer=" + optimizer,
                        "lr=" + lr,
                        "std=" + std,
                        "epochs=" + epochs,
                        "batch=64")
                    .withSplit(SplitSpec.parse(split));
            try {
              Trained trained = recipe.train(DATA, TrainingListener.SILENT);
              kept++;
              if (!allScoresAreFinite(trained.model())) {
                faults.add(recipe + " kept a model with a score that is not finite");
              }
            } catch (DivergedException e) {
              refused++;
              if (!e.getMessage().contains("try a smaller learning rate, lr=")) {
                faults.add(recipe + ": " + e.getMessage());
              }
            }
          }
        }
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(kept > 0 && refused > 0, kept + " kept, " + refused + " refused");
  }

  private static boolean allScoresAreFinite(Model model) {
    int items = model.items();
    int users = model.space().users().size();
    float[] scores = new float[items];
    for (int user = 0; user < users; user++) {
      model.score(Queries.of(model.space(), user), 0, items, scores);
      for (int item = 1; item < items; item++) {
        if (!Float.isFinite(scores[item])) {
          return false;
        }
      }
    }
    return true;
  }

  @Test
  void theMessageSaysWhatHappenedWhenAndWhatToTry() {
    Recipe recipe =
        recipe("fm", "objective=rating", "optimizer=sgd", "lr=30", "std=3.4", "epochs=20");
    DivergedException e =
        assertThrows(DivergedException.class, () -> recipe.train(DATA, TrainingListener.SILENT));
    String message = e.getMessage();
    assertTrue(
        message.matches("training diverged in epoch \\d+: .* found (NaN|-?Infinity); .*"), message);
    assertTrue(message.contains("lr=3 (now 30)"), message);
    assertTrue(message.contains("optimizer=adam (now sgd)"), message);
    assertTrue(message.contains("std=0.34 (now 3.4)"), message);
  }

  /** One step in all: its loss is that of the start, and no other follows to tell of the end. */
  @Test
  void theLastStepIsLookedAtThoughNoLossFollowsIt() {
    float[] ratings = DATA.ratings().clone();
    for (int row = 0; row < ratings.length; row++) {
      ratings[row] *= 1e18f;
    }
    Recipe recipe =
        recipe("mf-bpr", "objective=rating", "optimizer=sgd", "lr=100", "std=10", "epochs=1")
            .with("batch", "1000")
            .withSplit(SplitSpec.parse("ratio:0.8,0.2"));
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () -> recipe.train(DATA.withRating(ratings), TrainingListener.SILENT));
    assertTrue(e.getMessage().contains("in epoch 1: the score of user "), e.getMessage());
  }

  @Test
  void aParameterThatIsNoNumberIsNamed() {
    Trained trained = recipe("fm").train(DATA, TrainingListener.SILENT);
    Soundness.requireFinite(trained.model().state());
    Parameter last = trained.model().state().parameters().getLast();
    last.arrays()[0][0] = Float.NEGATIVE_INFINITY;
    DivergedException e =
        assertThrows(
            DivergedException.class, () -> Soundness.requireFinite(trained.model().state()));
    assertEquals(
        "parameter " + last.name() + ": expected finite numbers, found -Infinity", e.getMessage());
  }

  @Test
  void aScoreThatIsNoNumberIsNamedByUserAndItemAndNeverMeasured() {
    Trained trained = recipe("mf-bpr").train(DATA, TrainingListener.SILENT);
    int item = trained.model().space().items().code("i3");
    for (Parameter parameter : trained.model().state().parameters()) {
      if (parameter instanceof Parameter.Sparse bias && bias.name().equals("bias.weight")) {
        Table table = bias.variable().table();
        table.page(item)[table.offset(item)] = Float.NaN;
      }
    }
    int[] rows = trained.data().split().train();
    DivergedException pointwise =
        assertThrows(
            DivergedException.class,
            () -> Evaluator.scores(trained.model(), trained.data(), new int[0][], rows));
    assertTrue(pointwise.getMessage().contains("and item 'i3'"), pointwise.getMessage());
    float[] scores = new float[trained.model().space().items().size()];
    DivergedException ranked =
        assertThrows(
            DivergedException.class,
            () ->
                Soundness.checked(trained.model())
                    .score(Queries.of(trained.model().space(), 0), 0, scores.length, scores));
    assertEquals(
        "the score of user unknown and item 'i3': expected a finite number, found NaN",
        ranked.getMessage());
  }

  @Test
  void aModelFarWorseThanAConstantDrawsAWarningWithBothFigures() {
    Trained trained =
        recipe("fm", "objective=label", "optimizer=sgd", "lr=0.001", "std=10", "epochs=1")
            .train(DATA, TrainingListener.SILENT);
    assertEquals(1, trained.result().warnings().size(), trained.result().warnings()::toString);
    String warning = trained.result().warnings().getFirst();
    assertTrue(
        warning.matches(
            "training diverged: on training rows the kept model has a log loss of [0-9.e+]+,"
                + " that of always predicting their base rate is 0\\.[0-9]+; try .*std=1 .*"),
        warning);
    Trained rating =
        recipe("fm", "objective=rating", "std=10", "epochs=1").train(DATA, TrainingListener.SILENT);
    assertTrue(rating.warnings().toString().contains("an RMSE of"), rating.warnings()::toString);
  }

  @Test
  void aModelThatCannotTellItemsApartDrawsAWarning() {
    Trained trained = recipe("fm", "lr=0", "std=0").train(DATA, TrainingListener.SILENT);
    assertEquals(
        List.of(
            "every score of the kept model is 0.0: it has learned nothing that tells items apart"),
        trained.result().warnings());
  }

  @Test
  void anOrdinaryTrainingDrawsNoWarning() {
    for (String objective : List.of("label", "rating", "implicit", "rank")) {
      for (String model : List.of("mf-bpr", "fm", "deepfm", "dcnv2")) {
        Trained trained =
            recipe(model, "objective=" + objective).train(DATA, TrainingListener.SILENT);
        assertEquals(List.of(), trained.result().warnings(), model + " for " + objective);
      }
    }
  }

  /** All labels alike: there is no AUC, though every score is a number. */
  @Test
  void anUndefinedMetricIsNoDivergence() {
    float[] liked = new float[DATA.size()];
    Arrays.fill(liked, 1);
    Trained trained =
        recipe("fm", "objective=label").train(DATA.withLabel(liked), TrainingListener.SILENT);
    assertTrue(Double.isNaN(trained.result().history().getFirst().validation()));
    assertFalse(trained.result().history().isEmpty());
  }

  @Test
  void theListenerSeesTheModelBeforeItIsTrainedAndMayRefuseIt() {
    TrainingListener refuses =
        new TrainingListener() {
          @Override
          public void onSplit(Split split) {}

          @Override
          public void onModel(Model model) {
            throw new IllegalStateException(
                model.state().parameterCount() + " parameters are too many");
          }

          @Override
          public void onStep(int epoch, int epochs, long rows, long allRows, double loss) {
            throw new AssertionError("a step was made");
          }

          @Override
          public void onEpoch(EpochReport report) {}
        };
    assertThrows(IllegalStateException.class, () -> recipe("fm").train(DATA, refuses));
  }

  @Test
  void settingsAreCheckedWithoutData() {
    assertEquals(4, ((FactorizationMachines.Config) recipe("fm").model().config()).dim());
    assertThrows(IllegalArgumentException.class, () -> recipe("fm", "epoch=1"));
    assertThrows(IllegalArgumentException.class, () -> recipe("fm", "lr=fast"));
    assertThrows(IllegalArgumentException.class, () -> recipe("mf-bpr", "hidden=4"));
  }
}
