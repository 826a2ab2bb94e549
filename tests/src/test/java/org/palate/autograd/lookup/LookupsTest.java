// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.lookup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.RowGradients;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups.BagMode;
import org.palate.nn.Parameter;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class LookupsTest {
  /** Bags {2, 0, 2}, {}, {3}, {1, 1, 4, 0}, {}. */
  private static final int[] IDS = {2, 0, 2, 3, 1, 1, 4, 0};

  private static final int[] OFFSETS = {0, 3, 3, 4, 8, 8};
  private static final float[] WEIGHTS = {0.5f, -1, 2, 0.25f, 1, 3, -0.75f, 0};

  private static void check(TableVariable table, GradientCheck.Function function) {
    GradientCheck.check(function, List.of(new Parameter.Sparse("table", table)));
  }

  private static TableVariable table(int rows, int dim) {
    return new TableVariable(Table.of(random("table", rows, dim)));
  }

  @Test
  void gradientsOfEmbeddings() {
    for (int dim : new int[] {1, 3, 17}) {
      TableVariable table = table(5, dim);
      check(table, (tape, x) -> Lookups.embedding(tape, table, IntTensor.of(3, 0, 3, 3, 4)));
      IntTensor matrix = new IntTensor(Shape.of(2, 3), new int[] {1, 0, 1, 2, 2, 4});
      check(table, (tape, x) -> Lookups.embedding(tape, table, matrix));
      check(
          table,
          (tape, x) ->
              Arithmetic.mul(
                  Lookups.embedding(tape, table, matrix),
                  Layout.reshape(Lookups.embedding(tape, table, IntTensor.of(1, 4)), 2, 1, dim)));
    }
  }

  @Test
  void gradientsOfBags() {
    for (int dim : new int[] {1, 3, 17}) {
      TableVariable table = table(5, dim);
      for (BagMode mode : BagMode.values()) {
        check(table, (tape, x) -> Lookups.embeddingBag(tape, table, IDS, OFFSETS, null, mode));
      }
      check(
          table,
          (tape, x) -> Lookups.embeddingBag(tape, table, IDS, OFFSETS, WEIGHTS, BagMode.SUM));
    }
  }

  /** Rows are [1, 10], [2, 20], ... */
  @Test
  void valuesByHand() {
    Tensor rows = Tensor.of(Shape.of(5, 2), new float[] {1, 10, 2, 20, 3, 30, 4, 40, 5, 50});
    TableVariable table = new TableVariable(Table.of(rows));
    try (Tape tape = Tape.inference(new TensorPool())) {
      assertArrayEquals(
          new float[] {4, 40, 1, 10, 4, 40},
          Lookups.embedding(tape, table, IntTensor.of(3, 0, 3)).value().toArray());
      assertArrayEquals(
          new float[] {7, 70, 0, 0, 4, 40, 10, 100, 0, 0},
          Lookups.embeddingBag(tape, table, IDS, OFFSETS, null, BagMode.SUM).value().toArray());
      assertArrayEquals(
          new float[] {7f / 3, 70f / 3, 0, 0, 4, 40, 2.5f, 25, 0, 0},
          Lookups.embeddingBag(tape, table, IDS, OFFSETS, null, BagMode.MEAN).value().toArray());
      // 0.5*3 - 1 + 2*3 = 6.5; 0.25*4 = 1; 2 + 3*2 - 0.75*5 = 4.25.
      assertArrayEquals(
          new float[] {6.5f, 65, 0, 0, 1, 10, 4.25f, 42.5f, 0, 0},
          Lookups.embeddingBag(tape, table, IDS, OFFSETS, WEIGHTS, BagMode.SUM).value().toArray());
    }
  }

  @Test
  void onlyTouchedRowsHaveGradients() {
    TableVariable table = table(1000, 4);
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable y = Lookups.embedding(tape, table, IntTensor.of(900, 7, 900));
      tape.backward(Reductions.sum(y));
    }
    assertEquals(2, table.gradients().count());
    assertArrayEquals(new int[] {900, 7}, Arrays.copyOf(table.gradients().rows(), 2));
    assertArrayEquals(
        new float[] {2, 2, 2, 2, 1, 1, 1, 1}, Arrays.copyOf(table.gradients().values(), 8));
    table.gradients().clear();
    assertEquals(0, table.gradients().count());
  }

  /** Against a plain dense sum, over several batches without clearing: the hash table must grow. */
  @Test
  void manyTouchedRowsAddUp() {
    int rows = 5000;
    TableVariable table = table(rows, 2);
    int[] expected = new int[rows];
    RandomStream random = RandomStream.of(1, "ids");
    for (int batch = 0; batch < 5; batch++) {
      int[] ids = new int[1500 * (batch + 1)];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = random.nextInt(rows) / (1 + i % 3);
        expected[ids[i]] += i % 5;
      }
      float[] source = new float[2 * ids.length];
      for (int i = 0; i < ids.length; i++) {
        source[2 * i] = i % 5;
        source[2 * i + 1] = -(i % 5);
      }
      table.gradients().add(ids, ids.length, source, null, null);
    }
    float[] gradient = GradientCheck.dense(table);
    for (int row = 0; row < rows; row++) {
      assertEquals(expected[row], gradient[2 * row], "row " + row);
      assertEquals(-expected[row], gradient[2 * row + 1], "row " + row);
    }
  }

  /** The gradients of bags wait until they are asked for; that must not show. */
  @Test
  void gradientsOfBagsAreThoseOfTheirRows() {
    RandomStream random = RandomStream.of(1, "bags");
    for (int dim : new int[] {1, 5, 16, 64}) {
      RowGradients bags = table(30, dim).gradients();
      RowGradients rows = table(30, dim).gradients();
      for (boolean weighted : new boolean[] {false, true, false}) {
        // Twice, the second time onto what the first has left.
        for (int call = 0; call < 2; call++) {
          int[] offsets = {0, 3, 3, 20, 21, 40};
          int[] ids = new int[40];
          int[] bagOf = new int[40];
          float[] weights = weighted ? new float[40] : null;
          for (int i = 0, bag = 0; i < 40; i++) {
            while (i >= offsets[bag + 1]) {
              bag++;
            }
            ids[i] = random.nextInt(30);
            bagOf[i] = bag;
            if (weighted) {
              weights[i] = (float) random.nextGaussian();
            }
          }
          float[] source = new float[5 * dim + 3];
          for (int i = 0; i < source.length; i++) {
            source[i] = (float) random.nextGaussian();
          }
          bags.addBags(ids, offsets, source, weights);
          rows.add(ids, 40, source, bagOf, weights);
          assertEquals(rows.count(), bags.count());
          float[] part = new float[rows.count() * dim];
          bags.copyTo(2, bags.count() - 1, part); // while they wait, or after
          for (int slot = 2; slot < bags.count() - 1; slot++) {
            assertArrayEquals(
                gradientOf(bags.rows()[slot], dim, rows),
                Arrays.copyOfRange(part, (slot - 2) * dim, (slot - 1) * dim));
          }
          for (int slot = 0; call == 1 && slot < bags.count(); slot++) {
            int row = bags.rows()[slot];
            assertArrayEquals(gradientOf(row, dim, rows), gradientOf(row, dim, bags));
          }
        }
        bags.clear();
        rows.clear();
        assertEquals(0, bags.count());
      }
    }
  }

  private static float[] gradientOf(int row, int dim, RowGradients gradients) {
    for (int slot = 0; slot < gradients.count(); slot++) {
      if (gradients.rows()[slot] == row) {
        return Arrays.copyOfRange(gradients.values(), slot * dim, (slot + 1) * dim);
      }
    }
    throw new AssertionError("row " + row + " has no slot");
  }

  @Test
  void wrongIdsAndOffsetsAreNamed() {
    TableVariable table = table(5, 2);
    try (Tape tape = Tape.inference(new TensorPool())) {
      String message =
          assertThrows(
                  IndexOutOfBoundsException.class,
                  () -> Lookups.embedding(tape, table, IntTensor.of(0, 5)))
              .getMessage();
      assertTrue(message.contains("found 5 at position 1"), message);
      assertThrows(
          IndexOutOfBoundsException.class, () -> Lookups.embedding(tape, table, IntTensor.of(-1)));
      for (int[] offsets : new int[][] {{}, {1, 2}, {0, 9}, {0, 3, 2, 4}}) {
        assertThrows(
            IllegalArgumentException.class,
            () -> Lookups.embeddingBag(tape, table, IDS, offsets, null, BagMode.SUM),
            Arrays.toString(offsets));
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> Lookups.embeddingBag(tape, table, IDS, OFFSETS, WEIGHTS, BagMode.MEAN));
    }
  }
}
