// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.Tastes;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field.Side;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;

/** Users and items without training rows: known by their fields where a model reads these. */
class ColdStartTest {
  private static final int ALL = 100;

  private static final Map<String, Trained> TRAINED = new HashMap<>();

  /** A model trained on {@link Tastes#byColour} to rank, once. */
  private static Trained trained(String model) {
    return TRAINED.computeIfAbsent(
        model,
        name -> {
          Recipe recipe = Recipe.of(name).withSplit(Tastes.SPLIT);
          if (recipe.settings().containsKey("dim")) {
            recipe =
                recipe
                    .with("objective", name.equals("deepfm") ? "implicit" : "rank")
                    .with("lr", "0.01")
                    .with("batch", "64")
                    .with("epochs", "15");
          }
          if (name.equals("two-tower")) {
            recipe = recipe.with("objective", "in-batch-softmax");
          }
          return recipe.train(Tastes.byColour(), TrainingListener.SILENT);
        });
  }

  private static Recommender of(String model) {
    return Recommender.of(Bundle.of(trained(model)));
  }

  private static List<String> ids(List<Recommendation> recommendations) {
    return recommendations.stream().map(Recommendation::item).toList();
  }

  private static Map<String, Float> scores(Recommender recommender, Query query) {
    Map<String, Float> scores = new HashMap<>();
    for (Recommendation r : recommender.recommend(query, Wanted.top(ALL).withSeen())) {
      scores.put(r.item(), r.score());
    }
    return scores;
  }

  private static String other(String colour) {
    return colour.equals("red") ? "blue" : "red";
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepfm", "two-tower"})
  void anItemOfTheTableAloneIsScoredByItsFields(String model) {
    Recommender recommender = of(model);
    assertTrue(recommender.knowsItem("red new"));
    assertEquals("Brand new in red", recommender.title("red new"));
    for (String colour : List.of("red", "blue")) {
      Map<String, Float> scores = scores(recommender, Query.of(colour + " user 4"));
      assertTrue(
          scores.get(colour + " new") > scores.get(other(colour) + " new"), scores::toString);
      assertEquals(scores.get("red new"), scores.get("red held"), "the same fields");
      // Three items of the colour are left, and the two new ones.
      List<String> best = ids(recommender.recommend(colour + " user 14", 4));
      assertTrue(best.contains(colour + " new") && best.contains(colour + " held"), best::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepfm", "two-tower"})
  void aUserOfTheTableAloneIsAnsweredByFields(String model) {
    Recommender recommender = of(model);
    assertTrue(recommender.knowsUser("red guest"));
    assertEquals(List.of(), recommender.liked("red guest"));
    for (String colour : List.of("red", "blue")) {
      List<String> best = ids(recommender.recommend(colour + " guest", 12));
      assertTrue(best.stream().allMatch(item -> item.startsWith(colour)), best::toString);
    }
  }

  /** All rows that are tested are of items that training never saw. */
  @ParameterizedTest
  @ValueSource(strings = {"deepfm", "two-tower"})
  void evaluationOffersThem(String model) {
    assertEquals(1.0, trained(model).test().get("recall@10"), 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"popularity", "mf-bpr"})
  void modelsOfIdsNeverListThem(String model) {
    Recommender recommender = of(model);
    assertEquals(0.0, trained(model).test().get("recall@10"), 0);
    for (String user : List.of("red user 3", "blue guest")) {
      List<String> all = ids(recommender.recommend(user, ALL));
      assertFalse(all.isEmpty());
      assertTrue(all.stream().noneMatch(item -> item.matches(".* (new|held)")), all::toString);
    }
    // To them, whoever has no training rows is unknown.
    assertEquals(
        recommender.recommend(List.of(), 10),
        recommender.recommend(Query.of("blue guest"), Wanted.top(10)));
    assertThrows(NoSuchElementException.class, () -> recommender.similar("red new", Wanted.top(3)));
  }

  @Test
  void theirRowIsThatOfTheUnknown() {
    FeatureSpace space = trained("deepfm").model().space();
    assertEquals(20, space.learnedItems() - 1);
    assertEquals(60, space.learnedUsers() - 1);
    int item = space.items().code("blue new");
    int user = space.users().code("blue guest");
    assertTrue(item >= space.learnedItems() && user >= space.learnedUsers());
    FeatureBatch known =
        space.fieldSet(List.of(Side.ITEM)).gather(null, new int[] {item, 0}, null, null);
    int width = known.ids().shape().last();
    assertEquals(known.ids().data()[width], known.ids().data()[0]);
    assertNotEquals(known.ids().data()[width + 1], known.ids().data()[1], "the colour is known");
    assertEquals(Vocabulary.UNKNOWN, space.learnedUser(user));
  }

  @Test
  void thoseWithoutFieldsAreNotKnown() {
    Recommender recommender = of("deepfm");
    assertFalse(recommender.knowsItem("plain new"));
    assertFalse(recommender.knowsUser("plain guest"));
    assertThrows(NoSuchElementException.class, () -> recommender.recommend("plain guest", 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepfm", "two-tower", "mf-bpr"})
  void aBundleKeepsThem(String model, @TempDir Path folder) throws IOException {
    Path path = folder.resolve("colours.palate");
    Bundle bundle = Bundle.of(trained(model));
    bundle.write(path);
    Recommender written = Recommender.of(bundle);
    Recommender read = Recommender.load(path);
    FeatureSpace space = read.bundle().space();
    assertEquals(written.bundle().space().learnedItems(), space.learnedItems());
    assertEquals(written.bundle().space().learnedUsers(), space.learnedUsers());
    for (String user : List.of("red guest", "blue guest", "red user 3")) {
      assertEquals(written.recommend(user, ALL), read.recommend(user, ALL));
    }
  }

  /** Deepfm has nobody to compare with, so it answers as to someone of whom nothing is known. */
  @ParameterizedTest
  @ValueSource(strings = {"deepfm", "two-tower"})
  void aHistoryMayHoldThem(String model) {
    Recommender recommender = of(model);
    List<String> offered = ids(recommender.recommend(List.of("red new"), ALL));
    assertEquals(23, offered.size());
    assertFalse(offered.contains("red new"));
  }

  @Test
  void vectorsTellWhatIsSimilarToThem() {
    Recommender recommender = of("two-tower");
    List<Recommendation> similar = recommender.similar("blue new", Wanted.top(11));
    assertEquals("blue held", similar.getFirst().item());
    assertEquals(1, similar.getFirst().score(), 1e-6);
    assertTrue(ids(similar).stream().allMatch(item -> item.startsWith("blue")), similar::toString);
  }
}
