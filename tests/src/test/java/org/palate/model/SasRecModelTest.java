// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.data.Interactions;
import org.palate.data.InteractionsBuilder;
import org.palate.data.ItemLists;
import org.palate.data.split.SplitSpec;
import org.palate.feature.EncodedColumns;
import org.palate.feature.FeatureSpace;
import org.palate.nn.Parameter;
import org.palate.recommender.Batch;
import org.palate.recommender.Candidates;
import org.palate.recommender.Histories;
import org.palate.recommender.Queries;
import org.palate.serve.Bundle;
import org.palate.serve.Query;
import org.palate.serve.Recommendation;
import org.palate.serve.Recommender;
import org.palate.serve.Wanted;
import org.palate.tensor.TensorPool;
import org.palate.train.Recipe;
import org.palate.train.Trained;
import org.palate.train.TrainingListener;

/** SASRec as a recommender; {@code SasRecTest} is about its encoder. */
class SasRecModelTest {
  private static final int ITEMS = 40;

  @TempDir private Path folder;

  /** Everyone goes round a circle of items from some place, ten steps far. */
  private static Interactions circle() {
    InteractionsBuilder builder = Interactions.builder();
    for (int user = 0; user < 2 * ITEMS; user++) {
      for (int step = 0; step < 10; step++) {
        builder.row("u" + user, "i" + (user + step) % ITEMS).time(step).add();
      }
    }
    return builder.build();
  }

  private static Recipe recipe(String objective) {
    return Recipe.of("sasrec")
        .with("objective", objective)
        .with("dim", "16")
        .with("length", "8")
        .with("dropout", "0")
        .with("batch", "8")
        .with("negatives", "10")
        .with("lr", "0.005")
        .with("epochs", "30")
        .withSplit(new SplitSpec.LeaveOneOut());
  }

  private static FeatureSpace space() {
    Interactions all = circle();
    return FeatureSpace.fit(all, IntStream.range(0, all.size()).toArray());
  }

  private static SasRec untrained(FeatureSpace space, int length) {
    return new SasRec(space, new SasRec.Config(8, length, 2, 2, 0, 0.4), 3);
  }

  /** A history of 12 events and one of 3, one event after the other asked about. */
  private static Queries moments(FeatureSpace space) {
    int[] items = {5, 9, 1, 7, 7, 30, 2, 40, 11, 12, 13, 6, 17, 16, 8};
    int[] ends = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    int[] starts = new int[ends.length];
    Arrays.fill(starts, 12, 15, 12);
    return new Queries(
        new int[ends.length],
        Histories.of(new ItemLists(new int[] {0, 0, 12, 15}, items)),
        starts,
        ends,
        EncodedColumns.unknown(1, space.fields()),
        new int[ends.length],
        null);
  }

  private static float[] scores(SasRec model, Queries queries, Candidates candidates) {
    try (Tape tape = Tape.inference(new TensorPool())) {
      return model.scores(tape, Batch.of(queries, candidates)).value().toArray();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 5, 1})
  void aMomentHasTheSameScoresInAWindowAndAlone(int length) {
    FeatureSpace space = space();
    SasRec model = untrained(space, length);
    Queries all = moments(space);
    Candidates.Shared everything = Candidates.Shared.range(0, model.items());
    float[] together = scores(model, all, everything);
    float[] served = new float[together.length];
    model.score(all, 0, model.items(), served);
    assertArrayEquals(together, served);
    for (int q = 0; q < all.size(); q++) {
      Queries one = all.slice(q, q + 1);
      float[] row = Arrays.copyOfRange(together, q * model.items(), (q + 1) * model.items());
      assertArrayEquals(row, scores(model, one, everything));
      model.score(one, 0, model.items(), served);
      assertArrayEquals(row, Arrays.copyOf(served, row.length));
      int[] own = {4, 1, 17};
      float[] found = new float[3];
      model.score(one, new Candidates.Each(own, 3), found);
      assertArrayEquals(new float[] {row[4], row[1], row[17]}, found);
    }
    int[] own = IntStream.range(0, 2 * all.size()).map(i -> 1 + i).toArray();
    float[] inWindows = scores(model, all, new Candidates.Each(own, 2));
    for (int q = 0; q < all.size(); q++) {
      Candidates.Each two = new Candidates.Each(Arrays.copyOfRange(own, 2 * q, 2 * q + 2), 2);
      assertArrayEquals(
          scores(model, all.slice(q, q + 1), two), Arrays.copyOfRange(inWindows, 2 * q, 2 * q + 2));
    }
  }

