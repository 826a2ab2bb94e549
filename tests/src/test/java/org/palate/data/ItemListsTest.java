// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ItemListsTest {
  private static final ItemLists LISTS =
      ItemLists.of(List.of(new int[] {3, 1, 3}, new int[0], new int[] {1, 1, 0, 3}));

  @Test
  void distinctKeepsWhereAnItemStandsFirst() {
    ItemLists distinct = LISTS.distinct();
    assertArrayEquals(new int[] {3, 1, 1, 0, 3}, distinct.items());
    assertArrayEquals(new int[] {0, 2, 2, 5}, distinct.offsets());
    assertArrayEquals(new int[0], ItemLists.empty(2).distinct().items());
  }

  @Test
  void transposedListsTheUsersOfEachItem() {
    ItemLists byItem = LISTS.transposed(5);
    assertArrayEquals(new int[] {2, 0, 2, 2, 0, 0, 2}, byItem.items());
    assertArrayEquals(new int[] {0, 1, 4, 4, 7, 7}, byItem.offsets());
  }
}
