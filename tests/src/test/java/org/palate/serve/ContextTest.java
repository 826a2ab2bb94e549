// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.Tastes;
import org.palate.data.split.SplitSpec;
import org.palate.train.Recipe;
import org.palate.train.TrainingListener;

/** What columns of the context taught is used when a request says in which circumstances it is. */
class ContextTest {
  private static final Map<String, Recommender> TRAINED = new HashMap<>();

  private static Recommender of(String model, String objective) {
    return TRAINED.computeIfAbsent(
        model + " " + objective,
        _ ->
            Recommender.of(
                Bundle.of(
                    Recipe.of(model)
                        .with("objective", objective)
                        .with("lr", "0.01")
                        .with("batch", "64")
                        .with("epochs", "30")
                        .withSplit(new SplitSpec.UserRatio(0.8, 0, 0.2))
                        .train(Tastes.byCircumstance(), TrainingListener.SILENT))));
  }

  /** How many of the best four, which is all that a user has not seen of a kind, are of a kind. */
  private static long among(Recommender recommender, String kind, Query query) {
    return recommender.recommend(query, Wanted.top(4)).stream()
        .filter(r -> r.item().startsWith(kind))
        .count();
  }

  @ParameterizedTest
  @CsvSource({
    "deepfm, implicit",
    "deepfm, rank",
    "two-tower, in-batch-softmax",
    "two-tower, rank",
    "two-tower, softmax",
    "two-tower, sampled-softmax"
  })
  void theSameUserIsAnsweredByTheCircumstances(String model, String objective) {
    Recommender recommender = of(model, objective);
    List<Query> askers =
        List.of(
            Query.of("u0"),
            Query.of("u17"),
            Query.of("u39"),
            Query.ofHistory(List.of()),
            Query.ofHistory(List.of("film 1", "clip 2")));
    for (Query asker : askers) {
      Query evening = asker.with("device", "tv").with("hour", "20");
      Query morning = asker.with("device", "phone").with("hour", "8");
      assertTrue(among(recommender, "film", evening) >= 3, evening + " is offered films");
      assertTrue(among(recommender, "clip", morning) >= 3, morning + " is offered clips");
      assertMoreFilms(recommender, asker.with("device", "tv"), asker.with("device", "phone"));
      assertMoreFilms(recommender, asker.with("hour", "20"), asker.with("hour", "8"));
    }
  }

  /** One circumstance alone is enough to turn the list. */
  private static void assertMoreFilms(Recommender recommender, Query one, Query other) {
    long more = among(recommender, "film", one);
    long fewer = among(recommender, "film", other);
    assertTrue(more > fewer, one + " is offered " + more + " films, " + other + " " + fewer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepfm", "two-tower"})
  void aNumberIsReadAsOne(String model) {
    Recommender recommender = of(model, model.equals("deepfm") ? "implicit" : "in-batch-softmax");
    Query query = Query.of("u5");
    float early = score(recommender, "clip 9", query.with("hour", "8"));
    float late = score(recommender, "clip 9", query.with("hour", "20"));
    assertTrue(early > late, early + " against " + late);
    assertEquals(early, score(recommender, "clip 9", query.with("hour", " 8.0 ")), 0);
  }

  private static float score(Recommender recommender, String item, Query query) {
    return recommender.score(query, List.of(item)).getFirst().score();
  }

  @Test
  void aBundleAnswersTheSame(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("contexts.palate");
    for (String model : List.of("deepfm", "two-tower")) {
      Recommender trained = of(model, "rank");
      trained.bundle().write(path);
      Query query = Query.of("u3").with("device", "tv").with("hour", "21");
      assertEquals(
          trained.recommend(query, Wanted.top(20)),
          Recommender.load(path).recommend(query, Wanted.top(20)));
    }
  }

  @Test
  void whatIsNoFieldOrNoNumberIsAnErrorThatSaysWhatThereIs() {
    Recommender recommender = of("deepfm", "implicit");
    Wanted wanted = Wanted.top(3);
    String field =
        assertThrows(
                NoSuchElementException.class,
                () -> recommender.recommend(Query.of("u1").with("devise", "tv"), wanted))
            .getMessage();
    assertTrue(
        field.startsWith(
            "expected a context field of the training data, device, hour, found 'devise'"),
        field);
    assertTrue(field.contains("'device'"), field);
    String number =
        assertThrows(
                IllegalArgumentException.class,
                () -> recommender.recommend(Query.of("u1").with("hour", "noon"), wanted))
            .getMessage();
    assertEquals("field hour: expected a finite number, found 'noon'", number);
  }

  /** A value that training never saw says nothing, and neither does one that is not given. */
  @ParameterizedTest
  @ValueSource(strings = {"deepfm", "two-tower"})
  void anUnseenValueIsAnUnknownOne(String model) {
    Recommender recommender = of(model, "rank");
    assertEquals(
        recommender.recommend(Query.of("u1"), Wanted.top(9)),
        recommender.recommend(Query.of("u1").with("device", "fridge"), Wanted.top(9)));
  }
}
