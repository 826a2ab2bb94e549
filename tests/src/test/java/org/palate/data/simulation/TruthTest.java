// SPDX-License-Identifier: Apache-2.0
package org.palate.data.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palate.data.Column;
import org.palate.data.Interactions;
import org.palate.data.split.Split;
import org.palate.data.split.Splits;

/** The truth predicts what happens, and no ranking made of the data comes near it. */
final class TruthTest {
  private static final Simulation SIMULATION = Simulator.run(SimulatorConfig.DEFAULT, 5);
  private static final Interactions ROWS = SIMULATION.interactions();
  private static final int USERS = ROWS.userVocabulary().size();
  private static final int ITEMS = ROWS.itemVocabulary().size();

  /** Writes the scores of all items for a user. */
  private interface Ranking {
    void scores(int user, float[] out);
  }

  /** What a split lets a ranking know, and what it holds back. */
  private record Trial(boolean[][] train, boolean[][] seen, List<List<Integer>> heldOut) {
    static Trial of(Split split) {
      boolean[][] train = new boolean[USERS][ITEMS];
      boolean[][] seen = new boolean[USERS][ITEMS];
      List<List<Integer>> heldOut = new ArrayList<>();
      for (int user = 0; user < USERS; user++) {
        heldOut.add(new ArrayList<>());
      }
      for (int row : split.train()) {
        train[ROWS.user(row)][ROWS.item(row)] = true;
        seen[ROWS.user(row)][ROWS.item(row)] = true;
      }
      for (int row : split.validation()) {
        seen[ROWS.user(row)][ROWS.item(row)] = true;
      }
      for (int row : split.test()) {
        heldOut.get(ROWS.user(row)).add(ROWS.item(row));
      }
      return new Trial(train, seen, heldOut);
    }

    /** Mean NDCG@10 over the users with held-out items, all unseen items ranked. */
    double ndcg(Ranking ranking) {
      double sum = 0;
      int users = 0;
      float[] scores = new float[ITEMS];
      for (int user = 1; user < USERS; user++) {
        List<Integer> wanted = heldOut.get(user);
        if (wanted.isEmpty()) {
          continue;
        }
        ranking.scores(user, scores);
        double gain = 0;
        double ideal = 0;
        for (int place = 0; place < 10; place++) {
          double discount = Math.log(2) / Math.log(place + 2);
          gain += wanted.contains(takeBest(scores, seen[user])) ? discount : 0;
          ideal += place < wanted.size() ? discount : 0;
        }
        sum += gain / ideal;
        users++;
      }
      return sum / users;
    }

    /** The unseen item of the highest score not taken before, which is then taken. */
    private static int takeBest(float[] scores, boolean[] seen) {
      int best = 0;
      scores[0] = Float.NEGATIVE_INFINITY;
      for (int item = 1; item < ITEMS; item++) {
        best = !seen[item] && scores[item] > scores[best] ? item : best;
      }
      scores[best] = Float.NEGATIVE_INFINITY;
      return best;
    }

    float[] popularity() {
      float[] counts = new float[ITEMS];
      for (boolean[] user : train) {
        for (int item = 1; item < ITEMS; item++) {
          counts[item] += user[item] ? 1 : 0;
        }
      }
      return counts;
    }

    /** Popularity times how often the user meets the film's genres, against how often all do. */
    Ranking byGenre(float[] popularity) {
      Column.MultiCategorical genres = (Column.MultiCategorical) ROWS.items().column("genres");
      int count = genres.values().size();
      float[] all = new float[count];
      for (int item = 1; item < ITEMS; item++) {
        for (int i = genres.offsets()[item]; i < genres.offsets()[item + 1]; i++) {
          all[genres.codes()[i]] += popularity[item];
        }
      }
      return (user, out) -> {
        float[] mine = new float[count];
        for (int item = 1; item < ITEMS; item++) {
          if (train[user][item]) {
            for (int i = genres.offsets()[item]; i < genres.offsets()[item + 1]; i++) {
              mine[genres.codes()[i]]++;
            }
          }
        }
        for (int item = 1; item < ITEMS; item++) {
          float lift = 0;
          for (int i = genres.offsets()[item]; i < genres.offsets()[item + 1]; i++) {
            lift += (mine[genres.codes()[i]] + 0.0001f) / all[genres.codes()[i]];
          }
          out[item] = popularity[item] * lift / genres.count(item);
        }
      };
    }

