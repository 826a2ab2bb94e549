// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palate.SmallShop;
import org.palate.data.Interactions;
import org.palate.recommender.Goal;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.VectorScorer;
import org.palate.tensor.Table;
import org.palate.train.Catalogue;

/** What an includer asks of a recommender beside a list for a user. */
class ServingTest {
  private static final int ALL = 1000;
  private static final Wanted EVERYTHING = Wanted.top(ALL).withSeen();

  private static final Map<String, Recommender> RECOMMENDERS = new HashMap<>();

  @BeforeAll
  static void train() {
    names().forEach(name -> RECOMMENDERS.put(name, Recommender.of(SmallShop.train(name, 12))));
  }

  /** The models that can be trained to rank. */
  static Stream<String> names() {
    return Catalogue.STANDARD.models().stream()
        .filter(spec -> spec.objectives().containsKey(Goal.RANK))
        .map(ModelSpec::name);
  }

  private static Recommender of(String model) {
    return RECOMMENDERS.get(model);
  }

  private static List<String> ids(List<Recommendation> list) {
    return list.stream().map(Recommendation::item).toList();
  }

  private static List<Recommendation> filtered(
      List<Recommendation> list, Predicate<Integer> numbers) {
    return list.stream().filter(item -> numbers.test(SmallShop.number(item.item()))).toList();
  }

  private static List<Query> queries() {
    return List.of(
        Query.of("u3"),
        Query.of("u31"),
        Query.ofHistory(List.of("t2", "t4", "t6")),
        Query.ofAnyone(),
        Query.of("u5").withHistory(List.of("t1")),
        Query.of("u8").with("device", "tv").with("hour", "7").at(2_000_000));
  }

  @ParameterizedTest
  @MethodSource("names")
  void givenItemsHaveInTheirOrderTheScoresThatTheyHaveInTheList(String model) {
    for (Query query : queries()) {
      Map<String, Recommendation> listed = new HashMap<>();
      of(model).recommend(query, EVERYTHING).forEach(item -> listed.put(item.item(), item));
      List<String> asked = List.of("t9", "t2", "t7,red", "t2", "t24");
      assertEquals(asked.stream().map(listed::get).toList(), of(model).score(query, asked));
      assertEquals(List.of(), of(model).score(query, List.of()));
    }
    String message =
        assertThrows(
                NoSuchElementException.class,
                () -> of(model).score(Query.of("u3"), List.of("t1", "thing")))
            .getMessage();
    assertTrue(message.contains("does not know item 'thing'"), message);
  }

  /** Few allowed items are scored as candidates, many in one range: the bits are the same. */
  @ParameterizedTest
  @MethodSource("names")
  void allowedAndExcludedItemsAreThoseOfTheWholeList(String model) {
    for (Query query : queries()) {
      List<Recommendation> list = of(model).recommend(query, Wanted.top(ALL));
      for (List<String> some :
          List.of(List.of("t2"), List.of("t9", "t4", "nowhere"), ids(list).subList(0, 12))) {
        Set<Integer> numbers = new HashSet<>();
        some.stream().filter(of(model)::knowsItem).forEach(i -> numbers.add(SmallShop.number(i)));
        assertEquals(
            filtered(list, numbers::contains),
            of(model).recommend(query, Wanted.top(ALL).among(some)));
        assertEquals(
            filtered(list, number -> !numbers.contains(number)),
            of(model).recommend(query, Wanted.top(ALL).except(some)));
      }
    }
    assertEquals(
        List.of(), of(model).recommend(Query.of("u1"), Wanted.top(3).among(List.of("no"))));
  }

  @ParameterizedTest
  @MethodSource("names")
  void itemsAreChosenByTheValuesOfTheirFields(String model) {
    Query query = Query.of("u3");
    Recommender recommender = of(model);
    List<Recommendation> list = recommender.recommend(query, EVERYTHING);
    assertEquals(
        filtered(list, n -> n % 3 == 1),
        recommender.recommend(query, EVERYTHING.where("kind", "lamp")));
    assertEquals(
        filtered(list, n -> n % 3 == 1 || n % 4 == 0),
        recommender.recommend(query, EVERYTHING.where("kind", "lamp").where("kind", "green")));
    assertEquals(
        filtered(list, n -> n % 3 == 1 || n % 4 == 0),
        recommender.recommend(query, EVERYTHING.where("kind", "lamp|green")));
    assertEquals(
        filtered(list, n -> n % 3 == 1 && n <= 12 && n % 4 == 2),
        recommender.recommend(
            query, EVERYTHING.where("kind", "lamp").where("maker", "Acme").where("year", "2002")));
  }

