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