    /** Items that users of the same items met: co-occurrence over the root of both popularities. */
    Ranking byNeighbours(float[] popularity) {
      float[][] together = new float[ITEMS][ITEMS];
      for (int user = 1; user < USERS; user++) {
        boolean[] mine = train[user];
        int[] items = IntStream.range(1, ITEMS).filter(item -> mine[item]).toArray();
        for (int a : items) {
          for (int b : items) {
            together[a][b]++;
          }
        }
      }
      return (user, out) -> {
        Arrays.fill(out, 0);
        for (int a = 1; a < ITEMS; a++) {
          if (train[user][a]) {
            for (int b = 1; b < ITEMS; b++) {
              out[b] += together[a][b] / (float) Math.sqrt(popularity[a] * popularity[b] + 1);
            }
          }
        }
      };
    }
  }

  @Test
  void noRankingOfTheDataComesNearTheTruth() {
    Trial trial = Trial.of(Splits.ratioByUser(ROWS, 0.8, 0.1, 0.1, 1));
    float[] popularity = trial.popularity();
    double best = trial.ndcg(SIMULATION.truth()::viewChances);
    double popular = trial.ndcg((user, out) -> System.arraycopy(popularity, 0, out, 0, ITEMS));
    double byGenre = trial.ndcg(trial.byGenre(popularity));
    double byNeighbours = trial.ndcg(trial.byNeighbours(popularity));
    String all =
        "truth %f, popular %f, genre %f, neighbours %f"
            .formatted(best, popular, byGenre, byNeighbours);
    assertTrue(best > 2 * popular, all);
    assertTrue(best > 1.2 * byGenre && byGenre > 1.3 * popular, all);
    assertTrue(best > 1.2 * byNeighbours, all);
  }

  @Test
  void thePopularityOfTheHeldOutRowsThemselvesDoesNotReachTheTruth() {
    // Even a ranking that looks at the held-out rows, but at no single user, stays below.
    Trial trial = Trial.of(Splits.ratioByUser(ROWS, 0.8, 0.1, 0.1, 1));
    float[] counts = new float[ITEMS];
    trial.heldOut.forEach(items -> items.forEach(item -> counts[item]++));
    double peeking = trial.ndcg((user, out) -> System.arraycopy(counts, 0, out, 0, ITEMS));
    assertTrue(trial.ndcg(SIMULATION.truth()::viewChances) > 1.5 * peeking);
  }

  @Test
  void theTruthOfALaterSpanRanksThatSpan() {
    Split split = Splits.timeQuantile(ROWS, 0.8, 0.9);
    Trial trial = Trial.of(split);
    long from = ROWS.times()[split.test()[0]];
    float[] popularity = trial.popularity();
    double best =
        trial.ndcg((user, out) -> SIMULATION.truth().viewChances(user, from, Long.MAX_VALUE, out));
    double wholeRecord = trial.ndcg(SIMULATION.truth()::viewChances);
    double popular = trial.ndcg((user, out) -> System.arraycopy(popularity, 0, out, 0, ITEMS));
    assertTrue(best > 3 * popular, best + " against " + popular);
    assertTrue(best > wholeRecord, best + " against " + wholeRecord);
  }

