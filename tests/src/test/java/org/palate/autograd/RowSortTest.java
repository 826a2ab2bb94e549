// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palate.tensor.RandomStream;

final class RowSortTest {
  /** Against the JDK's stable sort; bounds at the edges of one, two and three digits. */
  @Test
  void equalRowsStayInOrder() {
    RowSort sort = new RowSort();
    RandomStream random = RandomStream.of(1, "rows");
    for (int bound : new int[] {1, 2, 3, 2048, 2049, 1 << 22, (1 << 22) + 1, Integer.MAX_VALUE}) {
      for (int n : new int[] {0, 1, 7, 5000, 100}) {
        int[] rows = new int[n + 3];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = i % 3 == 0 ? bound - 1 : random.nextInt(bound);
        }
        int[] along = IntStream.range(0, n + 3).map(i -> 10_000 - i).toArray();
        Integer[] order =
            IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingInt(i -> rows[i]))
                .toArray(Integer[]::new);
        long[] positions = Arrays.copyOf(sort.sort(rows, null, n), n);
        long[] entries = sort.sort(rows, along, n);
        for (int i = 0; i < n; i++) {
          assertEquals((long) rows[order[i]] << 32 | order[i], positions[i]);
          assertEquals(rows[order[i]], (int) (entries[i] >>> 32));
          assertEquals(along[order[i]], (int) entries[i]);
        }
      }
    }
  }
}
