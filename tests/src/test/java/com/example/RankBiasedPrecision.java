// SPDX-License-Identifier: Apache-2.0
package com.example;

import org.palate.metric.RankingMetric;

/**
 * How much of the list is relevant to someone who looks at the next place with probability p: the
 * sum over hits of {@code (1 - p) p^(rank - 1)} (A. Moffat, J. Zobel, 2008).
 *
 * @param p in (0, 1)
 */
public record RankBiasedPrecision(double p) implements RankingMetric {
  @Override
  public String label() {
    return "rbp";
  }

  @Override
  public double value(int[] hitRanks, int hits, int relevant, int k) {
    double sum = 0;
    for (int i = 0; i < hits && hitRanks[i] <= k; i++) {
      double looks = 1 - p;
      for (int rank = 1; rank < hitRanks[i]; rank++) {
        looks *= p;
      }
      sum += looks;
    }
    return sum;
  }
}
