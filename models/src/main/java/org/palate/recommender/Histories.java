// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import org.palate.data.ItemLists;

/**
 * What each user did, oldest first: lists of events, one list a user code, all in the same arrays.
 * Those of user u are at {@code offsets[u]} to {@code offsets[u + 1] - 1}. The arrays are the
 * record's own and are not copied: do not change them.
 *
 * @param offsets {@code [users + 1]}, from 0 rising to the number of events
 * @param items the item code of each event, from 1
 * @param times when each happened, in seconds since 1970; null if that is not known
 * @param behaviours what each was, such as a view or a purchase, as numbers from 0; null if all
 *     were of one kind
 */
public record Histories(int[] offsets, int[] items, long[] times, byte[] behaviours) {
  /** Checks that the offsets divide the events. */
  public Histories {
    new ItemLists(offsets, items);
    if ((times != null && times.length != items.length)
        || (behaviours != null && behaviours.length != items.length)) {
      throw new IllegalArgumentException(
          "expected a time and a behaviour for each of %d events, or none, found %s and %s"
              .formatted(
                  items.length,
                  times == null ? "none" : times.length,
                  behaviours == null ? "none" : behaviours.length));
    }
  }

  /** So many users of whom nothing is known. */
  public static Histories empty(int users) {
    return new Histories(new int[users + 1], new int[0], null, null);
  }

  /** Histories of items alone. */
  public static Histories of(ItemLists lists) {
    return new Histories(lists.offsets(), lists.items(), null, null);
  }

  /** How many users. */
  public int users() {
    return offsets.length - 1;
  }

  /** The items without the rest. */
  public ItemLists lists() {
    return new ItemLists(offsets, items);
  }
}
