// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.Arrays;
import org.palate.data.ItemLists;
import org.palate.tensor.RandomStream;

/**
 * Draws items that a user has not seen, each with the same probability, and never one that the user
 * has.
 *
 * <p>One random number a draw: it names the k-th unseen item, which is found by bisection in the
 * sorted list of those seen. So it costs the same for a user who has seen nearly everything, where
 * drawing and rejecting would go on and on.
 */
public final class NegativeSampler {
  private final int items;
  private final int[] offsets;
  private final int[] sorted;

  /**
   * A sampler of item codes 1 to {@code items - 1}.
   *
   * @param seen the items that each user has seen; code 0, the unknown, may be among them
   */
  public NegativeSampler(int items, ItemLists seen) {
    this.items = items;
    this.offsets = new int[seen.users() + 1];
    this.sorted = new int[seen.items().length];
    int end = 0;
    for (int user = 0; user < seen.users(); user++) {
      int[] list = Arrays.copyOfRange(seen.items(), seen.offsets()[user], seen.offsets()[user + 1]);
      Arrays.sort(list);
      int last = 0;
      for (int item : list) {
        if (item != last) {
          sorted[end++] = item;
          last = item;
        }
      }
      offsets[user + 1] = end;
    }
  }

  /** How many items a user has not seen. */
  public int unseen(int user) {
    return items - 1 - (offsets[user + 1] - offsets[user]);
  }

  /**
   * An item that the user has not seen.
   *
   * @throws IllegalStateException if the user has seen all of them
   */
  public int draw(int user, RandomStream random) {
    int unseen = unseen(user);
    if (unseen <= 0) {
      throw new IllegalStateException(
          "user code %d has seen all %d items: there is none to draw".formatted(user, items - 1));
    }
    int k = random.nextInt(unseen);
    // Among the first j seen items, the unseen ones below sorted[j] number sorted[j] - 1 - j.
    int low = offsets[user];
    int high = offsets[user + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] - 1 - (middle - offsets[user]) <= k) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return k + 1 + (low - offsets[user]);
  }
}
