// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.data.ItemLists;
import org.palate.feature.EncodedColumns;
import org.palate.tensor.Shape;

class WindowsTest {
  /** User 1 did 5 6 7 8, user 2 nothing, user 3 did 9 4 9. */
  private static final Histories HISTORIES =
      Histories.of(new ItemLists(new int[] {0, 0, 4, 4, 7}, new int[] {5, 6, 7, 8, 9, 4, 9}));

  private static Queries queries(int[]... windows) {
    int[] starts = new int[windows.length];
    int[] ends = new int[windows.length];
    for (int q = 0; q < windows.length; q++) {
      starts[q] = windows[q][0];
      ends[q] = windows[q][1];
    }
    return new Queries(
        new int[windows.length],
        HISTORIES,
        starts,
        ends,
        new EncodedColumns(1, List.of()),
        new int[windows.length],
        null);
  }

  @Test
  void momentsOfOneHistoryShareAWindowPaddedAtTheRight() {
    Queries queries = queries(new int[] {0, 1}, new int[] {0, 4}, new int[] {4, 6});
    Windows windows = Windows.of(queries, 10, 100);
    assertEquals(Shape.of(2, 4), windows.items().shape());
    assertArrayEquals(new int[] {5, 6, 7, 8, 9, 4, 0, 0}, windows.items().data());
    assertArrayEquals(new int[] {0, 3, 5}, windows.moments().data());
    assertFalse(windows.areAllMoments());
  }

  @Test
  void onlyTheNewestEventsCount() {
    Windows windows = Windows.of(queries(new int[] {0, 4}, new int[] {0, 2}), 2, 100);
    assertArrayEquals(new int[] {7, 8, 5, 6}, windows.items().data());
    assertArrayEquals(new int[] {1, 3}, windows.moments().data());
  }

  @Test
  void unknownItemsAreAsIfTheyHadNotHappened() {
    Queries queries = queries(new int[] {4, 7}, new int[] {4, 6}, new int[] {4, 5});
    Windows windows = Windows.of(queries, 10, 9);
    assertArrayEquals(new int[] {4, 0, 0, 0, 0, 0}, windows.items().data());
    assertArrayEquals(new int[] {0, 0, 3}, windows.moments().data());
  }

  @Test
  void withoutHistoryThereIsPadding() {
    Windows windows =
        Windows.of(queries(new int[] {4, 4}, new int[] {4, 7}, new int[] {7, 7}), 10, 100);
    assertArrayEquals(new int[] {9, 4, 9, 0, 0, 0}, windows.items().data());
    assertArrayEquals(new int[] {3, 2, 3}, windows.moments().data());
    Windows nothing = Windows.of(queries(new int[] {4, 4}), 10, 100);
    assertArrayEquals(new int[] {0}, nothing.items().data());
    assertArrayEquals(new int[] {0}, nothing.moments().data());
  }

  @Test
  void fullWindowsAskedAtEveryMomentAreSeenToBeSo() {
    Windows all = Windows.of(queries(new int[] {4, 5}, new int[] {4, 6}, new int[] {4, 7}), 3, 100);
    assertTrue(all.areAllMoments());
    assertFalse(Windows.of(queries(new int[] {4, 5}, new int[] {4, 7}), 3, 100).areAllMoments());
    assertThrows(IllegalArgumentException.class, () -> Windows.of(queries(), 0, 100));
  }
}
