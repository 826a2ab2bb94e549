// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.SmallService;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.serve.Bundle;
import org.palate.serve.Recommender;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;

/** One rule says what was liked, wherever it matters. */
class LikesTest {
  private static Interactions rows(int n) {
    Vocabulary.Builder users = new Vocabulary.Builder();
    Vocabulary.Builder items = new Vocabulary.Builder();
    int[] userCodes = new int[n];
    int[] itemCodes = new int[n];
    for (int row = 0; row < n; row++) {
      userCodes[row] = users.add("u" + row);
      itemCodes[row] = items.add("i" + row);
    }
    return Interactions.of(users.build(), userCodes, items.build(), itemCodes);
  }

  @Test
  void aLabelDecidesElseARatingElseThatItHappened() {
    Interactions happened = rows(3);
    Interactions rated = happened.withRating(new float[] {3, 4, 5});
    Interactions labelled = rated.withLabel(new float[] {1, 0, 0.5f});
    assertArrayEquals(new boolean[] {true, true, true}, Likes.of(happened, 4).rows());
    assertArrayEquals(new boolean[] {false, true, true}, Likes.of(rated, 4).rows());
    assertArrayEquals(new boolean[] {true, false, false}, Likes.of(labelled, 4).rows());
    assertFalse(Likes.of(happened, 4).judged());
    assertTrue(Likes.of(rated, 4).judged());
    assertEquals(2, Likes.of(rated, 4).count());
    assertEquals("rating of 4 or more", Likes.of(rated, 4).rule());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.8", "3, 2.4", "4.5, 4", "5, 4", "6, 5.6", "9, 8", "10, 8", "20, 16", "98, 80", "5000, 1"
  })
  void theUsualThresholdIsFourFifthsOfTheScale(float highest, double threshold) {
    Interactions rated = rows(3).withRating(new float[] {0.5f, highest, 1});
    assertEquals(threshold, Likes.usualThreshold(rated));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rank", "implicit", "label"})
  void whatIsBelowTheThresholdIsNotLearnedAsLiked(String objective) {
    Recipe recipe =
        Recipe.of("fm").with("objective", objective).with("epochs", "1").with("dim", "4");
    double all = loss(recipe.with("threshold", "1"));
    double few = loss(recipe.with("threshold", "5"));
    assertNotEquals(all, few);
  }

  private static double loss(Recipe recipe) {
    return recipe
        .train(SmallService.rated(), TrainingListener.SILENT)
        .result()
        .history()
        .getFirst()
        .loss();
  }

  @Test
  void noModelLearnsFromLabelsOfZeroWhenItRanks() {
    Interactions data = SmallService.data();
    float[] labels = new float[data.size()];
    labels[0] = 1;
    Interactions oneLike = data.withLabel(labels);
    Recipe recipe = Recipe.of("popularity");
    Trained trained = recipe.train(oneLike, TrainingListener.SILENT);
    assertEquals(1, trained.data().likes().count());
    Trained all = recipe.train(data.withLabel(filled(data.size())), TrainingListener.SILENT);
    assertEquals(data.size(), all.data().likes().count());
  }

  private static float[] filled(int n) {
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void trainingEvaluationAndServingAgree() {
    Interactions data = SmallService.rated();
    Trained trained =
        Recipe.of("mf-bpr")
            .with("epochs", "1")
            .with("threshold", "5")
            .train(data, TrainingListener.SILENT);
    Recommender recommender = Recommender.of(Bundle.of(trained));
    boolean[] liked = trained.data().likes().rows();
    int found = 0;
    for (String user : recommender.bundle().space().users().keys()) {
      Set<String> expected = new HashSet<>();
      for (int row = 0; row < data.size(); row++) {
        if (data.userVocabulary().key(data.user(row)).equals(user) && liked[row]) {
          expected.add(data.itemVocabulary().key(data.item(row)));
        }
      }
      expected.removeIf(item -> !recommender.knowsItem(item));
      assertEquals(expected, Set.copyOf(recommender.liked(user)));
      found += expected.size();
    }
    assertTrue(found > 0);
  }

  /** A weight of 2 for every row doubles the mean loss of the first step; 0 leaves nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"rank", "implicit", "label", "rating"})
  void weightsOfRowsCountInEveryObjective(String objective) {
    Interactions data = SmallService.data();
    Recipe recipe =
        Recipe.of("fm")
            .with("objective", objective)
            .with("epochs", "1")
            .with("batch", "1000000")
            .with("dim", "4");
    double plain = firstLoss(recipe, data);
    float[] twos = filled(data.size());
    for (int row = 0; row < twos.length; row++) {
      twos[row] = 2;
    }
    assertEquals(2 * plain, firstLoss(recipe, data.withWeight(twos)), 1e-6 * plain);
    assertEquals(0, firstLoss(recipe, data.withWeight(new float[data.size()])));
  }

  private static double firstLoss(Recipe recipe, Interactions data) {
    return recipe.train(data, TrainingListener.SILENT).result().history().getFirst().loss();
  }

  @Test
  void weightsOfRowsCountInPopularity() {
    Interactions data = SmallService.data();
    float[] weights = new float[data.size()];
    String favourite = data.itemVocabulary().keys().getLast();
    for (int row = 0; row < weights.length; row++) {
      weights[row] = data.itemVocabulary().key(data.item(row)).equals(favourite) ? 1000 : 1;
    }
    Trained trained =
        Recipe.of("popularity").train(data.withWeight(weights), TrainingListener.SILENT);
    assertEquals(
        favourite, Recommender.of(Bundle.of(trained)).recommend(List.of(), 1).getFirst().item());
  }

  @Test
  void thatNothingIsLikedIsSaidWithTheRule() {
    Recipe recipe = Recipe.of("mf-bpr").with("threshold", "1000");
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> recipe.train(SmallService.rated(), TrainingListener.SILENT));
    assertTrue(e.getMessage().contains("rating of 1000 or more"), e.getMessage());
    assertTrue(e.getMessage().contains("--set threshold"), e.getMessage());
  }
}
