// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palate.data.ItemLists;

final class ListMetricsTest {
  /** Two users; of four items 0 is shown twice, 1 and 2 once, 3 only beyond the cutoff. */
  private static final ItemLists LISTS =
      ItemLists.of(List.of(new int[] {0, 1, 3}, new int[] {0, 2}, new int[] {}));

  @Test
  void coverageAndGiniByHand() {
    assertArrayEquals(new long[] {2, 1, 1, 0}, ListMetrics.counts(LISTS, 2, 4));
    assertEquals(0.75, ListMetrics.coverage(LISTS, 2, 4));
    // Rising counts 0, 1, 1, 2: (-3*0 - 1*1 + 1*1 + 3*2) / (4 * 4).
    assertEquals(6.0 / 16, ListMetrics.gini(LISTS, 2, 4), 1e-12);
    assertEquals(0, ListMetrics.gini(ItemLists.empty(2), 2, 4));
  }

  /** Known by a half and a quarter of the users: 1 and 2 bits. */
  @Test
  void noveltyByHand() {
    double[] novelty = ListMetrics.novelty(LISTS, 2, new long[] {4, 2, 8, 0}, 8);
    assertArrayEquals(new double[] {1.5, 0.5, 0}, novelty, 1e-12);
  }

  /** At a right angle 1, opposite 2, one item alone 0. */
  @Test
  void diversityByHand() {
    float[] vectors = {1, 0, 0, 3, -2, 0, 0, 0};
    assertArrayEquals(new double[] {1, 2, 0}, ListMetrics.diversity(LISTS, 2, vectors, 2), 1e-12);
    assertArrayEquals(new double[] {0, 0, 0}, ListMetrics.diversity(LISTS, 1, vectors, 2), 1e-12);
  }

  /**
   * Grades 1 and 2, found in the wrong order: (1 + 2 / log2 3) / (2 + 1 / log2 3), and with 2^g -
   * 1.
   */
  @Test
  void gradedNdcgByHand() {
    Map<Integer, Float> grades = Map.of(5, 1f, 6, 2f);
    double log = Math.log(3) / Math.log(2);
    assertEquals(
        (1 + 2 / log) / (2 + 1 / log), GradedNdcg.LINEAR.value(new int[] {5, 6}, grades, 2), 1e-12);
    assertEquals(
        (1 + 3 / log) / (3 + 1 / log),
        GradedNdcg.EXPONENTIAL.value(new int[] {5, 6}, grades, 2),
        1e-12);
    assertEquals(0, GradedNdcg.LINEAR.value(new int[] {1}, Map.of(), 3));
  }

  /** One better, two equal: ranks 2, 3 or 4, as ties are counted. */
  @Test
  void ranksAmongSamplesByHand() {
    float[] others = {9, 3, 1, 3};
    assertEquals(2, SampledRank.of(3, others, 0, 4, 0));
    assertEquals(3, SampledRank.of(3, others, 0, 4, 0.5));
    assertEquals(4, SampledRank.of(3, others, 0, 4, 1));
    double[] ranks = {1, 3, 8};
    assertEquals(2 / 3.0, SampledRank.hitRate(ranks, 3), 1e-12);
    assertEquals((1 + 1 / 3.0 + 1 / 8.0) / 3, SampledRank.mrr(ranks), 1e-12);
    assertEquals((1 + 0.5) / 3, SampledRank.ndcg(ranks, 3), 1e-12);
  }

  /** Group 1 is right, group 2 wrong and twice as large, group 3 has one label. */
  @Test
  void groupedAucByHand() {
    PointwiseMetrics.GroupedAuc auc =
        PointwiseMetrics.groupedAuc(
            new long[] {1, 1, 2, 2, 2, 2, 3},
            new float[] {2, 1, 1, 1, 2, 2, 9},
            new float[] {1, 0, 1, 1, 0, 0, 1});
    assertEquals(0.5, auc.unweighted());
    assertEquals(2 / 6.0, auc.weighted(), 1e-12);
    assertTrue(
        Double.isNaN(
            PointwiseMetrics.groupedAuc(new long[1], new float[1], new float[1]).weighted()));
  }
}
