// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.palate.recommender.Candidates;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;

/**
 * The items that may be recommended, whoever asks, by positions from 0 in rising order of their
 * codes. Where they are few, only they are scored; else all items are, and positions are codes. The
 * scores are the same bits either way.
 */
final class Offer {
  /** Few is less than one in so many: a candidate costs more than an item of a range. */
  private static final int FEW = 4;

  private final Scorer scorer;
  private final int[] few;
  private final byte[] excluded;

  /**
   * An offer.
   *
   * @param excluded for each item that the scorer knows, other than 0 if it may not be recommended
   */
  Offer(Scorer scorer, byte[] excluded) {
    this.scorer = scorer;
    int[] allowed = IntStream.range(0, excluded.length).filter(i -> excluded[i] == 0).toArray();
    this.few = allowed.length * (long) FEW < excluded.length ? allowed : null;
    this.excluded = few == null ? excluded : new byte[few.length];
  }

  /** How many positions there are. */
  int size() {
    return excluded.length;
  }

  /** The item at a position. */
  int item(int position) {
    return few == null ? position : few[position];
  }

  /** For each position other than 0 if nobody may be recommended its item; a copy. */
  byte[] excluded() {
    return excluded.clone();
  }

  /** Marks an item as excluded, if it stands in the offer at all. */
  void exclude(int item, byte[] marks) {
    int position = few == null ? item : Arrays.binarySearch(few, item);
    if (position >= 0 && position < marks.length) {
      marks[position] = 1;
    }
  }

  /**
   * The scores of the items.
   *
   * @param out receives {@code [queries, size]}
   */
  void score(Queries queries, float[] out) {
    if (few == null) {
      scorer.score(queries, 0, excluded.length, out);
    } else if (few.length > 0) {
      int[] each = new Candidates.Shared(few, null).expanded(queries.size());
      scorer.score(queries, new Candidates.Each(each, few.length), out);
    }
  }
}
