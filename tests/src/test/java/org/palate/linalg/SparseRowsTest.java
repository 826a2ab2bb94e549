// SPDX-License-Identifier: Apache-2.0
package org.palate.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.parallel.Workers;
import org.palate.tensor.RandomStream;

final class SparseRowsTest {
  /** Up to 40 items each, in any order and some of them twice; the first items are popular. */
  static SparseRows likes(int users, int items) {
    RandomStream random = RandomStream.of(users, "likes", items);
    int[] offsets = new int[users + 1];
    int[] columns = new int[users * 40];
    for (int user = 0; user < users; user++) {
      int end = offsets[user] + random.nextInt(41);
      for (int i = offsets[user]; i < end; i++) {
        columns[i] = random.nextInt(1 + random.nextInt(items));
      }
      offsets[user + 1] = end;
    }
    return new SparseRows(items, offsets, Arrays.copyOf(columns, offsets[users]), null);
  }

  private static SparseRows weighted(SparseRows rows) {
    float[] weights = BothKernels.values(RandomStream.of(3, "weights"), rows.columns().length);
    return new SparseRows(rows.width(), rows.offsets(), rows.columns(), weights);
  }

  /** {@code X^T X} with X written out. */
  private static double[] dense(SparseRows rows) {
    int n = rows.width();
    double[] gram = new double[n * n];
    for (int r = 0; r < rows.rows(); r++) {
      double[] x = new double[n];
      for (int i = rows.offsets()[r]; i < rows.offsets()[r + 1]; i++) {
        x[rows.columns()[i]] += rows.weights() == null ? 1 : rows.weights()[i];
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          gram[i * n + j] += x[i] * x[j];
        }
      }
    }
    return gram;
  }

  @Test
  void aGramMatrixWorkedOutByHand() {
    // Rows {0, 2}, {}, {2, 1, 0}: items 0 and 2 are together in two rows.
    int[] offsets = {0, 2, 2, 5};
    int[] columns = {0, 2, 2, 1, 0};
    SparseRows rows = new SparseRows(3, offsets, columns, null);
    assertEquals(3, rows.rows());
    assertArrayEquals(new float[] {2, 1, 2, 1, 1, 1, 2, 1, 2}, rows.gram());
    // Weighted: rows (1, 0, 2) and (5, 4, 3).
    float[] weights = {1, 2, 3, 4, 5};
    assertArrayEquals(
        new float[] {26, 20, 17, 20, 16, 12, 17, 12, 13},
        new SparseRows(3, offsets, columns, weights).gram());
  }

  @Test
  void aColumnThatIsThereTwiceCountsAsTheSum() {
    SparseRows twice = new SparseRows(2, new int[] {0, 3}, new int[] {1, 0, 1}, null);
    assertArrayEquals(new float[] {1, 2, 2, 4}, twice.gram());
  }

  @Test
  void countsAreExact() {
    for (int items : new int[] {1, 2, 63, 64, 65, 200}) {
      SparseRows rows = likes(500, items);
      double[] expected = dense(rows);
      float[] found = rows.gram();
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], found[i], 0, "at " + i + " of " + items + " items");
      }
    }
  }

  @Test
  void weightedSumsAreRoundedOnceOrTwice() {
    SparseRows rows = weighted(likes(500, 130));
    double[] expected = dense(rows);
    float[] found = rows.gram();
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-7 * largest, "at " + i);
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBitsAndASymmetricMatrix() {
    SparseRows rows = weighted(likes(2_000, 203));
    try (Workers one = new Workers(1)) {
      float[] expected = rows.gram(one);
      for (int threads = 2; threads <= 5; threads++) {
        try (Workers several = new Workers(threads)) {
          BothKernels.assertSameBits(threads + " threads", expected, rows.gram(several));
        }
      }
      for (int i = 0; i < 203; i++) {
        for (int j = 0; j < i; j++) {
          assertEquals(expected[i * 203 + j], expected[j * 203 + i], 0f);
        }
      }
    }
  }

  @Test
  void withoutRowsAllIsZero() {
    SparseRows empty = new SparseRows(2, new int[] {0}, new int[0], null);
    assertArrayEquals(new float[4], empty.gram());
  }

  @Test
  void arraysThatDoNotFitAreRefusedWithThePlace() {
    int[] columns = {0, 1, 2};
    refused("offsets: expected them to go from 0 to the 3 entries, found none", 3, new int[0]);
    refused("offsets: expected them to go from 0 to the 3 entries, found 0 to 2", 3, 0, 2);
    refused("offsets: expected them to go from 0 to the 3 entries, found 1 to 3", 3, 1, 3);
    refused("offsets: expected at least 2 at 2, found 1", 3, 0, 2, 1, 3);
    refused("columns: expected one in [0, 2) at 2, found 2", 2, 0, 3);
    refused("width: expected at least 1, found 0", 0, 0, 3);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new SparseRows(3, new int[] {0, 3}, columns, new float[2]))
            .getMessage();
    assertEquals("weights: expected 3, one an entry, found 2", message);
    SparseRows wide = new SparseRows(46_341, new int[] {0, 3}, columns, null);
    message = assertThrows(IllegalArgumentException.class, wide::gram).getMessage();
    assertTrue(message.contains("46341"), message);
  }

  private static void refused(String message, int width, int... offsets) {
    int[] columns = {0, 1, 2};
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class, () -> new SparseRows(width, offsets, columns, null))
            .getMessage());
  }
}
