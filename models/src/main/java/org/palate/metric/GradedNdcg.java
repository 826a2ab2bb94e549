// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import java.util.Arrays;
import java.util.Map;

/**
 * NDCG for relevance in grades: {@code sum over listed ranks r up to k of gain(grade) / log2(r +
 * 1)}, over the same sum for the user's grades in falling order; ranks are from 1.
 *
 * <p>Järvelin and Kekäläinen, 2002, "Cumulated gain-based evaluation of IR techniques", with linear
 * gains; Burges et al., 2005, "Learning to rank using gradient descent", with exponential ones.
 */
public enum GradedNdcg {
  /** The grade itself. */
  LINEAR {
    @Override
    double gain(double grade) {
      return grade;
    }
  },
  /** {@code 2^grade - 1}, which sets the best far apart. */
  EXPONENTIAL {
    @Override
    double gain(double grade) {
      return StrictMath.pow(2, grade) - 1;
    }
  };

  private static final double LOG_2 = StrictMath.log(2);

  abstract double gain(double grade);

  /**
   * The value for one user.
   *
   * @param ranked item ids, best first
   * @param grades the grade of each relevant item, listed or not; others have a gain of 0
   * @param k length of the list, at least 1
   * @return a value in [0, 1]; 0 if nothing has a gain
   */
  public double value(int[] ranked, Map<Integer, Float> grades, int k) {
    double gained = 0;
    for (int rank = 1; rank <= Math.min(k, ranked.length); rank++) {
      Float grade = grades.get(ranked[rank - 1]);
      gained += grade == null ? 0 : gain(grade) * discount(rank);
    }
    double[] gains = grades.values().stream().mapToDouble(this::gain).toArray();
    Arrays.sort(gains);
    double ideal = 0;
    for (int rank = 1; rank <= Math.min(k, gains.length); rank++) {
      ideal += gains[gains.length - rank] * discount(rank);
    }
    return ideal == 0 ? 0 : gained / ideal;
  }

  private static double discount(int rank) {
    return LOG_2 / StrictMath.log(rank + 1.0);
  }
}
