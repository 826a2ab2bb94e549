// SPDX-License-Identifier: Apache-2.0
package org.palate.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.MatrixScorer;
import org.palate.data.ItemLists;
import org.palate.feature.FeatureSpace;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;
import org.palate.tensor.RandomStream;

class FullRankingTest {
  /** Item 0, which nobody is ever offered, has the highest score of all. */
  private static MatrixScorer scores(float[]... rows) {
    float[][] all = new float[rows.length][rows[0].length + 1];
    for (int u = 0; u < rows.length; u++) {
      all[u][0] = Float.POSITIVE_INFINITY;
      System.arraycopy(rows[u], 0, all[u], 1, rows[u].length);
    }
    return MatrixScorer.of(all);
  }

  private static ItemLists lists(int[]... lists) {
    return ItemLists.of(List.of(lists));
  }

  private static RankingResult evaluate(
      FullRanking ranking, MatrixScorer scorer, ItemLists seen, ItemLists relevant) {
    return ranking.evaluate(scorer, scorer.everyone(), seen, relevant);
  }

  /**
   * Four items. User 0 scores 4 3 2 1, has seen item 1, so the list is 2 3 4; item 3 is relevant:
   * rank 2. User 1 has nothing relevant. User 2 scores all alike: the list is 1 2 3 4, items 4 and
   * 1 are relevant: ranks 1 and 4.
   */
  @Test
  void threeUsersWorkedByHand() {
    MatrixScorer model =
        scores(new float[] {4, 3, 2, 1}, new float[] {1, 2, 3, 4}, new float[] {5, 5, 5, 5});
    RankingResult result =
        evaluate(
            FullRanking.at(1, 2),
            model,
            lists(new int[] {1}, new int[0], new int[0]),
            lists(new int[] {3}, new int[0], new int[] {4, 1}));
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
    RankingResult result =
        evaluate(
            FullRanking.at(2),
            scores(new float[] {3, 2, 1}),
            lists(new int[] {1}),
            lists(new int[] {1, 2, 2}));
    assertEquals(0.5, result.mean("recall@2"));
  }

  /** Two unknown items and one that is found: a third of what is relevant. */
  @Test
  void eachUnknownRelevantItemCountsAsMissed() {
    RankingResult result =
        evaluate(
            FullRanking.at(2),
            scores(new float[] {3, 2, 1}),
            ItemLists.empty(1),
            lists(new int[] {0, 2, 0}));
    assertEquals(1 / 3.0, result.mean("recall@2"), 1e-15);
  }

  /** The scorer tells items 1 and 2 apart, and nothing beyond. */
  @Test
  void itemsThatTheScorerCannotTellApartAreNeverListed() {
    MatrixScorer all = scores(new float[] {1, 2, 9, 9});
    Scorer narrow =
        new Scorer() {
          @Override
          public FeatureSpace space() {
            return all.space();
          }

          @Override
          public int items() {
            return 3;
          }

          @Override
          public void score(Queries queries, int first, int end, float[] out) {
            assertTrue(end <= 3);
            all.score(queries, first, end, out);
          }
        };
    RankingResult result =
        FullRanking.at(4)
            .evaluate(narrow, all.everyone(), ItemLists.empty(1), lists(new int[] {1, 4}));
    assertEquals(0.5, result.mean("recall@4"));
    assertEquals(2, result.itemsListed().get(4));
  }

  @Test
  void cutoffsBeyondTheItemsAreAllowed() {
    RankingResult result =
        evaluate(
            FullRanking.at(10),
            scores(new float[] {1, 2}),
            ItemLists.empty(1),
            lists(new int[] {1}));
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
    MatrixScorer scorer = scores(rows);
    FullRanking ranking = FullRanking.at(1, 5, 20);
    RankingResult whole = evaluate(ranking, scorer, seenLists, relevantLists);
    for (int scoresAtOnce : new int[] {1, items, 2 * items + 3, 50 * items}) {
      RankingResult parts =
          evaluate(ranking.withScoresAtOnce(scoresAtOnce), scorer, seenLists, relevantLists);
      assertEquals(whole.means(), parts.means());
      assertArrayEquals(whole.perUser(), parts.perUser());
    }
  }

  @Test
  void theBufferHoldsNoMoreScoresThanAsked() {
    int[] largest = {0};
    MatrixScorer ten = scores(new float[100][10]);
    Scorer model =
        new Scorer() {
          @Override
          public FeatureSpace space() {
            return ten.space();
          }

          @Override
          public void score(Queries queries, int first, int end, float[] out) {
            largest[0] = Math.max(largest[0], out.length);
          }
        };
    List<int[]> relevant = new ArrayList<>();
    for (int u = 0; u < 100; u++) {
      relevant.add(new int[] {1});
    }
    FullRanking.at(5)
        .withScoresAtOnce(35)
        .evaluate(model, ten.everyone(), ItemLists.empty(100), ItemLists.of(relevant));
    assertEquals(33, largest[0]);
  }

  @Test
  void aNanScoreNamesQueryAndItem() {
    MatrixScorer model =
        scores(new float[] {1, 2}, new float[] {1, Float.NaN}, new float[] {Float.NaN, 1});
    ItemLists relevant = lists(new int[] {1}, new int[] {1}, new int[] {1});
    String message =
        assertThrows(
                ArithmeticException.class,
                () -> evaluate(FullRanking.at(1), model, ItemLists.empty(3), relevant))
            .getMessage();
    assertTrue(message.contains("item 2 for query 1"), message);
  }

  @Test
  void wrongListsAreRefused() {
    MatrixScorer model = scores(new float[] {1, 2});
    FullRanking ranking = FullRanking.at(1);
    ItemLists one = ItemLists.empty(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> evaluate(ranking, model, ItemLists.empty(2), lists(new int[] {1})));
    assertThrows(IllegalArgumentException.class, () -> evaluate(ranking, model, one, one));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> evaluate(ranking, model, one, lists(new int[] {3})))
            .getMessage();
    assertTrue(message.contains("item 3 of the relevant list is outside 0..2"), message);
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
