// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.Arrays;
import java.util.List;

/**
 * One list of items per user, all in one array: the items of user u are {@code items[offsets[u]]}
 * up to {@code items[offsets[u + 1] - 1]}.
 *
 * <p>The arrays are the record's own and are not copied: do not change them.
 *
 * @param offsets [users + 1], from 0 rising to {@code items.length}
 * @param items [entries], the item ids, from 0
 */
public record ItemLists(int[] offsets, int[] items) {
  /** Checks that the offsets divide the items. */
  public ItemLists {
    if (offsets.length == 0 || offsets[0] != 0) {
      throw new IllegalArgumentException(
          "expected offsets that start with 0, found "
              + (offsets.length == 0 ? "none" : Integer.toString(offsets[0])));
    }
    for (int u = 1; u < offsets.length; u++) {
      if (offsets[u] < offsets[u - 1]) {
        throw new IllegalArgumentException(
            "expected offsets that do not fall, found %d after %d at user %d"
                .formatted(offsets[u], offsets[u - 1], u - 1));
      }
    }
    if (offsets[offsets.length - 1] != items.length) {
      throw new IllegalArgumentException(
          "expected the number of items, %d, as the last offset, found %d"
              .formatted(items.length, offsets[offsets.length - 1]));
    }
  }

  /** {@code users} empty lists. */
  public static ItemLists empty(int users) {
    return new ItemLists(new int[users + 1], new int[0]);
  }

  /** The given lists, one a user, copied. */
  public static ItemLists of(List<int[]> lists) {
    int[] offsets = new int[lists.size() + 1];
    for (int u = 0; u < lists.size(); u++) {
      offsets[u + 1] = Math.addExact(offsets[u], lists.get(u).length);
    }
    int[] items = new int[offsets[lists.size()]];
    for (int u = 0; u < lists.size(); u++) {
      System.arraycopy(lists.get(u), 0, items, offsets[u], lists.get(u).length);
    }
    return new ItemLists(offsets, items);
  }

  /**
   * The interactions {@code (userOf[i], itemOf[i])} gathered by user, each user's in the given
   * order.
   *
   * @param users number of users; every {@code userOf[i]} is below it
   */
  public static ItemLists group(int users, int[] userOf, int[] itemOf) {
    if (userOf.length != itemOf.length) {
      throw new IllegalArgumentException(
          "expected as many users as items, found " + userOf.length + " and " + itemOf.length);
    }
    int[] offsets = new int[users + 1];
    for (int i = 0; i < userOf.length; i++) {
      if (userOf[i] < 0 || userOf[i] >= users) {
        throw new IllegalArgumentException(
            "interaction %d: expected a user from 0 to %d, found %d"
                .formatted(i, users - 1, userOf[i]));
      }
      offsets[userOf[i] + 1]++;
    }
    for (int u = 0; u < users; u++) {
      offsets[u + 1] += offsets[u];
    }
    int[] next = offsets.clone();
    int[] items = new int[itemOf.length];
    for (int i = 0; i < userOf.length; i++) {
      items[next[userOf[i]]++] = itemOf[i];
    }
    return new ItemLists(offsets, items);
  }

  /** The lists with each item once, where it stands first. */
  public ItemLists distinct() {
    int[] lastUser = new int[Arrays.stream(items).max().orElse(-1) + 1];
    int[] newOffsets = new int[offsets.length];
    int[] kept = new int[items.length];
    int n = 0;
    for (int user = 0; user < users(); user++) {
      for (int i = offsets[user]; i < offsets[user + 1]; i++) {
        if (lastUser[items[i]] != user + 1) {
          lastUser[items[i]] = user + 1;
          kept[n++] = items[i];
        }
      }
      newOffsets[user + 1] = n;
    }
    return new ItemLists(newOffsets, Arrays.copyOf(kept, n));
  }

  /**
   * For each item the users in whose lists it stands, in rising order; as often as it stands there.
   *
   * @param itemCount number of items; every item of a list is below it
   */
  public ItemLists transposed(int itemCount) {
    int[] userOf = new int[items.length];
    for (int user = 0; user < users(); user++) {
      Arrays.fill(userOf, offsets[user], offsets[user + 1], user);
    }
    return group(itemCount, items, userOf);
  }

  /** Number of users. */
  public int users() {
    return offsets.length - 1;
  }

  /** Number of items in the list of user {@code u}. */
  public int length(int u) {
    return offsets[u + 1] - offsets[u];
  }
}