  @Test
  void aFieldOrValueThatIsNotThereIsNamedWithTheNearest() {
    for (String[] wrong :
        new String[][] {
          {
            "kin",
            "lamp",
            "expected a field of items of the training data, kind, maker, year, found 'kin' (did"
                + " you mean 'kind'?)"
          },
          {
            "kind",
            "lmap",
            "field kind: expected a value that some item has, found 'lmap' (did you mean 'lamp'?)"
          },
          {"maker", "", "field maker: expected a value that some item has, found ''"},
          {"year", "1900", "field year: expected a value that some item has, found '1900'"},
          {"device", "tv", "found 'device'"}
        }) {
      Wanted wanted = Wanted.top(3).where("kind", "toy").where(wrong[0], wrong[1]);
      String message =
          assertThrows(
                  NoSuchElementException.class,
                  () -> of("deepfm").recommend(Query.of("u1"), wanted))
              .getMessage();
      assertTrue(message.contains(wrong[2]), message);
    }
    Wanted number = Wanted.top(3).where("year", "soon");
    assertThrows(
        IllegalArgumentException.class, () -> of("deepfm").recommend(Query.of("u1"), number));
  }

  /** Customer u3 bought 7 * 3 + 5 i, modulo 24, plus 1. */
  @Test
  void seenItemsAreLeftOutUnlessTheyAreAskedFor() {
    Set<Integer> bought = new HashSet<>();
    for (int i = 0; i < SmallShop.BOUGHT; i++) {
      bought.add(1 + (21 + 5 * i) % 24);
    }
    List<Recommendation> all = of("mf-bpr").recommend(Query.of("u3"), EVERYTHING);
    assertEquals(SmallShop.THINGS, all.size());
    assertEquals(
        filtered(all, number -> !bought.contains(number)), of("mf-bpr").recommend("u3", ALL));
    Query grown = Query.of("u3").withHistory(List.of("t22", "t1"));
    List<String> left = ids(of("deepfm").recommend(grown, Wanted.top(ALL)));
    assertFalse(left.contains("t1") || left.contains("t22"), left.toString());
    assertEquals(25, of("deepfm").recommend(grown, EVERYTHING).size());
  }

  @Test
  void vectorsOfItemsSayHowSimilarTheyAre() {
    Recommender recommender = of("mf-bpr");
    VectorScorer model = (VectorScorer) recommender.bundle().model();
    Table vectors = model.itemVectors();
    List<Recommendation> similar = recommender.similar("t2", Wanted.top(ALL));
    assertEquals(SmallShop.THINGS - 1, similar.size());
    float before = 1;
    for (Recommendation item : similar) {
      double cosine =
          cosine(row(vectors, recommender, "t2"), row(vectors, recommender, item.item()));
      assertEquals(cosine, item.score(), 1e-6, item.item());
      assertTrue(item.score() <= before && !item.item().equals("t2"), similar::toString);
      before = item.score();
    }
    assertEquals("cosine of the items' vectors", recommender.similarity());
  }

  private static float[] row(Table table, Recommender recommender, String item) {
    float[] row = new float[table.dim()];
    int code = recommender.bundle().space().items().code(item);
    table.copyTo(code, code + 1, row, 0);
    return row;
  }

  private static double cosine(float[] a, float[] b) {
    double both = 0;
    double ofA = 0;
    double ofB = 0;
    for (int i = 0; i < a.length; i++) {
      both += (double) a[i] * b[i];
      ofA += (double) a[i] * a[i];
      ofB += (double) b[i] * b[i];
    }
    return both / Math.sqrt(ofA * ofB);
  }

