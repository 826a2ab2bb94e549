// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.SmallService;
import org.palate.autograd.Tape;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.UserMixture;
import org.palate.tensor.TensorPool;

class ScoringModelTest {
  private static float[] scores(ScoringModel model, int... users) {
    float[] scores = new float[users.length * model.space().items().size()];
    model.scoreItems(users, 0, users.length, scores);
    return scores;
  }

  /** The logits of a user with every item, one pair at a time. */
  private static float[] oneByOne(ScoringModel model, int user) {
    FeatureSpace space = model.space();
    float[] scores = new float[space.items().size()];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    for (int item = 1; item < scores.length; item++) {
      FeatureBatch batch =
          space.batch(space.pairs(new int[] {user}, new int[] {item}), new int[1], 0, 1);
      try (Tape tape = Tape.inference(new TensorPool())) {
        scores[item] = model.logits(tape, batch).value().data()[0];
      }
    }
    return scores;
  }

  @ParameterizedTest
  @ValueSource(strings = {"popularity", "fm", "deepfm", "dcn", "dcnv2"})
  void scoresOfAllItemsAreTheLogitsOfTheirPairs(String name) {
    ScoringModel model = SmallService.train(name).model();
    for (int user : new int[] {0, 1, 17}) {
      assertArrayEquals(oneByOne(model, user), scores(model, user));
    }
  }

  /** A product of matrices sums in another order than a product of two vectors. */
  @ParameterizedTest
  @ValueSource(strings = "mf-bpr")
  void scoresOfAllItemsAreNearlyTheLogitsOfTheirPairs(String name) {
    ScoringModel model = SmallService.train(name).model();
    for (int user : new int[] {0, 1, 17}) {
      assertArrayEquals(oneByOne(model, user), scores(model, user), 1e-5f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"popularity", "mf-bpr", "fm", "deepfm", "dcn", "dcnv2"})
  void theScoresOfAUserDoNotDependOnWhoElseIsAskedFor(String name) {
    ScoringModel model = SmallService.train(name).model();
    int items = model.space().items().size();
    float[] together = scores(model, 3, 0, 8, 3, 21);
    assertArrayEquals(scores(model, 8), Arrays.copyOfRange(together, 2 * items, 3 * items));
    assertArrayEquals(scores(model, 3), Arrays.copyOfRange(together, 3 * items, 4 * items));
    assertEquals(Float.NEGATIVE_INFINITY, together[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"popularity", "mf-bpr", "fm", "deepfm", "dcn", "dcnv2"})
  void aSliceOfTheItemsHasTheScoresOfAllWhereSlicesAreGiven(String name) {
    ScoringModel model = SmallService.train(name).model();
    assertEquals(name.equals("mf-bpr"), model.scoresSlices());
    int items = model.space().items().size();
    int[] users = {9, 4, 0};
    for (int first = 0; model.scoresSlices() && first < items; first += 13) {
      int end = Math.min(items, first + 13);
      float[] slice = new float[2 * (end - first)];
      model.scoreItems(users, 1, 3, first, end, slice);
      assertArrayEquals(
          Arrays.copyOfRange(scores(model, 4), first, end),
          Arrays.copyOfRange(slice, 0, end - first));
      assertArrayEquals(
          Arrays.copyOfRange(scores(model, 0), first, end),
          Arrays.copyOfRange(slice, end - first, slice.length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"popularity", "mf-bpr", "fm", "deepfm", "dcn", "dcnv2"})
  void aBlendOfNobodyIsTheUnknownUser(String name) {
    ScoringModel model = SmallService.train(name).model();
    float[] blended = new float[model.space().items().size()];
    model.scoreItems(new UserMixture(new int[0], new float[0]), blended);
    assertArrayEquals(scores(model, 0), blended);
  }

  /** Without fields of users, a user's vector is all that a model knows of the user. */
  @ParameterizedTest
  @ValueSource(strings = {"popularity", "mf-bpr"})
  void aBlendOfOneUserIsThatUser(String name) {
    ScoringModel model = SmallService.train(name).model();
    float[] blended = new float[model.space().items().size()];
    model.scoreItems(new UserMixture(new int[] {7}, new float[] {1}), blended);
    assertArrayEquals(scores(model, 7), blended);
  }
}
