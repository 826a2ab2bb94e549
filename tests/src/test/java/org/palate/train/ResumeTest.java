// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palate.SmallService;
import org.palate.data.Interactions;
import org.palate.io.StateDict;
import org.palate.recommender.Position;

/** A run that is broken off and resumed comes to the bits of one that is not. */
class ResumeTest {
  private static final Interactions DATA = SmallService.data();

  @TempDir Path folder;

  private static Recipe recipe(String model, String objective) {
    return Recipe.of(model)
        .with("objective", objective)
        .with("dim", "4")
        .with("epochs", "4")
        .with("batch", "200")
        .with("patience", "2")
        .with("lr", "0.05");
  }

  private byte[] weights(Trained trained) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    StateDict.writer(trained.model().state()).write(file);
    return Files.readAllBytes(file);
  }

  private static Training start(Recipe recipe) {
    return Training.start(recipe, DATA, TrainingListener.SILENT);
  }

  private static Training resume(Path checkpoint, Recipe recipe) throws IOException {
    return Training.resume(checkpoint, recipe, DATA, TrainingListener.SILENT, Catalogue.STANDARD);
  }

  @ParameterizedTest
  @CsvSource({
    "mf-bpr, rank, 3",
    "mf-bpr, rank, 9",
    "deepfm, implicit, 11",
    "fm, label, 1",
    "dcnv2, rating, 7"
  })
  void resumedAnywhereEqualsUnbroken(String model, String objective, int steps) throws IOException {
    Recipe recipe = recipe(model, objective);
    Trained unbroken = recipe.train(DATA, TrainingListener.SILENT);
    Path checkpoint = folder.resolve("run.checkpoint");
    try (Training training = start(recipe)) {
      for (int step = 0; step < steps; step++) {
        training.step();
      }
      training.checkpoint(checkpoint);
    }
    try (Training resumed = resume(checkpoint, recipe)) {
      Trained trained = resumed.finish();
      assertArrayEquals(weights(unbroken), weights(trained));
      assertEquals(unbroken.test(), trained.test());
      assertEquals(losses(unbroken), losses(trained));
      assertEquals(unbroken.result().bestEpoch(), trained.result().bestEpoch());
    }
  }

  private static List<Double> losses(Trained trained) {
    return trained.result().history().stream().map(EpochReport::loss).toList();
  }

  /** At the end of an epoch, before its validation, and after the last step of all. */
  @Test
  void everyStepIsAPlaceToResumeFrom() throws IOException {
    Recipe recipe = recipe("mf-bpr", "rank").with("epochs", "2");
    byte[] unbroken = weights(recipe.train(DATA, TrainingListener.SILENT));
    Path checkpoint = folder.resolve("run.checkpoint");
    int places = 0;
    try (Training training = start(recipe)) {
      boolean more = true;
      while (more) {
        more = training.step();
        training.checkpoint(checkpoint);
        try (Training resumed = resume(checkpoint, recipe)) {
          assertEquals(training.position(), resumed.position());
          assertArrayEquals(unbroken, weights(resumed.finish()));
        }
        places++;
      }
      assertFalse(training.step(), "the run is over");
    }
    assertTrue(places > 4, places + " places");
  }

  @Test
  void aRunStandsWhereItsStepsHaveTakenIt() {
    try (Training training = start(recipe("mf-bpr", "rank"))) {
      assertEquals(Position.START, training.position());
      assertTrue(training.step());
      assertEquals(new Position(1, 1), training.position());
    }
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() throws IOException {
    Recipe recipe = recipe("mf-bpr", "rank");
    Path checkpoint = folder.resolve("run.checkpoint");
    try (Training training = start(recipe)) {
      training.step();
      training.checkpoint(checkpoint);
    }
    for (Recipe other :
        List.of(recipe.withSeed(2), recipe.with("lr", "0.04"), recipe.with("batch", "201"))) {
      String message =
          assertThrows(IOException.class, () -> resume(checkpoint, other)).getMessage();
      assertTrue(message.contains("expected a checkpoint of mf-bpr"), message);
      assertTrue(message.contains(checkpoint.toString()), message);
    }
    assertThrows(IOException.class, () -> resume(folder.resolve("nothing"), recipe));
  }

  @Test
  void aModelThatIsFittedHasNoPlacesToResumeFrom() {
    try (Training training = start(Recipe.of("popularity"))) {
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> training.checkpoint(folder.resolve("x")));
      assertTrue(e.getMessage().contains("popularity"), e.getMessage());
      assertFalse(training.step(), "it is fitted at once");
    }
  }
}
