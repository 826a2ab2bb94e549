// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import java.util.Arrays;
import org.palate.data.ItemLists;

/**
 * What lists of recommendations are like beside being right: how many items they show, how evenly,
 * how rare and how different these are. All look at the first k items of each user's list.
 */
public final class ListMetrics {
  private static final double LOG_2 = StrictMath.log(2);

  private ListMetrics() {}

  /**
   * How often each item is listed.
   *
   * @param lists each user's items, best first
   * @param items how many items there are
   */
  public static long[] counts(ItemLists lists, int k, int items) {
    long[] counts = new long[items];
    for (int user = 0; user < lists.users(); user++) {
      for (int i = 0; i < shown(lists, user, k); i++) {
        counts[lists.items()[lists.offsets()[user] + i]]++;
      }
    }
    return counts;
  }

  /** The share of all items that someone is shown. */
  public static double coverage(ItemLists lists, int k, int items) {
    long shown = Arrays.stream(counts(lists, k, items)).filter(count -> count > 0).count();
    return (double) shown / items;
  }

  /**
   * How unevenly items are shown, the Gini coefficient of {@link #counts}: with counts x in rising
   * order and i from 1, {@code sum_i (2 i - n - 1) x_i / (n sum_i x_i)}.
   *
   * @return 0 if all items are shown equally often, near 1 if one has everything; 0 for no lists
   */
  public static double gini(ItemLists lists, int k, int items) {
    long[] counts = counts(lists, k, items);
    Arrays.sort(counts);
    double weighted = 0;
    double total = 0;
    for (int i = 1; i <= items; i++) {
      weighted += (2.0 * i - items - 1) * counts[i - 1];
      total += counts[i - 1];
    }
    return total == 0 ? 0 : weighted / (items * total);
  }

  /**
   * How little known the items are that each user is shown: the mean of {@code -log2(users who know
   * the item / all users)} (S. Vargas, P. Castells, 2011).
   *
   * @param knownBy how many users know each item; an item nobody knows is infinitely novel
   * @param users how many users there are
   * @return one number for each list, 0 for an empty one
   */
  public static double[] novelty(ItemLists lists, int k, long[] knownBy, long users) {
    double[] novelty = new double[lists.users()];
    for (int user = 0; user < novelty.length; user++) {
      int shown = shown(lists, user, k);
      double sum = 0;
      for (int i = 0; i < shown; i++) {
        int item = lists.items()[lists.offsets()[user] + i];
        sum -= StrictMath.log((double) knownBy[item] / users) / LOG_2;
      }
      novelty[user] = shown == 0 ? 0 : sum / shown;
    }
    return novelty;
  }

  /**
   * How different the items are that each user is shown: the mean over pairs of 1 less the cosine
   * of their vectors (C. Ziegler et al.: Improving Recommendation Lists Through Topic
   * Diversification, 2005). A vector of zeros has cosine 0 with any other.
   *
   * @param vectors {@code [items, dim]}
   * @return one number for each list, 0 for less than two items
   */
  public static double[] diversity(ItemLists lists, int k, float[] vectors, int dim) {
    double[] diversity = new double[lists.users()];
    for (int user = 0; user < diversity.length; user++) {
      int shown = shown(lists, user, k);
      int start = lists.offsets()[user];
      double sum = 0;
      for (int i = 0; i < shown; i++) {
        for (int j = i + 1; j < shown; j++) {
          sum += 1 - cosine(vectors, lists.items()[start + i], lists.items()[start + j], dim);
        }
      }
      diversity[user] = shown < 2 ? 0 : sum / (shown * (shown - 1.0) / 2);
    }
    return diversity;
  }

  private static double cosine(float[] vectors, int a, int b, int dim) {
    double dot = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int d = 0; d < dim; d++) {
      double x = vectors[a * dim + d];
      double y = vectors[b * dim + d];
      dot += x * y;
      squaresOfA += x * x;
      squaresOfB += y * y;
    }
    double lengths = Math.sqrt(squaresOfA) * Math.sqrt(squaresOfB);
    return lengths == 0 ? 0 : dot / lengths;
  }

  private static int shown(ItemLists lists, int user, int k) {
    return Math.min(k, lists.length(user));
  }
}
