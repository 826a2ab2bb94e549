// SPDX-License-Identifier: Apache-2.0
package org.palate.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.data.ItemLists;
import org.palate.tensor.RandomStream;

class FullRankingTest {
  /** Fixed scores, one row a user. */
  private record Scores(float[][] rows) implements RankingModel {
    @Override
    public int items() {
      return rows[0].length;
    }

    @Override
    public void scores(int[] users, int from, int to, float[] out) {
      for (int i = from; i < to; i++) {
        System.arraycopy(rows[users[i]], 0, out, (i - from) * items(), items());
      }
    }
  }

  private static ItemLists lists(int[]... lists) {
    return ItemLists.of(List.of(lists));
  }

  /**
   * Four items. User 0 scores 4 3 2 1, has seen item 0, so the list is 1 2 3; item 2 is relevant:
   * rank 2. User 1 has nothing relevant. User 2 scores all alike: the list is 0 1 2 3, items 3 and
   * 0 are relevant: ranks 1 and 4.
   */
  @Test
  void threeUsersWorkedByHand() {
    Scores model = new Scores(new float[][] {{4, 3, 2, 1}, {1, 2, 3, 4}, {5, 5, 5, 5}});
    RankingResult result =
        FullRanking.at(1, 2)
            .evaluate(
                model,
                lists(new int[] {0}, new int[0], new int[0]),
                lists(new int[] {2}, new int[0], new int[] {3, 0}));
    assertArrayEquals(new int[] {0, 2}, result.users());
    assertArrayEquals(new double[] {0, 1}, result.values("hr@1"));
    assertArrayEquals(new double[] {1, 1}, result.values("hr@2"));
    assertArrayEquals(new double[] {1, 0.5}, result.values("recall@2"));
    assertArrayEquals(new double[] {0.5, 1}, result.values("mrr@2"));
    assertEquals((0.5 + 0.5) / 2, result.mean("precision@2"));
    double ndcg0 = StrictMath.log(2) / StrictMath.log(3);
    double ndcg2 = 1 / (1 + ndcg0);
    assertEquals((ndcg0 + ndcg2) / 2, result.mean("ndcg@2"), 1e-15);
    assertEquals(
        List.of("hr@1", "hr@2", "recall@1", "recall@2", "ndcg@1", "ndcg@2"),
        result.names().subList(0, 6));
  }

  @Test
  void aRelevantItemThatWasSeenCountsAsMissed() {
    Scores model = new Scores(new float[][] {{3, 2, 1}});
    RankingResult result =
        FullRanking.at(2).evaluate(model, lists(new int[] {0}), lists(new int[] {0, 1, 1}));
    assertEquals(0.5, result.mean("recall@2"));
  }

  @Test
  void cutoffsBeyondTheItemsAreAllowed() {
    Scores model = new Scores(new float[][] {{1, 2}});
    RankingResult result =
        FullRanking.at(10).evaluate(model, ItemLists.empty(1), lists(new int[] {0}));
    assertEquals(0.5, result.mean("mrr@10"));
    assertEquals(0.1, result.mean("precision@10"));
  }

  @Test
  void theChunkSizeChangesNoBit() {
    RandomStream random = RandomStream.of(11, "ranking");
    int users = 203;
    int items = 57;
    float[][] rows = new float[users][items];
    List<int[]> seen = new ArrayList<>();
    List<int[]> relevant = new ArrayList<>();
    for (int u = 0; u < users; u++) {
      for (int i = 0; i < items; i++) {
        rows[u][i] = random.nextInt(30);
      }
      seen.add(new int[] {random.nextInt(items), random.nextInt(items)});
      relevant.add(
          u % 5 == 0 ? new int[0] : new int[] {random.nextInt(items), random.nextInt(items)});
    }
    ItemLists seenLists = ItemLists.of(seen);
    ItemLists relevantLists = ItemLists.of(relevant);
    FullRanking ranking = FullRanking.at(1, 5, 20);
    RankingResult whole = ranking.evaluate(new Scores(rows), seenLists, relevantLists);
    for (int scoresAtOnce : new int[] {1, items, 2 * items + 3, 50 * items}) {
      RankingResult parts =
          ranking
              .withScoresAtOnce(scoresAtOnce)
              .evaluate(new Scores(rows), seenLists, relevantLists);
      assertEquals(whole.means(), parts.means());
      assertArrayEquals(whole.perUser(), parts.perUser());
      RankingResult slices =
          ranking
              .withScoresAtOnce(scoresAtOnce)
              .evaluate(new Slices(rows, scoresAtOnce), seenLists, relevantLists);
      assertArrayEquals(whole.perUser(), slices.perUser());
    }
  }

