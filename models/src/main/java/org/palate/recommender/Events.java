// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.palate.data.Interactions;
import org.palate.data.ItemLists;
import org.palate.feature.FeatureSpace;

/**
 * Histories, and the row of the data that each event is.
 *
 * @param histories in order of time where times are known, of equal times and else in that of rows
 * @param rows the row of each event
 */
public record Events(Histories histories, int[] rows) {
  /** Of nobody anything is known. */
  public static Events none(FeatureSpace space) {
    return new Events(Histories.empty(space.users().size()), new int[0]);
  }

  /**
   * The events of some rows.
   *
   * @param rows in rising order, of known users and items
   */
  public static Events of(Dataset data, int[] rows) {
    Interactions all = data.interactions();
    ItemLists byUser = ItemLists.group(data.space().users().size(), data.users(rows), rows);
    int[] sorted = byUser.items();
    if (all.hasTime()) {
      for (int user = 0; user < byUser.users(); user++) {
        sortByTime(sorted, byUser.offsets()[user], byUser.offsets()[user + 1], all.times());
      }
    }
    long[] times = null;
    if (all.hasTime()) {
      times = new long[sorted.length];
      for (int i = 0; i < sorted.length; i++) {
        times[i] = all.times()[sorted[i]];
      }
    }
    return new Events(new Histories(byUser.offsets(), data.items(sorted), times, null), sorted);
  }

  /** Sorts the rows of one user; those of equal times stay in order. */
  private static void sortByTime(int[] rows, int from, int to, long[] times) {
    boolean inOrder = true;
    for (int i = from + 1; i < to; i++) {
      inOrder &= times[rows[i - 1]] <= times[rows[i]];
    }
    if (inOrder) {
      return;
    }
    int[] sorted =
        IntStream.range(from, to)
            .map(i -> rows[i])
            .boxed()
            .sorted(Comparator.comparingLong(row -> times[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(sorted, 0, rows, from, sorted.length);
  }

  /**
   * The position in the histories where those events of a user end that happened before some row:
   * earlier, or at the same time and in an earlier row.
   *
   * @param user a user code
   * @param row a row of the data, which need not be one of these events
   */
  public int before(int user, int row, Interactions all) {
    int low = histories.offsets()[user];
    int high = histories.offsets()[user + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(rows[middle], row, all)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isBefore(int one, int other, Interactions all) {
    if (all.hasTime() && all.times()[one] != all.times()[other]) {
      return all.times()[one] < all.times()[other];
    }
    return one < other;
  }
}
