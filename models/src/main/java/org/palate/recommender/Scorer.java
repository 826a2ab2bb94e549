// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.Arrays;
import org.palate.feature.FeatureSpace;

/**
 * Gives scores to items for those who ask; higher is better. All that ranks, measures or serves
 * works from this.
 *
 * <p>Codes are those of the {@link FeatureSpace}. The score of an item depends on its query alone,
 * never on what else is asked in the same call. Item 0 gets the score of an item of which nothing
 * is known, and is never recommended. A scorer that is not being trained may be used by any number
 * of threads at once.
 */
public interface Scorer {
  /** The users, items and fields that the codes are of. */
  FeatureSpace space();

  /**
   * How many item codes it can tell apart; those from here on are to it what item 0 is. Items that
   * training never saw can be scored by their fields alone.
   */
  default int items() {
    return space().learnedItems();
  }

  /** Whether it looks at the histories of the queries; if not, they need not have any. */
  default boolean readsHistory() {
    return false;
  }

  /** Whether it looks at the context of the queries; if not, its scores are the same in any. */
  default boolean readsContext() {
    return false;
  }

  /** Whether it looks at the moments of the queries. */
  default boolean readsTimes() {
    return false;
  }

  /**
   * The scores of a range of items.
   *
   * @param first the first item
   * @param end the item after the last, at most {@link #items}
   * @param out receives {@code [queries, end - first]}, row-major from index 0; may be longer
   */
  void score(Queries queries, int first, int end, float[] out);

  /** The scores of items for some queries, of which what can be known early is known. */
  @FunctionalInterface
  interface Prepared {
    /** As {@link Scorer#score}. */
    void score(int first, int end, float[] out);
  }

  /** For calls of {@link #score} with the same queries, range after range. */
  default Prepared prepare(Queries queries) {
    return (first, end, out) -> score(queries, first, end, out);
  }

  /**
   * The scores of candidates.
   *
   * @param out receives {@code [queries, each]}
   */
  default void score(Queries queries, Candidates.Each candidates, float[] out) {
    int each = candidates.each();
    int[] items = known(candidates.expanded(queries.size()));
    for (int q = 0; q < queries.size(); q++) {
      int[] own = Arrays.copyOfRange(items, q * each, (q + 1) * each);
      int first = Arrays.stream(own).min().orElse(0);
      int end = Arrays.stream(own).max().orElse(0) + 1;
      float[] range = new float[end - first];
      score(queries.slice(q, q + 1), first, end, range);
      for (int c = 0; c < each; c++) {
        out[q * each + c] = range[own[c] - first];
      }
    }
  }

  /** These items, those that cannot be told apart being item 0. */
  default int[] known(int[] itemCodes) {
    int[] known = itemCodes.clone();
    for (int i = 0; i < known.length; i++) {
      known[i] = known[i] < items() ? known[i] : 0;
    }
    return known;
  }
}
