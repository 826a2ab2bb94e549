// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.SmallService;
import org.palate.data.Interactions;
import org.palate.data.ItemLists;
import org.palate.recommender.Candidates;
import org.palate.recommender.Histories;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;
import org.palate.recommender.VectorScorer;
import org.palate.serve.Bundle;
import org.palate.serve.Recommender;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;

class TwoTowerTest {
  private static final Map<String, Trained> TRAINED = new HashMap<>();

  /** With its usual towers, and with those that read a history and make vectors of any length. */
  private static Trained trained(int history) {
    return TRAINED.computeIfAbsent(
        "history " + history,
        _ ->
            history == 0
                ? SmallService.train("two-tower")
                : SmallService.train(
                    "two-tower", "history=" + history, "normalize=false", "temperature=1"));
  }

  private static Queries queries(Trained trained, int... users) {
    int[] rows = trained.data().split().train();
    return Queries.of(trained.model().space(), users, trained.data().events(rows).histories());
  }

  private static float[] scores(Scorer scorer, Queries queries) {
    float[] scores = new float[queries.size() * scorer.items()];
    scorer.score(queries, 0, scorer.items(), scores);
    return scores;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void aQueryAloneHasTheScoresThatItHasAmongOthers(int history) {
    Trained trained = trained(history);
    for (Scorer scorer : List.of(trained.model(), trained.model().ready())) {
      int items = scorer.items();
      float[] together = scores(scorer, queries(trained, 5, 0, 11, 5, 30));
      for (int q = 0; q < 5; q++) {
        assertArrayEquals(
            scores(scorer, queries(trained, new int[] {5, 0, 11, 5, 30}[q])),
            Arrays.copyOfRange(together, q * items, (q + 1) * items));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void vectorsComputedAheadChangeNoBitOfARange(int history) {
    Trained trained = trained(history);
    Queries queries = queries(trained, 1, 0, 40, 22);
    VectorScorer ready = ((TwoTower) trained.model()).ready();
    assertArrayEquals(scores(trained.model(), queries), scores(ready, queries));
    Candidates.Each own = new Candidates.Each(new int[] {3, 1, 3, 9, 0, 2, 70, 5}, 2);
    float[] plain = new float[8];
    float[] ahead = new float[8];
    trained.model().score(queries, own, plain);
    ready.score(queries, own, ahead);
    assertArrayEquals(plain, ahead, 1e-5f); // sums in another order
    Candidates.Each one = new Candidates.Each(new int[] {3, 1, 3, 9}, 1);
    trained.model().score(queries, one, plain);
    ready.score(queries, one, ahead);
    assertArrayEquals(plain, ahead, 1e-5f); // sums in another order
    assertEquals(trained.model().readsHistory(), ready.readsHistory());
    assertEquals(trained.model().space().items().size(), ready.itemVectors().rows());
  }

  @Test
  void theUsualVectorsOfItemsHaveLengthOne() {
    VectorScorer ready = ((TwoTower) trained(0).model()).ready();
    float[] vector = new float[ready.dim()];
    for (int item = 1; item < ready.items(); item++) {
      ready.itemVectors().copyTo(item, item + 1, vector, 0);
      double square = 0;
      for (float x : vector) {
        square += x * x;
      }
      assertEquals(1, square, 1e-5);
    }
  }

  /** Of a history of six the newest four count, in any order, the others do not. */
  @Test
  void theItemsLikedLastCount() {
    Trained trained = trained(4);
    float[] all = scores(trained.model(), asked(trained, 9, 8, 1, 2, 3, 4));
    assertArrayEquals(all, scores(trained.model(), asked(trained, 1, 2, 3, 4)));
    assertArrayEquals(all, scores(trained.model(), asked(trained, 3, 4, 1, 2)), 1e-4f);
    assertFalse(Arrays.equals(all, scores(trained.model(), asked(trained, 9, 2, 3, 4))));
    assertFalse(Arrays.equals(all, scores(trained.model(), asked(trained))));
  }

  /** Someone unknown who liked some items. */
  private static Queries asked(Trained trained, int... items) {
    Histories history = Histories.of(ItemLists.of(List.of(items)));
    return Queries.of(trained.model().space(), new int[] {0}, history);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void aBundleRecommendsTheSame(int history, @TempDir Path folder) throws IOException {
    Path path = folder.resolve("towers.palate");
    Bundle bundle = Bundle.of(trained(history));
    bundle.write(path);
    Recommender written = Recommender.of(bundle);
    Recommender read = Recommender.load(path);
    assertInstanceOf(TwoTower.class, read.bundle().model());
    assertEquals(written.bundle().recipe().settings(), read.bundle().recipe().settings());
    List<String> liked = read.bundle().space().items().keys().subList(2, 6);
    for (String user : List.of("u1", "u2", "u17")) {
      assertEquals(written.recommend(user, 80), read.recommend(user, 80));
    }
    assertEquals(written.recommend(liked, 80), read.recommend(liked, 80));
    assertNotEquals(written.recommend(liked, 80), read.recommend(List.of(), 80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"in-batch-softmax", "rank", "implicit", "softmax", "sampled-softmax"})
  void learnsWhatTheCampsWatchWhateverTheObjective(String objective) {
    Interactions camps = SmallService.twoCamps();
    double popularity =
        Recipe.of("popularity").train(camps, TrainingListener.SILENT).test().get("ndcg@10");
    Recipe recipe =
        Recipe.of("two-tower").with("objective", objective).with("lr", "0.01").with("batch", "64");
    double found = recipe.train(camps, TrainingListener.SILENT).test().get("ndcg@10");
    assertTrue(found > 1.2 * popularity, found + " against " + popularity);
  }
}
