// SPDX-License-Identifier: Apache-2.0
package org.palate.eval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Ranking metrics of many users, kept one by one so that two models can be compared on the same
 * users.
 *
 * @param users [n] positions of the queries with at least one relevant item, in rising order
 * @param names the metrics, such as {@code ndcg@10}
 * @param perUser [names × n], the value of each metric for each of {@code users}
 * @param itemsListed for each cutoff, how many different items stand in the users' lists
 */
public record RankingResult(
    int[] users, List<String> names, double[][] perUser, SortedMap<Integer, Integer> itemsListed) {
  /** Keeps the names and counts unmodifiable; the arrays are the record's own. */
  public RankingResult {
    names = List.copyOf(names);
    itemsListed = Collections.unmodifiableSortedMap(new TreeMap<>(itemsListed));
  }

  /** What there is to tell where nobody has a relevant item: no user, and means of NaN. */
  public static RankingResult ofNobody(List<String> names) {
    return new RankingResult(new int[0], names, new double[names.size()][0], new TreeMap<>());
  }

  /**
   * The values of one metric, one a user of {@link #users()}.
   *
   * @throws IllegalArgumentException when the metric was not evaluated
   */
  public double[] values(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(name + " was not evaluated; there are " + names);
    }
    return perUser[index];
  }

  /** The mean of one metric over {@link #users()}; NaN if there are none. */
  public double mean(String name) {
    double sum = 0;
    double[] values = values(name);
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** All means, in the order of {@link #names()}. */
  public Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    for (String name : names) {
      means.put(name, mean(name));
    }
    return means;
  }
}
