// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.model.FittedModelsTest.dataset;
import static org.palate.model.FittedModelsTest.scores;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palate.SmallService;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.io.StateDict;
import org.palate.recommender.Dataset;
import org.palate.recommender.FittedModel.Listener;

class ItemNeighboursTest {
  private static ItemNeighbours fitted(Dataset data, int neighbours, double shrink) {
    ItemNeighbours model =
        new ItemNeighbours(data.space(), new ItemNeighbours.Config(neighbours, shrink));
    model.fit(data, Listener.SILENT);
    return model;
  }

  private static float[] state(ItemNeighbours model, String name) {
    return StateDict.tensors(model).get(name).data();
  }

  /** Users who liked: {a, b, c}, {a, b}, {a}, {d}. */
  private static Dataset byHand() {
    return dataset(
        Interactions.of(
            Vocabulary.of(List.of("u", "v", "w", "x")),
            new int[] {1, 1, 1, 2, 2, 3, 4},
            Vocabulary.of(List.of("a", "b", "c", "d")),
            new int[] {1, 2, 3, 1, 2, 1, 4}),
        7);
  }

  /**
   * With shrink 1: sim(a, b) = 2 / (sqrt 6 + 1), (a, c) = 1 / (sqrt 3 + 1), (b, c) = 1 / (sqrt 2 +
   * 1).
   */
  @Test
  void similaritiesByHand() {
    float ab = (float) (2 / (Math.sqrt(6) + 1)); // 0.580
    float ac = (float) (1 / (Math.sqrt(3) + 1)); // 0.366
    float bc = (float) (1 / (Math.sqrt(2) + 1)); // 0.414
    ItemNeighbours model = fitted(byHand(), 2, 1);
    assertArrayEquals(new float[] {0, 0, ab, ac, ab, bc, bc, ac, 0, 0}, state(model, "similarity"));
    assertArrayEquals(new float[] {0, 0, 2, 3, 1, 3, 2, 1, 0, 0}, state(model, "neighbour"));
    assertArrayEquals(new float[] {0, ab + ac, bc, bc, 0}, scores(model, 2, 3));
  }

  /** Of one neighbour each, a keeps b, b keeps a, and c keeps b: nobody keeps c. */
  @Test
  void onlyTheNearestNeighboursOfTheItemScoredCount() {
    float ab = (float) (2 / Math.sqrt(6));
    float bc = (float) (1 / Math.sqrt(2));
    ItemNeighbours model = fitted(byHand(), 1, 0);
    assertArrayEquals(new float[] {0, 2, 1, 2, 0}, state(model, "neighbour"));
    assertArrayEquals(new float[] {0, 0, 0, 0, 0}, scores(model, 3));
    assertArrayEquals(new float[] {0, ab, 0, bc, 0}, scores(model, 2));
    assertArrayEquals(new float[] {0, 0, ab, 0, 0}, scores(model, 1));
  }

  @Test
  void thereAreNoMoreColumnsThanItems() {
    assertEquals(5 * 5, state(fitted(byHand(), 100, 0), "neighbour").length);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "7, 0", "7, 2.5", "200, 10"})
  void neighboursAreThoseOfTheFormula(int neighbours, double shrink) {
    Dataset data = dataset(SmallService.data(), SmallService.data().size());
    int n = data.space().learnedItems();
    List<Set<Integer>> users = new ArrayList<>();
    for (int item = 0; item < n; item++) {
      users.add(new HashSet<>());
    }
    for (int row : data.liked(data.split().train())) {
      users.get(data.examples().items()[row]).add(data.examples().users()[row]);
    }
    int[] history = {3, 8, 20};
    float[] found = scores(fitted(data, neighbours, shrink), history);
    for (int item = 1; item < n; item++) {
      double[] similarity = new double[n];
      List<Integer> nearest = new ArrayList<>();
      for (int other = 1; other < n; other++) {
        Set<Integer> both = new HashSet<>(users.get(item));
        both.retainAll(users.get(other));
        double product = (double) users.get(item).size() * users.get(other).size();
        if (other != item && !both.isEmpty()) {
          similarity[other] = both.size() / (Math.sqrt(product) + shrink);
          nearest.add(other);
        }
      }
      nearest.sort(
          Comparator.comparingDouble((Integer other) -> -(float) similarity[other])
              .thenComparing(other -> other));
      double expected = 0;
      for (int j : history) {
        expected += nearest.stream().limit(neighbours).anyMatch(i -> i == j) ? similarity[j] : 0;
      }
      assertEquals(expected, found[item], 1e-6);
    }
  }

  @Test
  void aNeighbourThatIsNoItemIsRefused() {
    for (float wrong : new float[] {-1, 5, 1.5f, Float.NaN, 1e10f}) {
      ItemNeighbours model = fitted(byHand(), 2, 0);
      model.buffers().get("neighbour").data()[7] = wrong;
      String message = assertThrows(IllegalArgumentException.class, model::ready).getMessage();
      assertTrue(message.contains("row 3") && message.contains(Float.toString(wrong)), message);
    }
  }
}
