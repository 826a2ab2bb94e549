// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Products;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.recommender.Goal;
import org.palate.serve.Bundle;
import org.palate.serve.Recommendation;
import org.palate.serve.Recommender;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;

/** The whole way in seconds, for everyone who changes something; the other tests say where. */
@Tag("tiny")
final class TinyTest {
  /** Trained once for all tests. */
  private static final class Camps {
    static final Trained TRAINED =
        Recipe.of("mf-bpr")
            .with("dim", "8")
            .with("lr", "0.05")
            .with("epochs", "20")
            .train(SmallService.twoCamps(), TrainingListener.SILENT);
  }

  @TempDir Path directory;

  /** u1 watches films a1 to a10 but two, as do 19 others; the rest of the world watches b's. */
  @Test
  void whoWatchesTheFilmsOfOneCampIsRecommendedTheOthersOfIt() throws IOException {
    Trained trained = Camps.TRAINED;
    double ndcg = trained.test().get("ndcg@10");
    double popularity = trained.popularity().get("ndcg@10");
    assertTrue(ndcg > 2 * popularity, () -> ndcg + " against " + popularity);

    Path file = directory.resolve("camps.palate");
    Bundle.of(trained).write(file);
    Recommender recommender = Recommender.load(file);
    assertEquals(Set.of("a9", "a10"), items(recommender.recommend("u1", 2)));
    assertEquals(Set.of("b4", "b5"), items(recommender.recommend(seven("b"), 2)));
    assertEquals(
        Recommender.of(Bundle.of(trained)).recommend("u1", 5), recommender.recommend("u1", 5));
  }

  @Test
  void aDeepModelOfAllFieldsLearns() {
    Trained trained =
        Recipe.of("deepfm")
            .withGoal(Goal.PREDICT)
            .with("dim", "4")
            .with("epochs", "2")
            .with("lr", "0.02")
            .train(SmallService.data(), TrainingListener.SILENT);
    double auc = trained.test().get("auc");
    assertTrue(auc > 0.55, () -> "expected above 0.55, found " + auc);
  }

  /** [1 2; 3 4] [5 6; 7 8], and its gradient: that of a sum is ones times the other transposed. */
  @Test
  void aProductAndItsGradientAreThoseWorkedOutByHand() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable a = tape.input(matrix(1, 2, 3, 4));
      Variable b = tape.input(matrix(5, 6, 7, 8));
      Variable product = Products.matmul(a, b);
      assertArrayEquals(new float[] {19, 22, 43, 50}, product.value().toArray());
      tape.backward(product, matrix(1, 1, 1, 1));
      assertArrayEquals(new float[] {11, 15, 11, 15}, a.gradient().toArray());
      assertArrayEquals(new float[] {4, 4, 6, 6}, b.gradient().toArray());
    }
  }

  @Test
  void bothKernelsGiveTheSameBits() throws IOException, InterruptedException {
    String scalar = TestProcess.outputOf(Bits.class, "-Dpalate.kernels=scalar");
    assertEquals(bits(), scalar.strip());
  }

  /** What a JVM of its own, with other kernels, answers. */
  static final class Bits {
    private Bits() {}

    public static void main(String[] arguments) {
      System.out.println(bits());
    }
  }

  /** A product whose sizes are a multiple of nothing, and what a trained model recommends. */
  private static String bits() {
    int product;
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(GradientCheck.random("a", 13, 29));
      Variable b = tape.constant(GradientCheck.random("b", 29, 37));
      product = Arrays.hashCode(Products.matmul(a, b).value().toArray());
    }
    return product + " " + Recommender.of(Bundle.of(Camps.TRAINED)).recommend("u1", 10);
  }

  /** Seven films of a camp and one more, without its fourth and fifth. */
  private static List<String> seven(String camp) {
    return List.of(1, 2, 3, 6, 7, 8, 9, 10).stream().map(film -> camp + film).toList();
  }

  private static Set<String> items(List<Recommendation> recommendations) {
    return recommendations.stream().map(Recommendation::item).collect(Collectors.toSet());
  }

  private static Tensor matrix(float... values) {
    return Tensor.of(values).reshape(Shape.of(2, 2));
  }
}
