// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palate.SmallService;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.Histories;
import org.palate.recommender.Model;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;
import org.palate.recommender.VectorScorer;
import org.palate.train.Trained;

/** What the contract promises of every model, whatever it is. */
class ModelsTest {
  static Stream<String> names() {
    return Models.STANDARD.stream().map(ModelSpec::name);
  }

  /** A trained model, and what its users liked in the training rows. */
  private record Case(Scorer scorer, Histories histories) {
    static Case of(String name) {
      Trained trained = SmallService.train(name);
      Dataset data = trained.data();
      return new Case(trained.model(), data.events(data.split().train()).histories());
    }

    Queries queries(int... users) {
      return Queries.of(scorer.space(), users, histories);
    }

    float[] scores(int... users) {
      float[] scores = new float[users.length * scorer.items()];
      scorer.score(queries(users), 0, scorer.items(), scores);
      return scores;
    }
  }

  /** Before its items' vectors are there, a model multiplies candidates and ranges in two ways. */
  private static float tolerance(Scorer scorer) {
    return scorer instanceof Model model
            && model.ready() != model
            && model.ready() instanceof VectorScorer
        ? 1e-5f
        : 0;
  }

  @ParameterizedTest
  @MethodSource("names")
  void scoresOfAllItemsAreThoseOfCandidates(String name) {
    Case model = Case.of(name);
    int items = model.scorer.items();
    int[] own = {1, items - 1, 7, 7};
    for (int user : new int[] {0, 1, 17}) {
      float[] found = new float[own.length];
      model.scorer.score(model.queries(user), new Candidates.Each(own, own.length), found);
      float[] all = model.scores(user);
      for (int c = 0; c < own.length; c++) {
        assertEquals(all[own[c]], found[c], tolerance(model.scorer));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theScoresOfAQueryDoNotDependOnWhatElseIsAsked(String name) {
    Case model = Case.of(name);
    int items = model.scorer.items();
    float[] together = model.scores(3, 0, 8, 3, 21);
    assertArrayEquals(model.scores(8), Arrays.copyOfRange(together, 2 * items, 3 * items));
    assertArrayEquals(model.scores(3), Arrays.copyOfRange(together, 3 * items, 4 * items));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRangeOfTheItemsHasTheScoresOfAll(String name) {
    Case model = Case.of(name);
    int items = model.scorer.items();
    Scorer.Prepared prepared = model.scorer.prepare(model.queries(4, 0));
    for (int first = 0; first < items; first += 13) {
      int end = Math.min(items, first + 13);
      float[] slice = new float[2 * (end - first)];
      prepared.score(first, end, slice);
      assertArrayEquals(
          Arrays.copyOfRange(model.scores(4), first, end),
          Arrays.copyOfRange(slice, 0, end - first));
      assertArrayEquals(
          Arrays.copyOfRange(model.scores(0), first, end),
          Arrays.copyOfRange(slice, end - first, slice.length));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aModelThatIsReadyGivesTheSameScores(String name) {
    Trained trained = SmallService.train(name);
    Dataset data = trained.data();
    Case plain = new Case(trained.model(), data.events(data.split().train()).histories());
    Case ready = new Case(trained.model().ready(), plain.histories);
    assertArrayEquals(plain.scores(2, 0, 9), ready.scores(2, 0, 9));
  }

  @ParameterizedTest
  @MethodSource("names")
  void anEmptyHistoryAndNobodyKnownHaveScores(String name) {
    Case model = Case.of(name);
    float[] scores = new float[model.scorer.items()];
    model.scorer.score(Queries.of(model.scorer.space(), 0), 0, scores.length, scores);
    for (float score : scores) {
      assertEquals(true, Float.isFinite(score));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void itemsThatCannotBeToldApartAreTheUnknownItem(String name) {
    Case model = Case.of(name);
    int[] own = {0, model.scorer.space().items().size() + 5};
    float[] found = new float[2];
    model.scorer.score(model.queries(3), new Candidates.Each(own, 2), found);
    assertEquals(List.of(found[0]), List.of(found[1]));
  }
}