  @Test
  void onlyTheNewestEventsCountAndTheirOrderDoes() {
    FeatureSpace space = space();
    SasRec model = untrained(space, 2);
    Queries all = moments(space);
    Queries other =
        new Queries(
            all.users(),
            all.histories(),
            all.ends().clone(),
            all.ends(),
            all.context(),
            all.contextRows(),
            null);
    for (int q = 0; q < other.size(); q++) {
      other.starts()[q] = Math.max(all.starts()[q], all.ends()[q] - 2);
    }
    Candidates.Shared items = Candidates.Shared.range(1, model.items());
    assertArrayEquals(scores(model, all, items), scores(model, other, items));
    Histories there = Histories.of(ItemLists.of(List.of(new int[] {3, 4}, new int[] {4, 3})));
    Queries orders = Queries.of(space, new int[] {0, 1}, there);
    float[] both = scores(model, orders, items);
    int n = model.items() - 1;
    assertNotEquals(
        Arrays.hashCode(Arrays.copyOf(both, n)),
        Arrays.hashCode(Arrays.copyOfRange(both, n, 2 * n)));
  }

  @Test
  void withoutHistoryTheStateIsTheBiasOfTheLastNorm() {
    FeatureSpace space = space();
    SasRec model = untrained(space, 4);
    float[] bias =
        model.parameters().stream()
            .filter(parameter -> parameter.name().equals("encoder.last_norm.bias"))
            .map(parameter -> ((Parameter.Dense) parameter).variable().value().data())
            .findFirst()
            .orElseThrow();
    for (int i = 0; i < bias.length; i++) {
      bias[i] = i - 2.5f;
    }
    Histories unknown =
        Histories.of(ItemLists.of(List.of(new int[0], new int[] {ITEMS + 1, ITEMS + 9})));
    float[] states = new float[2 * bias.length];
    model.encode(Queries.of(space, new int[] {0, 1}, unknown), states);
    assertArrayEquals(bias, Arrays.copyOf(states, bias.length));
    assertArrayEquals(bias, Arrays.copyOfRange(states, bias.length, states.length));
  }

  @Test
  void gradientsOfScores() {
    InteractionsBuilder builder = Interactions.builder();
    builder.add("u", "a").add("u", "b").add("v", "c");
    FeatureSpace space = FeatureSpace.fit(builder.build(), new int[] {0, 1, 2});
    SasRec model = new SasRec(space, new SasRec.Config(16, 3, 1, 2, 0, 1), 3);
    for (Parameter parameter : model.parameters()) {
      // No ReLU is near its kink.
      if (parameter.name().endsWith("conv1.bias")) {
        float[] bias = ((Parameter.Dense) parameter).variable().value().data();
        for (int i = 0; i < bias.length; i++) {
          bias[i] = i % 2 == 0 ? 5 : -5;
        }
      }
    }
    Queries queries =
        new Queries(
            new int[4],
            Histories.of(ItemLists.of(List.of(new int[] {1, 3}, new int[] {2, 1}))),
            new int[] {0, 0, 2, 4},
            new int[] {1, 2, 4, 4},
            EncodedColumns.unknown(1, space.fields()),
            new int[4],
            null);
    for (Candidates candidates :
        List.of(
            new Candidates.Each(new int[] {1, 2, 3, 1, 2, 3, 2, 2}, 2),
            Candidates.Shared.range(1, 4))) {
      GradientCheck.check(
          // Smaller, and so is the curvature over a step of the differences.
          (tape, _) -> Arithmetic.scale(model.scores(tape, Batch.of(queries, candidates)), 0.125f),
          model.parameters());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"softmax", "sampled-softmax", "in-batch-softmax", "implicit", "rank"})
  void learnsWhatFollowsByEveryObjective(String objective) {
    Trained trained = recipe(objective).train(circle(), TrainingListener.SILENT);
    double loss = trained.result().history().getFirst().loss();
    assertTrue(trained.result().history().getLast().loss() < loss);
    assertTrue(trained.test().get("mrr@10") > 0.99, objective + ": " + trained.test());
  }

  @Test
  void isServedToUsersByWhatTheyDidFromABundle() throws Exception {
    Path path = folder.resolve("circle.palate");
    Bundle.of(recipe("softmax").train(circle(), TrainingListener.SILENT)).write(path);
    Recommender recommender = Recommender.load(path);
    assertEquals("i28", recommender.recommend(List.of("i25", "i26", "i27"), 1).getFirst().item());
    assertEquals(
        "i28",
        recommender.recommend(List.of("i26", "nowhere", "i27"), 1).getFirst().item(),
        "an item that is not known is ignored");
    // User 7 ended with item 16.
    assertEquals("i17", recommender.recommend("u7", 1).getFirst().item());
    List<String> own = IntStream.range(7, 17).mapToObj(item -> "i" + item).toList();
    assertEquals(
        recommender.recommend("u7", 5), recommender.recommend(own, 5), "the history is all");
    List<Recommendation> since =
        recommender.recommend(Query.of("u7").withHistory(List.of("i30", "i31")), Wanted.top(1));
    assertEquals("i32", since.getFirst().item());
    assertEquals(3, recommender.recommend(List.of(), 3).size());
  }
}
