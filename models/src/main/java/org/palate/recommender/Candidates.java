// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.Arrays;

/** The items that are offered to some queries, as many to each. */
public sealed interface Candidates {
  /** How many a query is offered. */
  int each();

  /**
   * The items themselves: {@code [queries, each]} where every query has its own, else {@code
   * [each]}.
   */
  int[] items();

  /**
   * All of them in one array, query after query: {@code [queries, each]}.
   *
   * @param queries how many queries there are
   */
  int[] expanded(int queries);

  /**
   * Every query has its own.
   *
   * @param items item codes, {@code [queries, each]}
   * @param each how many a query has, at least 1
   */
  record Each(int[] items, int each) implements Candidates {
    /** Checks that the rows are whole. */
    public Each {
      if (each < 1 || items.length % each != 0) {
        throw new IllegalArgumentException(
            "expected whole rows of at least 1 candidate, found %d candidates in rows of %d"
                .formatted(items.length, each));
      }
    }

    @Override
    public int[] expanded(int queries) {
      if (items.length != queries * each) {
        throw new IllegalArgumentException(
            "expected %d candidates for each of %d queries, found %d in all"
                .formatted(each, queries, items.length));
      }
      return items;
    }
  }

  /**
   * All queries have the same.
   *
   * @param items item codes
   * @param logProbabilities where they were drawn, the logarithm of the probability of each; null
   *     where they were not
   */
  record Shared(int[] items, float[] logProbabilities) implements Candidates {
    /** The items {@code first} to {@code end - 1}, which nobody drew. */
    public static Shared range(int first, int end) {
      int[] items = new int[end - first];
      Arrays.setAll(items, i -> first + i);
      return new Shared(items, null);
    }

    @Override
    public int each() {
      return items.length;
    }

    @Override
    public int[] expanded(int queries) {
      int[] all = new int[Math.multiplyExact(queries, items.length)];
      for (int q = 0; q < queries; q++) {
        System.arraycopy(items, 0, all, q * items.length, items.length);
      }
      return all;
    }
  }
}
