// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class ReductionsTest {
  @Test
  void gradients() {
    for (int[] dims : new int[][] {{7}, {3, 5}, {2, 3, 4}, {4, 1}}) {
      GradientCheck.check((tape, x) -> Reductions.sum(x[0]), random("x", dims));
      GradientCheck.check((tape, x) -> Reductions.mean(x[0]), random("x", dims));
      GradientCheck.check((tape, x) -> Reductions.rowSum(x[0]), random("x", dims));
      GradientCheck.check(
          (tape, x) -> Reductions.rowDot(x[0], x[1]), random("a", dims), random("b", dims));
    }
    GradientCheck.check((tape, x) -> Reductions.rowDot(x[0], x[0]), random("a", 3, 5));
  }

  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
      assertEquals(21f, Reductions.sum(x).value().item());
      assertEquals(3.5f, Reductions.mean(x).value().item());
      assertEquals(Shape.SCALAR, Reductions.sum(x).shape());
      assertArrayEquals(new float[] {6, 15}, Reductions.rowSum(x).value().toArray());
      assertArrayEquals(new float[] {14, 77}, Reductions.rowDot(x, x).value().toArray());
      Variable scalar = tape.constant(Tensor.of(Shape.SCALAR, new float[] {1}));
      assertThrows(IllegalArgumentException.class, () -> Reductions.rowSum(scalar));
    }
  }
}
