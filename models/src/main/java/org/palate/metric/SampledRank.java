// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

/**
 * The rank of one item among sampled others, and metrics of such ranks: what many papers report.
 *
 * <p>A model that is better by these may be worse among all items (Krichene and Rendle, 2020, "On
 * sampled metrics for item recommendation"), so {@code FullRanking} is what models are compared by
 * here.
 */
public final class SampledRank {
  private static final double LOG_2 = StrictMath.log(2);

  private SampledRank() {}

  /**
   * The rank from 1: one more than the number of better others, plus a share of the equal ones.
   *
   * @param negatives scores of the others, from {@code from} to {@code to - 1}
   * @param tie which share of equal scores stands before: 0 flatters, 1 is the worst, 0.5 the mean
   */
  public static double of(float positive, float[] negatives, int from, int to, double tie) {
    int greater = 0;
    int equal = 0;
    for (int i = from; i < to; i++) {
      greater += negatives[i] > positive ? 1 : 0;
      equal += negatives[i] == positive ? 1 : 0;
    }
    return 1 + greater + tie * equal;
  }

  /** The share of ranks up to k. */
  public static double hitRate(double[] ranks, int k) {
    double sum = 0;
    for (double rank : ranks) {
      sum += rank <= k ? 1 : 0;
    }
    return sum / ranks.length;
  }

  /** The mean of {@code 1 / rank}, however far down the ranks are. */
  public static double mrr(double[] ranks) {
    double sum = 0;
    for (double rank : ranks) {
      sum += 1 / rank;
    }
    return sum / ranks.length;
  }

  /** The mean of {@code 1 / log2(rank + 1)}, where ranks beyond k count 0. */
  public static double ndcg(double[] ranks, int k) {
    double sum = 0;
    for (double rank : ranks) {
      sum += rank <= k ? LOG_2 / StrictMath.log(rank + 1) : 0;
    }
    return sum / ranks.length;
  }
}
