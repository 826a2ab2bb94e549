// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RankingMetricTest {
  /** Four relevant items, hits at ranks 1, 3 and 6; the list is cut at 5, so two hits count. */
  private static final int[] HITS = {1, 3, 6};

  private static double at5(RankingMetric metric) {
    return metric.value(HITS, 3, 4, 5);
  }

  @Test
  void onlyHitsWithinTheCutoffCount() {
    assertEquals(1, at5(RankingMetric.Standard.HR));
    assertEquals(2 / 4.0, at5(RankingMetric.Standard.RECALL));
    assertEquals(2 / 5.0, at5(RankingMetric.Standard.PRECISION));
    assertEquals(1, at5(RankingMetric.Standard.MRR));
    assertEquals((1 / 1.0 + 2 / 3.0) / 4, at5(RankingMetric.Standard.MAP), 1e-15);
    // Discounts of ranks 1 to 4: 1, 1/log2(3), 1/2, 1/log2(5).
    assertEquals(
        (1 + 0.5) / (1 + 1 / log2(3) + 0.5 + 1 / log2(5)), at5(RankingMetric.Standard.NDCG), 1e-15);
  }

  @Test
  void anEarlierHitOfTheSameUserIsWorthMore() {
    assertEquals(0.5, RankingMetric.Standard.MRR.value(new int[] {2}, 1, 1, 10));
    assertEquals(1 / log2(3), RankingMetric.Standard.NDCG.value(new int[] {2}, 1, 1, 10), 1e-15);
    assertEquals(0.5, RankingMetric.Standard.MAP.value(new int[] {2}, 1, 1, 10));
  }

  @Test
  void moreRelevantItemsThanPlacesStillAllowAPerfectList() {
    int[] hits = {1, 2};
    assertEquals(1, RankingMetric.Standard.NDCG.value(hits, 2, 7, 2), 1e-15);
    assertEquals(1, RankingMetric.Standard.MAP.value(hits, 2, 7, 2));
    assertEquals(2 / 7.0, RankingMetric.Standard.RECALL.value(hits, 2, 7, 2));
  }

  @Test
  void noHitIsZeroEverywhere() {
    for (RankingMetric metric : RankingMetric.Standard.values()) {
      assertEquals(0, metric.value(new int[] {9}, 1, 3, 8), metric.at(8));
      assertEquals(0, metric.value(new int[0], 0, 3, 8), metric.at(8));
    }
  }

  private static double log2(double x) {
    return StrictMath.log(x) / StrictMath.log(2);
  }
}