  @Test
  void chancesAreWhatComesTrue() {
    // Among the films not watched before the span, those with a chance of about p are watched in it
    // by about a share p of the users.
    Split split = Splits.timeQuantile(ROWS, 0.9, 0.9);
    Trial trial = Trial.of(split);
    long from = ROWS.times()[split.test()[0]];
    double[] expected = new double[10];
    double[] found = new double[10];
    float[] chances = new float[ITEMS];
    for (int user = 1; user < USERS; user++) {
      if (trial.heldOut.get(user).isEmpty()) {
        continue; // Without a visit in the span the chances are those of a visit made up.
      }
      SIMULATION.truth().viewChances(user, from, Long.MAX_VALUE, chances);
      for (int item = 1; item < ITEMS; item++) {
        if (!trial.seen[user][item]) {
          int bin = Math.clamp((long) (10 + Math.log(chances[item] + 1e-9) / Math.log(2)), 0, 9);
          expected[bin] += chances[item];
          found[bin] += trial.heldOut.get(user).contains(item) ? 1 : 0;
        }
      }
    }
    for (int bin = 0; bin < 10; bin++) {
      double tolerance = 0.15 * expected[bin] + 4 * Math.sqrt(expected[bin]);
      assertEquals(expected[bin], found[bin], tolerance, "bin " + bin);
    }
    double all = Arrays.stream(expected).sum();
    assertEquals(all, Arrays.stream(found).sum(), 0.08 * all);
  }

  @Test
  void chancesOfLikingAreWhatComesTrue() {
    double[] expected = new double[10];
    int[] liked = new int[10];
    int[] count = new int[10];
    for (int row = 0; row < ROWS.size(); row++) {
      float chance =
          SIMULATION.truth().likeChance(ROWS.user(row), ROWS.item(row), ROWS.times()[row]);
      int bin = Math.min(9, (int) (10 * chance));
      expected[bin] += chance;
      liked[bin] += (int) ROWS.labels()[row];
      count[bin]++;
    }
    for (int bin = 0; bin < 10; bin++) {
      double deviation = Math.sqrt(count[bin] * 0.25 + 1);
      assertEquals(expected[bin], liked[bin], 4 * deviation, "bin " + bin + " of " + count[bin]);
    }
  }

  @Test
  void withoutTasteTheTruthIsTheSameForAllButForWhatTheyMeet() {
    Simulation alike = Simulator.run(SimulatorConfig.DEFAULT.withSize(200, 300).withTaste(0), 1);
    long time = alike.interactions().times()[0];
    float first = alike.truth().likeChance(1, 1, time);
    assertTrue(first > 0 && first < 1);
    // Ratings then depend on the film and the user's kindness: the order of films is one for all.
    int items = alike.interactions().itemVocabulary().size();
    Integer[] orders = new Integer[2];
    for (int user = 1; user <= 2; user++) {
      int best = 1;
      for (int item = 1; item < items; item++) {
        best =
            alike.truth().likeChance(user, item, time) > alike.truth().likeChance(user, best, time)
                ? item
                : best;
      }
      orders[user - 1] = best;
    }
    assertEquals(orders[0], orders[1]);
  }

  @Test
  void chancesAreChancesAndTheSameEachTime() {
    float[] once = new float[ITEMS];
    float[] twice = new float[ITEMS];
    SIMULATION.truth().viewChances(1, once);
    SIMULATION.truth().viewChances(1, twice);
    assertArrayEquals(once, twice);
    assertEquals(0, once[0]);
    for (float chance : once) {
      assertTrue(chance >= 0 && chance <= 1);
    }
    // A span without a visit takes the taste of the visit before it.
    SIMULATION.truth().viewChances(1, Long.MAX_VALUE - 1, Long.MAX_VALUE, twice);
    assertTrue(IntStream.range(1, ITEMS).anyMatch(item -> twice[item] > 0));
  }

  @Test
  void wrongCodesAreRefused() {
    Truth truth = SIMULATION.truth();
    assertThrows(IndexOutOfBoundsException.class, () -> truth.viewChances(0, new float[ITEMS]));
    assertThrows(IndexOutOfBoundsException.class, () -> truth.viewChances(USERS, new float[ITEMS]));
    assertThrows(IllegalArgumentException.class, () -> truth.viewChances(1, new float[ITEMS - 1]));
    assertThrows(IndexOutOfBoundsException.class, () -> truth.likeChance(1, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> truth.likeChance(1, ITEMS, 0));
  }
}
