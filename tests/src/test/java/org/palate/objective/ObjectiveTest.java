// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.data.Interactions;
import org.palate.data.InteractionsBuilder;
import org.palate.data.split.Split;
import org.palate.data.split.SplitSpec;
import org.palate.feature.FeatureSpace;
import org.palate.model.MatrixFactorization;
import org.palate.nn.Losses;
import org.palate.nn.Reduction;
import org.palate.nn.SoftmaxLosses;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.Objective;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * The losses of objectives against those of the engine, of a matrix factorisation without biases:
 * its scores are the products of its vectors.
 *
 * <p>Of eight rows six are liked, with a rating of 4 or more: p three times, r twice, q once.
 */
class ObjectiveTest {
  private static final int DIM = 3;
  private static final int NEGATIVES = 2;

  private static Dataset data(boolean weighted) {
    InteractionsBuilder builder = Interactions.builder();
    String[] users = {"a", "a", "b", "b", "c", "c", "d", "d"};
    String[] items = {"p", "q", "p", "r", "q", "s", "r", "p"};
    int[] ratings = {5, 2, 4, 5, 5, 1, 4, 5};
    double[] weights = {1, 0.5, 2, 1, 3, 1, 0.5, 0.25};
    for (int row = 0; row < users.length; row++) {
      InteractionsBuilder.Row next = builder.row(users[row], items[row]).rating(ratings[row]);
      (weighted ? next.weight(weights[row]) : next).add();
    }
    Interactions interactions = builder.build();
    int[] every = IntStream.range(0, users.length).toArray();
    Split split = new Split(new SplitSpec.LeaveOneOut(), 1, every, new int[0], new int[0]);
    return Dataset.of(FeatureSpace.fit(interactions, every), interactions, split, 4);
  }

  private static MatrixFactorization model(Dataset data, double std) {
    return new MatrixFactorization(data.space(), new MatrixFactorization.Config(DIM, std), 5);
  }

