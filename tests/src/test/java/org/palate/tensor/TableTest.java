// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TableTest {
  private static float[] counting(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    return values;
  }

  @Test
  void rowsAreFoundOnTheirPages() {
    Table table = new Table(10, 3, 2);
    float[][] pages = table.pagedRows().pages();
    assertEquals(3, pages.length);
    assertEquals(4 * 3, pages[0].length);
    assertEquals(2 * 3, pages[2].length, "the last page has just the rows it needs");
    table.copyFrom(counting(30), 0, 0, 10);
    for (int row = 0; row < 10; row++) {
      assertEquals(3 * row, table.page(row)[table.offset(row)], "row " + row);
    }
    assertArrayEquals(counting(30), table.toTensor().data());
  }

  @Test
  void rangesOfRowsCrossPageEdges() {
    for (int shift = 0; shift < 5; shift++) {
      for (int from = 0; from <= 10; from++) {
        for (int to = from; to <= 10; to++) {
          rangesOfRowsCrossPageEdges(3, shift, from, to);
          rangesOfRowsCrossPageEdges(16, shift, from, to); // begins behind the start of its pages
        }
      }
    }
  }

  private static void rangesOfRowsCrossPageEdges(int dim, int shift, int from, int to) {
    Table table = new Table(10, dim, shift);
    table.copyFrom(counting(200), 5, from, to);
    float[] out = new float[200];
    table.copyTo(from, to, out, 2);
    int n = dim * (to - from);
    for (int i = 0; i < n; i++) {
      assertEquals(5 + i, out[2 + i]);
    }
    double sum = 0;
    for (float value : table.toTensor().data()) {
      sum += value;
    }
    assertEquals(5.0 * n + n * (n - 1) / 2.0, sum, "nothing is written elsewhere");
  }

  @Test
  void fillingDoesNotDependOnPages() {
    Table small = new Table(1000, 5, 3);
    Table large = new Table(1000, 5);
    small.fillNormal(RandomStream.of(1, "fill"), 0.5);
    large.fillNormal(RandomStream.of(1, "fill"), 0.5);
    assertArrayEquals(large.toTensor().data(), small.toTensor().data());
    double squares = 0;
    for (float value : large.toTensor().data()) {
      squares += value * value;
    }
    assertEquals(0.25, squares / 5000, 0.02);
    small.fillUniform(RandomStream.of(1, "fill"), 2);
    large.fillUniform(RandomStream.of(1, "fill"), 2);
    assertArrayEquals(large.toTensor().data(), small.toTensor().data());
    for (float value : large.toTensor().data()) {
      assertTrue(value >= -2 && value < 2);
    }
  }

  @Test
  void stateHasThePagesOfItsTable() {
    Table state = new Table(10, 3, 2).zerosLike();
    assertEquals(2, state.pagedRows().shift());
    assertEquals(3, state.pagedRows().pages().length);
  }

  @Test
  void emptyAndImpossibleTables() {
    assertEquals(0, new Table(0, 3).pagedRows().pages().length);
    assertEquals(Shape.of(0, 3), new Table(0, 3).toTensor().shape());
    assertThrows(IllegalArgumentException.class, () -> new Table(-1, 3));
    assertThrows(IllegalArgumentException.class, () -> new Table(3, 0));
    assertThrows(IllegalArgumentException.class, () -> new Table(3, (1 << 24) + 1));
    assertThrows(IllegalArgumentException.class, () -> Table.of(Tensor.of(1, 2)));
  }

  @Test
  void aCopyOfAMatrixIsItsOwn() {
    Tensor matrix = Tensor.of(Shape.of(2, 2), counting(4));
    Table table = Table.of(matrix);
    matrix.data()[0] = 9;
    assertArrayEquals(counting(4), table.toTensor().data());
  }
}
