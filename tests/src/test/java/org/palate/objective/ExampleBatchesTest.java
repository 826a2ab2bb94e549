// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palate.data.Interactions;
import org.palate.data.InteractionsBuilder;
import org.palate.data.split.Split;
import org.palate.data.split.SplitSpec;
import org.palate.feature.FeatureSpace;
import org.palate.model.SasRec;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Position;
import org.palate.recommender.Queries;

class ExampleBatchesTest {
  private static final int LENGTH = 3;

  /**
   * Users of 1 to 12 events in an order of rows that is not that of time, with two events at each
   * time; every fifth row is not liked, every seventh not for training.
   */
  private static Dataset data() {
    List<int[]> rows = new ArrayList<>();
    for (int user = 1; user <= 12; user++) {
      for (int event = 0; event < user; event++) {
        rows.add(new int[] {user, (user * 5 + event * 3) % 20, event / 2});
      }
    }
    rows.sort(Comparator.comparingInt(row -> (row[0] * 31 + row[1] * 17 + row[2] * 7) % 101));
    InteractionsBuilder builder = Interactions.builder();
    for (int i = 0; i < rows.size(); i++) {
      int[] row = rows.get(i);
      builder.add("u" + row[0], "i" + row[1], i % 5 == 0 ? 1 : 5, row[2]);
    }
    Interactions all = builder.build();
    int[] train = IntStream.range(0, all.size()).filter(row -> row % 7 != 0).toArray();
    int[] test = IntStream.range(0, all.size()).filter(row -> row % 7 == 0).toArray();
    return Dataset.of(FeatureSpace.fit(all, train), all, split(train, test), 4);
  }

  private static Split split(int[] train, int[] test) {
    return new Split(new SplitSpec.Ratio(0.8, 0, 0.2), 1, train, new int[0], test);
  }

  private static ExampleBatches batches(
      Dataset data, GradientModel model, int size, IntPredicate useful) {
    return ExampleBatches.ofLiked(
        data,
        model,
        new BatchOptions(size, 1, 3),
        useful,
        (queries, rows, random) ->
            new Batch(
                queries,
                new Candidates.Each(data.items(rows), 1),
                List.of(),
                rows.clone(), // So that a test can see which row a query is of.
                null));
  }

  private static SasRec model(Dataset data) {
    return new SasRec(data.space(), new SasRec.Config(4, LENGTH, 1, 1, 0, 0.1), 1);
  }

  /** The liked training rows of a user in order of time, of equal times in that of the data. */
  private static List<Integer> history(Dataset data, int user) {
    return Arrays.stream(data.split().train())
        .filter(row -> data.likes().rows()[row] && data.examples().users()[row] == user)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(row -> data.interactions().times()[row])
                .thenComparingInt(row -> row))
        .toList();
  }

  /** For each row of an epoch the items that its query knows of, and in how many batches. */
  private static Map<Integer, List<Integer>> epoch(ExampleBatches batches) {
    Map<Integer, List<Integer>> known = new TreeMap<>();
    for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
      Queries queries = batch.queries();
      for (int q = 0; q < batch.size(); q++) {
        List<Integer> items =
            Arrays.stream(queries.histories().items(), queries.starts()[q], queries.ends()[q])
                .boxed()
                .toList();
        assertNull(known.put(batch.chosen()[q], items), "a row comes once in an epoch");
      }
    }
    return known;
  }

  @Test
  void everyLikedRowButAUsersFirstIsLearnedOnceWithWhatWasBeforeItInItsWindow() {
    Dataset data = data();
    Map<Integer, List<Integer>> expected = new TreeMap<>();
    for (int user = 1; user < data.space().users().size(); user++) {
      List<Integer> rows = history(data, user);
      for (int event = 1; event < rows.size(); event++) {
        // Windows end with the last event; each begins with the one that the window before ends
        // with.
        int toTheEnd = rows.size() - 1 - event;
        int start = Math.max(0, rows.size() - 1 - (toTheEnd / LENGTH + 1) * LENGTH);
        expected.put(
            rows.get(event),
            rows.subList(start, event).stream().map(row -> data.examples().items()[row]).toList());
      }
    }
    ExampleBatches batches = batches(data, model(data), 4, _ -> true);
    assertEquals(expected, epoch(batches));
    assertEquals(expected.size(), batches.examples());
    assertEquals(expected, epoch(batches), "every epoch has the same rows");
  }

  @Test
  void rowsThatAreNotUsefulAreKnownButNotLearned() {
    Dataset data = data();
    Map<Integer, List<Integer>> all = epoch(batches(data, model(data), 4, _ -> true));
    Map<Integer, List<Integer>> some = epoch(batches(data, model(data), 4, row -> row % 2 == 0));
    all.keySet().removeIf(row -> row % 2 != 0);
    assertEquals(all, some);
  }

  @Test
  void queriesOfAWindowFollowEachOther() {
    Dataset data = data();
    ExampleBatches batches = batches(data, model(data), 1, _ -> true);
    for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
      int[] starts = batch.queries().starts();
      for (int q = 1; q < starts.length; q++) {
        assertEquals(starts[0], starts[q]);
        assertEquals(batch.queries().ends()[q - 1] + 1, batch.queries().ends()[q]);
      }
    }
  }

  @Test
  void noUserWithASecondEventIsNothingToLearnFrom() {
    InteractionsBuilder builder = Interactions.builder();
    builder.add("a", "x").add("b", "y");
    Interactions all = builder.build();
    int[] rows = {0, 1};
    Dataset data = Dataset.of(FeatureSpace.fit(all, rows), all, split(rows, new int[0]), 4);
    String message =
        assertThrows(IllegalArgumentException.class, () -> batches(data, model(data), 4, _ -> true))
            .getMessage();
    assertEquals(true, message.contains("who had liked something before"), message);
  }

  @Test
  void fromOnePositionComeTheSameBatches() {
    Dataset data = data();
    ExampleBatches batches = batches(data, model(data), 2, _ -> true);
    List<int[]> first = new ArrayList<>();
    Position third = null;
    for (int step = 0; step < 6; step++) {
      if (step == 2) {
        third = batches.position();
      }
      first.add(batches.next().chosen());
    }
    ExampleBatches again = batches(data, model(data), 2, _ -> true);
    again.seek(third);
    for (int step = 2; step < 6; step++) {
      assertArrayEquals(first.get(step), again.next().chosen());
    }
    again.seek(new Position(third.epoch() + 1, 0));
    assertFalse(Arrays.equals(first.getFirst(), again.next().chosen()), "another order");
  }
}
