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

final class LayoutTest {
  @Test
  void gradients() {
    GradientCheck.check((tape, x) -> Layout.reshape(x[0], 3, -1), random("x", 2, 3, 4));
    for (int axis : new int[] {0, 1, 2, -1, -3}) {
      Shape a = Shape.of(2, 3, 4);
      Shape b = a.with(axis, 1);
      GradientCheck.check(
          (tape, x) -> Layout.concat(axis, x[0], x[1], x[0]),
          random("a", a.toArray()),
          random("b", b.toArray()));
      GradientCheck.check((tape, x) -> Layout.slice(x[0], axis, 1, 2), random("a", a.toArray()));
      GradientCheck.check(
          (tape, x) -> Layout.slice(x[0], axis, 0, a.dim(axis)), random("a", a.toArray()));
    }
  }

  @Test
  void gradientsOfOtherOrders() {
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int[] order : orders) {
      GradientCheck.check((tape, x) -> Layout.permute(x[0], order), random("x", 2, 3, 4));
    }
    GradientCheck.check((tape, x) -> Layout.transpose(x[0], 0, -1), random("x", 2, 3, 4));
    GradientCheck.check((tape, x) -> Layout.stack(-1, x[0], x[1]), random("x", 2), random("y", 2));
    GradientCheck.check((tape, x) -> Layout.slice(x[0], 1, 1, 7, 3), random("x", 2, 8, 2));
    GradientCheck.check(
        (tape, x) -> {
          var parts = Layout.split(x[0], 1, 2, 1, 3);
          return Layout.concat(1, parts.get(2), parts.get(0));
        },
        random("x", 2, 6));
  }

  /** Row 1 of the transpose is column 1; of [0, 6) in steps of 2 are 0, 2, 4. */
  @Test
  void otherOrdersByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}));
      Variable t = Layout.transpose(a, 0, 1);
      assertEquals(Shape.of(3, 2), t.shape());
      assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, t.value().toArray());
      Variable flat = Layout.reshape(a, 6);
      assertArrayEquals(new float[] {1, 3, 5}, Layout.slice(flat, 0, 0, 6, 2).value().toArray());
      assertThrows(IllegalArgumentException.class, () -> Layout.permute(a, 0, 0));
      assertThrows(IllegalArgumentException.class, () -> Layout.permute(a, 1, 2));
      assertThrows(IllegalArgumentException.class, () -> Layout.split(a, 1, 1, 1));
    }
  }

  /** The same numbers under another shape give their gradient to the shape they had. */
  @Test
  void gradientsOfAReshapedVariableThatIsUsedOtherwiseToo() {
    GradientCheck.check(
        (tape, x) -> Arithmetic.mul(Layout.reshape(x[0], 2, 3, 1), Layout.reshape(x[0], 2, 1, 3)),
        random("x", 6));
  }

  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.of(Shape.of(2, 2), new float[] {1, 2, 3, 4}));
      Variable b = tape.constant(Tensor.of(Shape.of(2, 1), new float[] {5, 6}));
      Variable joined = Layout.concat(1, a, b);
      assertEquals(Shape.of(2, 3), joined.shape());
      assertArrayEquals(new float[] {1, 2, 5, 3, 4, 6}, joined.value().toArray());
      assertArrayEquals(new float[] {2, 5, 4, 6}, Layout.slice(joined, -1, 1, 3).value().toArray());
      assertArrayEquals(new float[] {3, 4, 6}, Layout.slice(joined, 0, 1, 2).value().toArray());
      assertEquals(Shape.of(2, 0), Layout.slice(joined, 1, 2, 2).shape());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.zeros(2, 3));
      Variable b = tape.constant(Tensor.zeros(3, 3));
      assertThrows(IllegalArgumentException.class, () -> Layout.concat(1, a, b));
      assertThrows(IndexOutOfBoundsException.class, () -> Layout.concat(2, a, b));
      assertThrows(IndexOutOfBoundsException.class, () -> Layout.slice(a, 1, 1, 4));
      assertThrows(IndexOutOfBoundsException.class, () -> Layout.slice(a, 1, 2, 1));
      assertThrows(IllegalArgumentException.class, () -> Layout.reshape(a, 4, 2));
      assertThrows(IllegalArgumentException.class, () -> Layout.reshape(a, -1, -1));
    }
  }
}
