// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class FieldPairsTest {
  @Test
  void gradients() {
    for (int[] dims : new int[][] {{2, 3, 4}, {3, 5, 1}, {1, 2, 17}}) {
      GradientCheck.check((tape, x) -> FieldPairs.products(x[0]), random("x", dims));
      GradientCheck.check((tape, x) -> FieldPairs.innerProducts(x[0]), random("x", dims));
    }
    GradientCheck.check(
        (tape, x) ->
            Arithmetic.add(
                FieldPairs.innerProducts(x[0]), Reductions.rowSum(FieldPairs.products(x[0]))),
        random("x", 2, 3, 4));
  }

  /** (1, 2), (3, 4), (5, 6) make (3, 8), (5, 12), (15, 24), which sum to 11, 17, 39. */
  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(1, 3, 2), new float[] {1, 2, 3, 4, 5, 6}));
      Variable products = FieldPairs.products(x);
      assertEquals(Shape.of(1, 3, 2), products.shape());
      assertArrayEquals(new float[] {3, 8, 5, 12, 15, 24}, products.value().toArray());
      assertArrayEquals(new float[] {11, 17, 39}, FieldPairs.innerProducts(x).value().toArray());
    }
  }

  @Test
  void oneFieldHasNoPairs() {
    assertEquals(0, FieldPairs.count(1));
    assertEquals(325, FieldPairs.count(26));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable alone = tape.constant(random("x", 4, 1, 3));
      assertEquals(Shape.of(4, 0, 3), FieldPairs.products(alone).shape());
      assertEquals(Shape.of(4, 0), FieldPairs.innerProducts(alone).shape());
      Variable flat = Layout.reshape(alone, 4, 3);
      assertThrows(IllegalArgumentException.class, () -> FieldPairs.products(flat));
      assertThrows(IllegalArgumentException.class, () -> FieldPairs.innerProducts(flat));
    }
  }
}