  /** Gives its scores in slices only, never more than asked for. */
  private record Slices(float[][] rows, int scoresAtOnce) implements RankingModel {
    @Override
    public int items() {
      return rows[0].length;
    }

    @Override
    public boolean inSlices() {
      return true;
    }

    @Override
    public void scores(int[] users, int from, int to, float[] out) {
      throw new AssertionError("slices were offered");
    }

    @Override
    public void scores(int[] users, int from, int to, int first, int end, float[] out) {
      assertTrue(out.length <= scoresAtOnce);
      for (int i = from; i < to; i++) {
        System.arraycopy(rows[users[i]], first, out, (i - from) * (end - first), end - first);
      }
    }
  }

  @Test
  void theBufferHoldsNoMoreScoresThanAsked() {
    int[] largest = {0};
    RankingModel model =
        new RankingModel() {
          @Override
          public int items() {
            return 10;
          }

          @Override
          public void scores(int[] users, int from, int to, float[] out) {
            largest[0] = Math.max(largest[0], out.length);
          }
        };
    List<int[]> relevant = new ArrayList<>();
    for (int u = 0; u < 100; u++) {
      relevant.add(new int[] {0});
    }
    FullRanking.at(5)
        .withScoresAtOnce(35)
        .evaluate(model, ItemLists.empty(100), ItemLists.of(relevant));
    assertEquals(30, largest[0]);
  }

  @Test
  void aNanScoreNamesUserAndItem() {
    Scores model = new Scores(new float[][] {{1, 2}, {1, Float.NaN}, {Float.NaN, 1}});
    ItemLists relevant = lists(new int[] {0}, new int[] {0}, new int[] {0});
    String message =
        assertThrows(
                ArithmeticException.class,
                () -> FullRanking.at(1).evaluate(model, ItemLists.empty(3), relevant))
            .getMessage();
    assertTrue(message.contains("item 1 for user 1"), message);
  }

  @Test
  void wrongListsAreRefused() {
    Scores model = new Scores(new float[][] {{1, 2}});
    FullRanking ranking = FullRanking.at(1);
    ItemLists one = ItemLists.empty(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> ranking.evaluate(model, ItemLists.empty(2), lists(new int[] {0})));
    assertThrows(IllegalArgumentException.class, () -> ranking.evaluate(model, one, one));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ranking.evaluate(model, one, lists(new int[] {2})))
            .getMessage();
    assertTrue(message.contains("item 2 of the relevant list is outside 0..1"), message);
    assertThrows(IllegalArgumentException.class, () -> FullRanking.at(0));
    assertThrows(IllegalArgumentException.class, FullRanking::at);
  }

  @Test
  void interactionsAreGroupedByUserInTheirOrder() {
    ItemLists lists = ItemLists.group(3, new int[] {2, 0, 2, 0, 2}, new int[] {7, 4, 5, 9, 6});
    assertArrayEquals(new int[] {0, 2, 2, 5}, lists.offsets());
    assertArrayEquals(new int[] {4, 9, 7, 5, 6}, lists.items());
    assertEquals(0, lists.length(1));
  }
}
