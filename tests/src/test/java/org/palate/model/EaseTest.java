// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.model.FittedModelsTest.dataset;
import static org.palate.model.FittedModelsTest.scores;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.SmallService;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureSpace;
import org.palate.io.StateDict;
import org.palate.recommender.Dataset;
import org.palate.recommender.FittedModel.Listener;

class EaseTest {
  private static Ease fitted(Dataset data, double lambda) {
    Ease ease = new Ease(data.space(), new Ease.Config(lambda));
    ease.fit(data, Listener.SILENT);
    return ease;
  }

  private static float[] weight(Ease ease) {
    return StateDict.tensors(ease).get("weight").data();
  }

  /** B of the class comment, in double and without any of its means. */
  private static double[][] formula(Dataset data, double lambda) {
    int n = data.space().learnedItems();
    double[][] x = new double[data.space().learnedUsers()][n];
    for (int row : data.liked(data.split().train())) {
      x[data.examples().users()[row]][data.examples().items()[row]] = 1;
    }
    double[][] a = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (double[] user : x) {
          a[i][j] += user[i] * user[j];
        }
      }
      a[i][i] += lambda;
      a[i][n + i] = 1;
    }
    // Gauss and Jordan; a positive definite matrix needs no pivoting.
    for (int p = 0; p < n; p++) {
      double pivot = a[p][p];
      for (int j = 0; j < 2 * n; j++) {
        a[p][j] /= pivot;
      }
      for (int i = 0; i < n; i++) {
        double factor = a[i][p];
        for (int j = 0; i != p && j < 2 * n; j++) {
          a[i][j] -= factor * a[p][j];
        }
      }
    }
    double[][] b = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        b[j][i] = i == j ? 0 : -a[j][n + i] / a[i][n + i];
      }
    }
    return b;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 200})
  void weightsAreThoseOfTheFormulaInDouble(double lambda) {
    Dataset data = dataset(SmallService.data(), SmallService.data().size());
    int n = data.space().learnedItems();
    double[][] expected = formula(data, lambda);
    double largest = Arrays.stream(expected).flatMapToDouble(Arrays::stream).max().orElseThrow();
    float[] found = weight(fitted(data, lambda));
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        assertEquals(expected[j][i], found[j * n + i], 1e-5 * largest);
      }
      assertEquals(0, found[j * n + j]);
    }
  }

  /**
   * Users {a, b}, {a, b}, {a}, lambda 1: X^T X + I = [[4, 2], [2, 3]], its inverse [[3, -2], [-2,
   * 4]] / 8, so B[a, b] = 2/4 and B[b, a] = 2/3.
   */
  @Test
  void twoItemsByHand() {
    Interactions data =
        Interactions.of(
            Vocabulary.of(List.of("u", "v", "w")),
            new int[] {1, 1, 2, 2, 3},
            Vocabulary.of(List.of("a", "b")),
            new int[] {1, 2, 1, 2, 1});
    Ease ease = fitted(dataset(data, 5), 1);
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 0, 1 / 2f, 0, 2 / 3f, 0}, weight(ease), Math.ulp(1f));
    assertArrayEquals(new float[] {0, 2 / 3f, 1 / 2f}, scores(ease, 2, 1), Math.ulp(1f));
  }

  @Test
  void whoLikedOneItemGetsItsRow() {
    Dataset data = dataset(SmallService.data(), SmallService.data().size());
    Ease ease = fitted(data, 100);
    int n = ease.items();
    assertArrayEquals(Arrays.copyOfRange(weight(ease), 7 * n, 8 * n), scores(ease, 7));
  }

  @Test
  void moreItemsThanAnArrayHoldsAreRefusedWithTheMemoryTheyTake() {
    int items = 46_340;
    Interactions data =
        Interactions.of(
            Vocabulary.of(List.of("u")),
            IntStream.range(0, items).map(_ -> 1).toArray(),
            Vocabulary.of(IntStream.range(0, items).mapToObj(i -> "i" + i).toList()),
            IntStream.rangeClosed(1, items).toArray());
    FeatureSpace space = FeatureSpace.fit(data, IntStream.range(0, items).toArray());
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Ease(space, Ease.Config.USUAL))
            .getMessage();
    assertTrue(message.contains("46,340") && message.contains("46,341"), message);
    assertTrue(message.contains("8,191 MB") && message.contains("itemknn"), message);
  }
}
