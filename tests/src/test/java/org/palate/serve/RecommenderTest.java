// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.SmallService;
import org.palate.data.Interactions;
import org.palate.kernel.product.Precision;
import org.palate.train.Recipe;
import org.palate.train.TrainingListener;

class RecommenderTest {
  private static final int ALL = 1000;

  private static Recommender of(String model, String... settings) {
    return Recommender.of(Bundle.of(SmallService.train(model, settings)));
  }

  private static List<String> ids(List<Recommendation> recommendations) {
    return recommendations.stream().map(Recommendation::item).toList();
  }

  /** The items that the model can recommend: all that have fields, or those it has learned. */
  private static List<String> itemsOf(Recommender recommender) {
    Bundle bundle = recommender.bundle();
    return bundle.space().items().keys().subList(0, bundle.model().items() - 1);
  }

  private static Set<String> metBy(String user) {
    Interactions data = SmallService.data();
    Set<String> met = new HashSet<>();
    for (int row = 0; row < data.size(); row++) {
      if (data.userVocabulary().key(data.user(row)).equals(user)) {
        met.add(data.itemVocabulary().key(data.item(row)));
      }
    }
    return met;
  }

  @ParameterizedTest
  @MethodSource("org.palate.model.ModelsTest#names")
  void offersEveryItemThatTheUserHasNotMetAndNoOther(String model) {
    Recommender recommender = of(model);
    for (String user : recommender.bundle().space().users().keys().subList(0, 10)) {
      Set<String> expected = new HashSet<>(itemsOf(recommender));
      expected.removeAll(metBy(user));
      List<Recommendation> all = recommender.recommend(user, ALL);
      assertEquals(expected, new HashSet<>(ids(all)));
      assertEquals(expected.size(), all.size());
      for (int i = 1; i < all.size(); i++) {
        assertTrue(all.get(i - 1).score() >= all.get(i).score());
      }
      assertEquals(all.subList(0, 3), recommender.recommend(user, 3));
    }
  }

  @ParameterizedTest
  @MethodSource("org.palate.model.ModelsTest#names")
  void offersANewcomerWhatIsNotInTheHistory(String model) {
    Recommender recommender = of(model);
    List<String> items = itemsOf(recommender);
    List<String> history = List.of(items.get(4), items.get(9), "no such film", items.get(4));
    List<String> offered = ids(recommender.recommend(history, ALL));
    assertEquals(items.size() - 2, offered.size());
    assertFalse(offered.contains(items.get(4)));
    assertFalse(offered.contains(items.get(9)));
    assertEquals(items.size(), recommender.recommend(List.of(), ALL).size());
  }

  @Test
  void scoresMeanWhatTheModelWasTrainedFor() {
    for (String objective : List.of("label", "implicit")) {
      for (Recommendation r : of("fm", "objective=" + objective).recommend("u1", 5)) {
        assertTrue(r.score() > 0 && r.score() < 1, r.toString());
      }
    }
    for (Recommendation r : of("fm", "objective=rating").recommend("u1", 5)) {
      assertTrue(r.score() > 2 && r.score() < 6, r.toString());
    }
  }

  @Test
  void unknownUsersAreToldTheNearestName() {
    Recommender recommender = of("popularity");
    assertTrue(recommender.knowsUser("u12"));
    assertFalse(recommender.knowsUser("v12"));
    String message =
        assertThrows(NoSuchElementException.class, () -> recommender.recommend("v12", 5))
            .getMessage();
    assertTrue(message.contains("'v12'") && message.contains("'u12'"), message);
    assertThrows(NoSuchElementException.class, () -> recommender.liked("v12"));
    assertThrows(IllegalArgumentException.class, () -> recommender.recommend("u12", 0));
  }