  private static List<Batch> batches(Objective objective, Dataset data, int size) {
    List<Batch> all = new ArrayList<>();
    Batches batches = objective.batches(data, model(data, 1), new BatchOptions(size, NEGATIVES, 3));
    for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
      all.add(batch);
    }
    return all;
  }

  /** A loss of the vectors of the queries, and of a function from items to their vectors. */
  private interface Reference {
    Variable loss(Tape tape, Variable users, BiFunction<Tape, int[], Variable> items);
  }

  private static void assertLoss(
      Objective objective, Dataset data, Batch batch, Reference reference) {
    MatrixFactorization model = model(data, 1);
    float[] users = new float[batch.size() * DIM];
    model.encode(batch.queries(), users);
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable found = objective.loss(tape, model, batch);
      Variable vectors = tape.constant(Tensor.of(Shape.of(batch.size(), DIM), users));
      Variable expected = reference.loss(tape, vectors, (t, items) -> items(t, model, items));
      assertEquals(expected.value().item(), found.value().item(), 2e-6f);
      assertTrue(found.value().item() > 0.01, "a loss that says something");
    }
  }

  private static Variable items(Tape tape, MatrixFactorization model, int[] items) {
    Tensor vectors = Tensor.zeros(items.length, DIM);
    for (int i = 0; i < items.length; i++) {
      model.itemVectors().copyTo(items[i], items[i] + 1, vectors.data(), i * DIM);
    }
    return tape.constant(vectors);
  }

  /** {@code <user q, candidate c of q>}, shape {@code [queries, each]}. */
  private static Variable products(Variable users, Variable items, int each) {
    int n = users.shape().dim(0);
    Variable rows = Layout.reshape(items, n, each, DIM);
    return Layout.reshape(rows.matmul(Layout.reshape(users, n, DIM, 1)), n, each);
  }

  /** The weight of each query so often in a row, or null. */
  private static Tensor weights(Batch batch, int each) {
    if (batch.weights() == null) {
      return null;
    }
    Tensor weights = Tensor.zeros(batch.size(), each);
    for (int i = 0; i < weights.size(); i++) {
      weights.data()[i] = batch.weights()[i / each];
    }
    return weights;
  }

  /** The mean of weight times loss over batches of one query each. */
  private static Variable oneByOne(
      Tape tape, Batch batch, Variable users, BiFunction<Integer, Variable, Variable> loss) {
    Variable sum = tape.constant(Tensor.of(0f));
    for (int q = 0; q < batch.size(); q++) {
      float weight = batch.weights() == null ? 1 : batch.weights()[q];
      Variable own = loss.apply(q, Layout.slice(users, 0, q, q + 1));
      sum = sum.add(Layout.reshape(own, 1).mul(tape.constant(Tensor.of(weight))));
    }
    return Layout.reshape(sum.mul(tape.constant(Tensor.of(1f / batch.size()))), new int[0]);
  }

  private static int[] row(Batch batch, int q) {
    int each = batch.candidates().each();
    return Arrays.copyOfRange(batch.candidates().expanded(batch.size()), q * each, (q + 1) * each);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bpr(boolean weighted) {
    Dataset data = data(weighted);
    for (Batch batch : batches(Bpr.INSTANCE, data, 4)) {
      assertDrawn(batch, data);
      assertLoss(
          Bpr.INSTANCE,
          data,
          batch,
          (tape, users, items) -> {
            int[] all = batch.candidates().expanded(batch.size());
            Variable scores = products(users, items.apply(tape, all), 1 + NEGATIVES);
            Variable liked = Layout.slice(scores, 1, 0, 1);
            return Losses.bpr(
                Layout.concat(1, liked, liked),
                Layout.slice(scores, 1, 1, 3),
                weights(batch, NEGATIVES),
                Reduction.MEAN);
          });
    }
  }

  /** The first candidate is the liked item, the others are what the user has not seen. */
  private static void assertDrawn(Batch batch, Dataset data) {
    List<Set<String>> seen =
        List.of(Set.of(), Set.of("p", "q"), Set.of("p", "r"), Set.of("q", "s"), Set.of("r", "p"));
    for (int q = 0; q < batch.size(); q++) {
      int[] own = row(batch, q);
      Set<String> known = seen.get(batch.queries().users()[q]);
      assertTrue(known.contains(data.space().items().key(own[0])));
      for (int c = 1; c < own.length; c++) {
        assertFalse(known.contains(data.space().items().key(own[c])));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void implicit(boolean weighted) {
    Dataset data = data(weighted);
    for (Batch batch : batches(Implicit.INSTANCE, data, 4)) {
      assertDrawn(batch, data);
      Tensor targets = Tensor.zeros(batch.size(), 1 + NEGATIVES);
      for (int q = 0; q < batch.size(); q++) {
        targets.data()[q * (1 + NEGATIVES)] = 1;
      }
      assertLoss(
          Implicit.INSTANCE,
          data,
          batch,
          (tape, users, items) -> {
            int[] all = batch.candidates().expanded(batch.size());
            return Losses.bceWithLogits(
                products(users, items.apply(tape, all), 1 + NEGATIVES),
                targets,
                weights(batch, 1 + NEGATIVES));
          });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sampledSoftmax(boolean weighted) {
    Dataset data = data(weighted);
    for (Batch batch : batches(SampledSoftmax.INSTANCE, data, 4)) {
      assertDrawn(batch, data);
      assertLoss(
          SampledSoftmax.INSTANCE,
          data,
          batch,
          (tape, users, items) ->
              oneByOne(
                  tape,
                  batch,
                  users,
                  (q, user) -> {
                    int[] own = row(batch, q);
                    return SoftmaxLosses.sampledSoftmax(
                        user,
                        items.apply(tape, new int[] {own[0]}),
                        items.apply(tape, Arrays.copyOfRange(own, 1, own.length)),
                        1,
                        null,
                        null);
                  }));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fullSoftmax(boolean weighted) {
    Dataset data = data(weighted);
    int[] every = {1, 2, 3, 4};
    for (Batch batch : batches(FullSoftmax.INSTANCE, data, 4)) {
      assertArrayEquals(every, ((Candidates.Shared) batch.candidates()).items());
      assertLoss(
          FullSoftmax.INSTANCE,
          data,
          batch,
          (tape, users, items) ->
              oneByOne(
                  tape,
                  batch,
                  users,
                  (q, user) -> {
                    int[] chosen = {every[batch.chosen()[q]]};
                    return SoftmaxLosses.sampledSoftmax(
                        user,
                        items.apply(tape, chosen),
                        items.apply(tape, every),
                        1,
                        null,
                        new SoftmaxLosses.Hits(chosen, every));
                  }));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void labels(boolean weighted) {
    Dataset data = data(weighted);
    List<Batch> batches = batches(Labels.INSTANCE, data, 3);
    assertEquals(8, batches.stream().mapToInt(Batch::size).sum());
    for (Batch batch : batches) {
      Tensor targets = Tensor.zeros(batch.size());
      for (int q = 0; q < batch.size(); q++) {
        targets.data()[q] = rating(data, batch, q) >= 4 ? 1 : 0;
      }
      assertLoss(
          Labels.INSTANCE,
          data,
          batch,
          (tape, users, items) ->
              Losses.bceWithLogits(
                  products(users, items.apply(tape, batch.candidates().expanded(batch.size())), 1),
                  targets,
                  weights(batch, 1)));
    }
  }

  /** The mean rating is 31 / 8. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ratings(boolean weighted) {
    Dataset data = data(weighted);
    Ratings objective = Ratings.INSTANCE.fitted(data);
    assertEquals(3.875f, objective.base());
    assertEquals(4.875f, objective.present(1));
    for (Batch batch : batches(objective, data, 3)) {
      Tensor targets = Tensor.zeros(batch.size());
      for (int q = 0; q < batch.size(); q++) {
        targets.data()[q] = rating(data, batch, q) - 3.875f;
      }
      assertLoss(
          objective,
          data,
          batch,
          (tape, users, items) ->
              Losses.mse(
                  products(users, items.apply(tape, batch.candidates().expanded(batch.size())), 1),
                  targets,
                  weights(batch, 1)));
    }
  }

  /** The rating of the row of a query, which is that of its user and its one candidate. */
  private static float rating(Dataset data, Batch batch, int q) {
    int item = row(batch, q)[0];
    return IntStream.range(0, data.interactions().size())
        .filter(
            row ->
                data.examples().users()[row] == batch.queries().users()[q]
                    && data.examples().items()[row] == item)
        .mapToObj(row -> data.interactions().ratings()[row])
        .findFirst()
        .orElseThrow();
  }

  /** The logarithm of the share of p, q or r among the liked rows. */
  private static float logShare(Dataset data, int item) {
    return (float)
        Math.log(
            switch (data.space().items().key(item)) {
              case "p" -> 3 / 6.0;
              case "q" -> 1 / 6.0;
              case "r" -> 2 / 6.0;
              default -> throw new AssertionError("nobody liked item " + item);
            });
  }

  /** Batches of three hold an item twice now and then, that of six does in any case. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 6})
  void inBatchSoftmax(int size) {
    Dataset data = data(false);
    for (Batch batch : batches(InBatchSoftmax.INSTANCE, data, size)) {
      Candidates.Shared candidates = (Candidates.Shared) batch.candidates();
      assertEquals(candidates.each(), Arrays.stream(candidates.items()).distinct().count());
      int[] chosen = IntStream.of(batch.chosen()).map(c -> candidates.items()[c]).toArray();
      Tensor logShares = Tensor.zeros(batch.size());
      for (int q = 0; q < batch.size(); q++) {
        logShares.data()[q] = logShare(data, chosen[q]);
      }
      assertLoss(
          InBatchSoftmax.INSTANCE,
          data,
          batch,
          (tape, users, items) ->
              SoftmaxLosses.inBatchSoftmax(users, items.apply(tape, chosen), 1, logShares, chosen));
    }
  }

  /** The mean of {@code w (ln sum exp(s_i) - s_own)}, scores s less ln p. */
  @Test
  void theWeightOfAQueryTimesItsLoss() {
    Dataset data = data(true);
    Batch whole = batches(InBatchSoftmax.INSTANCE, data, 6).getFirst();
    double expected = 0;
    MatrixFactorization model = model(data, 1);
    float[] users = new float[6 * DIM];
    model.encode(whole.queries(), users);
    Candidates.Shared candidates = (Candidates.Shared) whole.candidates();
    for (int q = 0; q < 6; q++) {
      double sum = 0;
      double own = 0;
      // Every query is held against its own item, and against those of the others that differ.
      for (int other = 0; other < 6; other++) {
        if (other != q && whole.chosen()[other] == whole.chosen()[q]) {
          continue;
        }
        int item = candidates.items()[whole.chosen()[other]];
        float[] vector = new float[DIM];
        model.itemVectors().copyTo(item, item + 1, vector, 0);
        double score = -logShare(data, item);
        for (int d = 0; d < DIM; d++) {
          score += users[q * DIM + d] * vector[d];
        }
        sum += Math.exp(score);
        own = other == q ? score : own;
      }
      expected += whole.weights()[q] * (Math.log(sum) - own) / 6;
    }
    try (Tape tape = Tape.inference(new TensorPool())) {
      assertEquals(expected, InBatchSoftmax.INSTANCE.loss(tape, model, whole).value().item(), 2e-6);
    }
  }

  /** The loss that a model without any preference has is what it is held against. */
  @Test
  void equalScoresHaveTheConstantLoss() {
    for (Objective objective :
        List.of(
            Bpr.INSTANCE, FullSoftmax.INSTANCE, SampledSoftmax.INSTANCE, InBatchSoftmax.INSTANCE)) {
      Dataset data = data(false);
      List<Batch> whole = batches(objective, data, 6);
      try (Tape tape = Tape.inference(new TensorPool())) {
        assertEquals(
            objective.constant(whole).orElseThrow().loss(),
            objective.loss(tape, model(data, 0), whole.getFirst()).value().item(),
            1e-6,
            objective.name());
      }
    }
  }
}
