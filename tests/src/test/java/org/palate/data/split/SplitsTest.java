// SPDX-License-Identifier: Apache-2.0
package org.palate.data.split;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palate.TestData;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.data.read.MovieLens;
import org.palate.data.read.OnBadRow;

final class SplitsTest {
  /** One row for each entry: the user's number from 1, and the time. */
  private static Interactions rows(int[] users, long[] times) {
    int most = Arrays.stream(users).max().orElseThrow();
    List<String> ids = IntStream.rangeClosed(1, most).mapToObj(u -> "u" + u).toList();
    Interactions interactions =
        Interactions.of(Vocabulary.of(ids), users, Vocabulary.of(List.of("i")), ones(users.length));
    return times == null ? interactions : interactions.withTime(times);
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static Interactions many(int users, int each) {
    return rows(IntStream.range(0, users * each).map(row -> 1 + row % users).toArray(), null);
  }

  private static void assertPartition(Split split, int rows) {
    boolean[] taken = new boolean[rows];
    for (int[] part : List.of(split.train(), split.validation(), split.test())) {
      for (int i = 0; i < part.length; i++) {
        assertTrue(i == 0 || part[i] > part[i - 1], "rows rise");
        assertTrue(!taken[part[i]], "row " + part[i] + " is in two parts");
        taken[part[i]] = true;
      }
    }
    assertEquals(rows, split.rows());
  }

  @Test
  void ratioDealsAllRowsByShare() {
    Split split = Splits.ratio(many(10, 100), 0.8, 0.1, 0.1, 7);
    assertPartition(split, 1000);
    assertEquals(800, split.train().length);
    assertEquals(100, split.validation().length);
    assertEquals(100, split.test().length);
  }

  @Test
  void aSeedDecidesTheDraw() {
    Interactions interactions = many(10, 30);
    assertEquals(
        Splits.ratio(interactions, 0.8, 0.1, 0.1, 1), Splits.ratio(interactions, 0.8, 0.1, 0.1, 1));
    assertNotEquals(
        Splits.ratio(interactions, 0.8, 0.1, 0.1, 1), Splits.ratio(interactions, 0.8, 0.1, 0.1, 2));
    assertEquals(
        Splits.ratioByUser(interactions, 0.8, 0.1, 0.1, 1),
        Splits.ratioByUser(interactions, 0.8, 0.1, 0.1, 1));
  }

  @Test
  void sizesAreWholeAndNearTheShares() {
    double[] tenths = {0.8, 0.1, 0.1};
    assertArrayEquals(new int[] {8, 1, 1}, Splits.sizes(10, tenths));
    assertArrayEquals(new int[] {24, 3, 3}, Splits.sizes(30, tenths));
    // 5 rows: 4, 0.5, 0.5; the row left over goes to test.
    assertArrayEquals(new int[] {4, 0, 1}, Splits.sizes(5, tenths));
    // 3 rows: 2.4, 0.3, 0.3; train has the largest fraction.
    assertArrayEquals(new int[] {3, 0, 0}, Splits.sizes(3, tenths));
    assertArrayEquals(new int[] {1, 0, 0}, Splits.sizes(1, tenths));
    // 1 row would fall to test, but train keeps one.
    assertArrayEquals(new int[] {1, 0, 0}, Splits.sizes(1, new double[] {0.3, 0, 0.7}));
    for (int rows = 1; rows < 300; rows++) {
      int[] sizes = Splits.sizes(rows, tenths);
      assertEquals(rows, sizes[0] + sizes[1] + sizes[2]);
      for (int part = 0; part < 3; part++) {
        assertTrue(Math.abs(sizes[part] - rows * tenths[part]) <= 1, "rows " + rows);
      }
    }
  }

  @Test
  void ratioByUserDealsTheRowsOfEachUser() {
    Interactions interactions = many(7, 20);
    Split split = Splits.ratioByUser(interactions, 0.8, 0.1, 0.1, 3);
    assertPartition(split, 140);
    int[][] counts = new int[3][8];
    int part = 0;
    for (int[] rows : List.of(split.train(), split.validation(), split.test())) {
      for (int row : rows) {
        counts[part][interactions.user(row)]++;
      }
      part++;
    }
    assertArrayEquals(new int[] {0, 16, 16, 16, 16, 16, 16, 16}, counts[0]);
    assertArrayEquals(new int[] {0, 2, 2, 2, 2, 2, 2, 2}, counts[1]);
    assertArrayEquals(new int[] {0, 2, 2, 2, 2, 2, 2, 2}, counts[2]);
  }

  @Test
  void usersOfOneSplitDoNotShareTheirDraw() {
    // Were each user dealt by the same draw, the held-out rows would have the same places.
    Interactions interactions = rows(sorted(6, 20), null);
    Split split = Splits.ratioByUser(interactions, 0.9, 0, 0.1, 1);
    List<Integer> places = new ArrayList<>();
    for (int row : split.test()) {
      places.add(row % 20);
    }
    assertTrue(places.stream().distinct().count() > 4, places.toString());
  }

  private static int[] sorted(int users, int each) {
    return IntStream.range(0, users * each).map(row -> 1 + row / each).toArray();
  }

  @Test
  void leaveOneOutHoldsBackTheLastTwoInTime() {
    // User 1 out of order; user 2 at one time, so the file decides; user 3 has two rows only.
    Interactions interactions =
        rows(new int[] {1, 1, 1, 1, 2, 2, 2, 3, 3}, new long[] {30, 10, 40, 20, 5, 5, 5, 1, 2});
    Split split = Splits.leaveOneOut(interactions);
    assertPartition(split, 9);
    assertArrayEquals(new int[] {2, 6}, split.test());
    assertArrayEquals(new int[] {0, 5}, split.validation());
    assertArrayEquals(new int[] {1, 3, 4, 7, 8}, split.train());
  }

  @Test
  void timePointCutsEveryoneAtOnce() {
    Interactions interactions =
        rows(new int[] {1, 2, 1, 2, 1, 2}, new long[] {10, 20, 30, 40, 50, 60});
    Split split = Splits.timePoint(interactions, 30, 50);
    assertArrayEquals(new int[] {0, 1}, split.train());
    assertArrayEquals(new int[] {2, 3}, split.validation());
    assertArrayEquals(new int[] {4, 5}, split.test());
    Split two = Splits.timePoint(interactions, 50, 50);
    assertEquals(0, two.validation().length);
    assertArrayEquals(new int[] {4, 5}, two.test());
  }

  @Test
  void timeQuantilesNeverPartRowsOfOneTime() {
    Interactions interactions = rows(ones(10), new long[] {9, 8, 7, 6, 5, 5, 5, 5, 5, 0});
    // Half of the ten rows in order of time: the fifth place from 0 is one of the rows at 5.
    Split split = Splits.timeQuantile(interactions, 0.5, 0.5);
    assertArrayEquals(new int[] {9}, split.train());
    assertEquals(9, split.test().length);
    Split parts = Splits.timeQuantile(interactions, 0.7, 0.9);
    assertArrayEquals(new int[] {0}, parts.test());
    assertArrayEquals(new int[] {1, 2}, parts.validation());
  }

  @Test
  void splitsByTimeNeedTimes() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Splits.leaveOneOut(many(2, 3)));
    assertEquals(
        "split leave-one-out needs the time of every row, but there is none: 6 interactions of 2"
            + " users with 1 items: user, item",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Splits.timeQuantile(many(2, 3), 0.5, 0.9));
  }

  @Test
  void emptyPartsAreRefusedWithTheSpanOfTimes() {
    Interactions interactions = rows(ones(2), new long[] {0, 86_400});
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Splits.of(interactions, SplitSpec.parse("time:2000-12-01"), 0));
    assertEquals(
        "split time:2000-12-01 leaves test without a row of 2, whose times run from 1970-01-01 to"
            + " 1970-01-02",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Splits.timePoint(interactions, 0, 86_400));
  }

  @Test
  void factsSayHowTheSplitWasMade() {
    Split split = Splits.ratio(many(10, 10), 0.8, 0.1, 0.1, 9);
    assertEquals(
        "{split=ratio:0.8,0.1,0.1, seed=9, rows=100, train=80, validation=10, test=10}",
        split.facts().toString());
  }

  @Test
  void movieLensSplitsHaveTheirKnownSizes() {
    Interactions ratings = MovieLens.read(TestData.assumePresent("ml-100k/u.data"), OnBadRow.FAIL);
    Split ratio = Splits.ratio(ratings, 0.8, 0.1, 0.1, 42);
    assertEquals(80_000, ratio.train().length);
    assertEquals(10_000, ratio.test().length);
    Split lastOut = Splits.leaveOneOut(ratings);
    assertEquals(943, lastOut.test().length);
    assertEquals(943, lastOut.validation().length);
    assertPartition(lastOut, 100_000);
    Split time = Splits.timeQuantile(ratings, 0.8, 0.9);
    assertPartition(time, 100_000);
    long lastTrain = Arrays.stream(time.train()).mapToLong(r -> ratings.times()[r]).max().orElse(0);
    long firstTest = Arrays.stream(time.test()).mapToLong(r -> ratings.times()[r]).min().orElse(0);
    assertTrue(lastTrain < firstTest);
  }
}
