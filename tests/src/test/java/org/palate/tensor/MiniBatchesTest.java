// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MiniBatchesTest {
  private static final int[] ALL = IntStream.range(0, 100).toArray();

  @Test
  void theLastBatchIsShortOrLeftOut() {
    MiniBatches batches = MiniBatches.inOrder(7, 3);
    assertEquals(3, batches.count());
    assertArrayEquals(new int[] {3, 4, 5}, batches.get(1));
    assertArrayEquals(new int[] {6}, batches.get(2));
    assertEquals(2, batches.withoutShortBatch().count());
    assertEquals(2, MiniBatches.inOrder(6, 3).withoutShortBatch().count());
    assertEquals(0, MiniBatches.inOrder(0, 3).count());
    assertEquals(1, MiniBatches.inOrder(7, Integer.MAX_VALUE).count());
    assertThrows(IndexOutOfBoundsException.class, () -> batches.get(3));
    assertThrows(IllegalArgumentException.class, () -> MiniBatches.inOrder(7, 0));
    assertThrows(IllegalArgumentException.class, () -> MiniBatches.inOrder(-1, 1));
  }

  @Test
  void shuffledEveryRowComesOnceAndTheKeyDecidesTheOrder() {
    int[] order = rows(epoch(1));
    assertFalse(Arrays.equals(ALL, order));
    assertArrayEquals(order, rows(epoch(1)));
    assertFalse(Arrays.equals(order, rows(epoch(2))));
    Arrays.sort(order);
    assertArrayEquals(ALL, order);
  }

  private static MiniBatches epoch(int epoch) {
    return MiniBatches.shuffled(100, 7, RandomStream.of(3, "batches", epoch));
  }

  private static int[] rows(MiniBatches batches) {
    List<int[]> found = new ArrayList<>();
    batches.forEach(found::add);
    assertEquals(15, found.size());
    return found.stream().flatMapToInt(Arrays::stream).toArray();
  }
}