  /** Counted from the rows: those who bought both, over the root of the product of the buyers. */
  @Test
  void whoBoughtBothSaysHowSimilarItemsAreWhereThereAreNoVectors() {
    Interactions data = SmallShop.data();
    Map<String, Set<Integer>> buyers = new HashMap<>();
    for (int row = 0; row < data.size(); row++) {
      String item = data.itemVocabulary().key(data.item(row));
      buyers.computeIfAbsent(item, _ -> new HashSet<>()).add(data.user(row));
    }
    Recommender recommender = of("deepfm");
    assertEquals("cosine of the users who liked both", recommender.similarity());
    List<Recommendation> similar = recommender.similar("t5", Wanted.top(ALL));
    Map<String, Float> expected = new HashMap<>();
    buyers.forEach(
        (item, own) -> {
          Set<Integer> both = new HashSet<>(own);
          both.retainAll(buyers.get("t5"));
          if (!both.isEmpty() && !item.equals("t5")) {
            double scale = Math.sqrt((double) own.size() * buyers.get("t5").size());
            expected.put(item, (float) (both.size() / scale));
          }
        });
    Map<String, Float> found = new HashMap<>();
    similar.forEach(item -> found.put(item.item(), item.score()));
    assertEquals(expected, found);
    assertTrue(found.size() < SmallShop.THINGS - 1, found::toString);
    assertEquals(List.of(), recommender.similar("t25", Wanted.top(5)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void similarItemsAreChosenLikeRecommendedOnes(String model) {
    Recommender recommender = of(model);
    List<Recommendation> all = recommender.similar("t6", Wanted.top(ALL));
    assertEquals(all.subList(0, 3), recommender.similar("t6", Wanted.top(3)));
    Wanted wanted = Wanted.top(ALL).except(ids(all.subList(0, 1))).where("maker", "Acme");
    assertEquals(
        filtered(all.subList(1, all.size()), number -> number <= 12),
        recommender.similar("t6", wanted));
    assertThrows(NoSuchElementException.class, () -> recommender.similar("t66", wanted));
  }

  @ParameterizedTest
  @MethodSource("names")
  void theListsOfAllAreThoseOfEach(String model) {
    Recommender recommender = of(model);
    for (Wanted wanted :
        List.of(
            Wanted.top(4),
            Wanted.top(ALL).withSeen().where("kind", "lamp"),
            Wanted.top(2).among(List.of("t3")))) {
      Query tv = Query.ofAnyone().with("device", "tv").at(5);
      Map<String, List<Recommendation>> lists = new LinkedHashMap<>();
      recommender.recommendAll(tv, wanted, lists::put);
      assertEquals(recommender.bundle().space().users().keys(), List.copyOf(lists.keySet()));
      lists.forEach(
          (user, list) -> assertEquals(recommender.recommend(tv.withUser(user), wanted), list));
      Map<String, List<Recommendation>> plain = new LinkedHashMap<>();
      recommender.recommendAll(wanted, plain::put);
      assertEquals(recommender.recommend(Query.of("u7"), wanted), plain.get("u7"));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> recommender.recommendAll(Query.of("u1"), Wanted.top(1), (_, _) -> {}));
  }

  /** By phone things of even numbers are bought, on television those of odd ones, 12 of each. */
  @Test
  void theContextDecidesWhatAModelThatLooksAtItRecommends() {
    Recommender recommender = of("deepfm");
    assertTrue(recommender.readsContext());
    assertFalse(recommender.readsTimes());
    for (Query query : List.of(Query.of("u3"), Query.ofHistory(List.of("t1", "t2")))) {
      for (String device : List.of("phone", "tv")) {
        Query asked = query.with("device", device);
        Wanted bought = EVERYTHING.except(Set.of("t25"));
        List<Recommendation> list = recommender.recommend(asked, bought).subList(0, 8);
        int parity = device.equals("phone") ? 0 : 1;
        assertEquals(list, filtered(list, number -> number % 2 == parity));
      }
    }
  }

  @Test
  void valuesThatTrainingNeverSawAreUnknown() {
    Recommender recommender = of("deepfm");
    assertTrue(recommender.knowsContext("device", "tv"));
    assertTrue(recommender.knowsContext("hour", "99"));
    assertFalse(recommender.knowsContext("device", "radio"));
    Query query = Query.of("u3");
    assertEquals(
        recommender.recommend(query, EVERYTHING),
        recommender.recommend(query.with("device", "radio"), EVERYTHING));
    assertThrows(IllegalArgumentException.class, () -> recommender.knowsContext("hour", "noon"));
    String message =
        assertThrows(
                NoSuchElementException.class,
                () -> recommender.score(query.with("devise", "tv"), List.of("t1")))
            .getMessage();
    assertEquals(
        "expected a context field of the training data, device, hour, found 'devise' (did you mean"
            + " 'device'?)",
        message);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aModelThatSaysItReadsNoContextOrTimeDoesNot(String model) {
    Recommender recommender = of(model);
    Query query = Query.of("u3");
    List<Recommendation> plain = recommender.recommend(query, EVERYTHING);
    List<Recommendation> tv =
        recommender.recommend(query.with("device", "tv").with("hour", "3"), EVERYTHING);
    assertEquals(!recommender.readsContext(), plain.equals(tv));
    if (!recommender.readsTimes()) {
      assertEquals(plain, recommender.recommend(query.at(3), EVERYTHING));
    }
  }

  /** To a model that looks at no fields they are not there at all. */
  @Test
  void whatStandsInATableAloneIsScoredByItsFields() {
    Recommender deep = of("deepfm");
    assertTrue(deep.knowsItem("t25") && deep.knowsUser("u31"));
    assertEquals("Thing 25", deep.title("t25"));
    Recommendation scored = deep.score(Query.of("u31"), List.of("t25")).getFirst();
    assertEquals("Thing 25", scored.title());
    assertTrue(deep.recommend("u31", ALL).contains(scored));
    assertEquals(25, deep.recommend("u31", ALL).size());
    assertEquals(List.of(), deep.liked("u31"));

    Recommender factors = of("mf-bpr");
    assertFalse(factors.knowsItem("t25"));
    assertEquals("Thing 25", factors.title("t25"));
    assertEquals(24, factors.recommend("u31", ALL).size());
    String message =
        assertThrows(
                NoSuchElementException.class, () -> factors.score(Query.of("u1"), List.of("t25")))
            .getMessage();
    assertTrue(message.contains("stands in the table of items alone"), message);
    assertThrows(NoSuchElementException.class, () -> factors.similar("t25", Wanted.top(1)));
  }

  @Test
  void whatIsWantedIsFixedWhenItIsSaid() {
    Set<String> values = new HashSet<>(Set.of("lamp"));
    List<String> items = new ArrayList<>(List.of("t1"));
    Wanted wanted = new Wanted(5, Set.of(), null, Map.of("kind", values), false).among(items);
    Query query = Query.ofHistory(items);
    values.add("toy");
    items.add("t2");
    assertEquals(Set.of("lamp"), wanted.where().get("kind"));
    assertEquals(Set.of("t1"), wanted.among());
    assertEquals(List.of("t1"), query.history());
    assertEquals(Set.of("a", "b"), wanted.except(Set.of("a")).except(Set.of("b")).except());
    assertThrows(UnsupportedOperationException.class, () -> wanted.where().clear());
    assertThrows(IllegalArgumentException.class, () -> Wanted.top(0));
  }

  @Test
  void threadsGetTheSameAnswersToAllQuestions() throws Exception {
    Recommender recommender = of("deepfm");
    List<List<Recommendation>> expected = answers(recommender);
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<List<List<Recommendation>>>> rounds = new ArrayList<>();
      for (int round = 0; round < 24; round++) {
        rounds.add(threads.submit(() -> answers(recommender)));
      }
      for (Future<List<List<Recommendation>>> round : rounds) {
        assertEquals(expected, round.get());
      }
    }
    assertNotEquals(expected.get(0), expected.get(1));
  }

  private static List<List<Recommendation>> answers(Recommender recommender) {
    List<List<Recommendation>> answers = new ArrayList<>();
    for (Query query : queries()) {
      answers.add(recommender.recommend(query, Wanted.top(5)));
      answers.add(recommender.recommend(query, EVERYTHING.where("kind", "toy")));
      answers.add(recommender.score(query, Arrays.asList("t4", "t5")));
    }
    answers.add(recommender.similar("t3", Wanted.top(4)));
    recommender.recommendAll(Wanted.top(2), (_, list) -> answers.add(list));
    return answers;
  }
}