  /** The weights of dcnv2 are packed when it is loaded; those of a bundle in memory are not. */
  @ParameterizedTest
  @ValueSource(strings = {"mf-bpr", "itemknn", "ease", "deepfm", "dcnv2"})
  void loadingForServingChangesNoBitOfAScore(String model, @TempDir Path folder)
      throws IOException {
    Bundle bundle = Bundle.of(SmallService.train(model));
    Path path = folder.resolve("films.palate");
    bundle.write(path);
    Recommender trained = Recommender.of(bundle);
    Recommender loaded = Recommender.load(path);
    List<String> history = trained.bundle().space().items().keys().subList(3, 6);
    for (String user : trained.bundle().space().users().keys().subList(0, 5)) {
      assertEquals(trained.recommend(user, ALL), loaded.recommend(user, ALL));
    }
    assertEquals(trained.recommend(history, ALL), loaded.recommend(history, ALL));
  }

  @Test
  void bfloat16ChangesScoresALittle(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("films.palate");
    Bundle.of(SmallService.train("dcnv2")).write(path);
    Map<String, Float> exact = scores(Recommender.load(path));
    Map<String, Float> rounded = scores(Recommender.load(path, Precision.BFLOAT16));
    assertEquals(exact.keySet(), rounded.keySet());
    assertNotEquals(exact, rounded);
    exact.forEach((item, score) -> assertEquals(score, rounded.get(item), 0.01, item));
  }

  private static Map<String, Float> scores(Recommender recommender) {
    return recommender.recommend("u1", ALL).stream()
        .collect(Collectors.toMap(Recommendation::item, Recommendation::score));
  }

  @Test
  void titlesComeFromTheData() {
    Recommender recommender = of("popularity");
    Interactions data = SmallService.data();
    Recommendation first = recommender.recommend("u1", 1).getFirst();
    assertEquals(data.items().title(first.item()), first.title());
    assertNotEquals(first.item(), first.title());
    assertEquals("no such film", recommender.title("no such film"));
  }

  @Test
  void likesAreTheRatingsFromTheThresholdOnNewestFirst() {
    Interactions data = SmallService.data();
    Recommender recommender = of("popularity", "threshold=3.5");
    List<String> expected = new ArrayList<>();
    for (int row = data.size(); row-- > 0; ) {
      String item = data.itemVocabulary().key(data.item(row));
      if (data.userVocabulary().key(data.user(row)).equals("u5")
          && data.ratings()[row] >= 3.5
          && recommender.knowsItem(item)) {
        expected.add(item);
      }
    }
    assertEquals(expected, recommender.liked("u5"));
  }

  /** Three films of one camp are enough to be offered that camp's other films, and no others. */
  @ParameterizedTest
  @ValueSource(strings = {"mf-bpr", "deepfm"})
  void aNewcomersHistoryDecidesWhatIsOffered(String model) {
    Recipe recipe =
        Recipe.of(model).with("objective", "implicit").with("epochs", "60").with("lr", "0.02");
    Recommender recommender =
        Recommender.of(Bundle.of(recipe.train(SmallService.twoCamps(), TrainingListener.SILENT)));
    for (String camp : List.of("a", "b")) {
      List<String> history = List.of(camp + 1, camp + 4, camp + 7);
      List<String> offered = ids(recommender.recommend(history, 7));
      assertTrue(offered.stream().allMatch(item -> item.startsWith(camp)), offered.toString());
    }
  }

  @Test
  void threadsGetTheSameAnswers() throws Exception {
    Recommender recommender = of("dcnv2");
    List<String> users = recommender.bundle().space().users().keys();
    List<List<Recommendation>> expected =
        users.stream().map(user -> recommender.recommend(user, 7)).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<List<Recommendation>>> answers = new ArrayList<>();
      for (int round = 0; round < 5; round++) {
        for (String user : users) {
          answers.add(threads.submit(() -> recommender.recommend(user, 7)));
        }
      }
      for (int i = 0; i < answers.size(); i++) {
        assertEquals(expected.get(i % users.size()), answers.get(i).get());
      }
    }
  }
}
