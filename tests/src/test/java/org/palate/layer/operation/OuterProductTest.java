// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class OuterProductTest {
  @Test
  void gradients() {
    GradientCheck.check(
        (tape, v) -> OuterProduct.flattened(v), random("a", 3, 5), random("b", 3, 17));
    GradientCheck.check(
        (tape, v) -> OuterProduct.flattenedWithOnes(v),
        random("a", 2, 3),
        random("b", 2, 1),
        random("c", 2, 4));
    GradientCheck.check(
        (tape, v) -> OuterProduct.flattened(v[0], v[0]), random("with itself", 2, 3));
  }

  /** (2, 3) and (5, 7): 10, 14, 15, 21; with ones (2, 3, 1) and (5, 7, 1). */
  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.of(Shape.of(1, 2), new float[] {2, 3}));
      Variable b = tape.constant(Tensor.of(Shape.of(1, 2), new float[] {5, 7}));
      assertArrayEquals(
          new float[] {10, 14, 15, 21}, OuterProduct.flattened(a, b).value().toArray());
      assertArrayEquals(
          new float[] {10, 14, 2, 15, 21, 3, 5, 7, 1},
          OuterProduct.flattenedWithOnes(a, b).value().toArray());
      assertArrayEquals(
          new float[] {20, 30, 28, 42, 30, 45, 42, 63},
          OuterProduct.flattened(a, b, a).value().toArray());
      assertSame(a, OuterProduct.flattened(a));
    }
  }

  @Test
  void vectorsThatDoNotFitAreNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.zeros(2, 3));
      Variable b = tape.constant(Tensor.zeros(3, 3));
      String message =
          assertThrows(IllegalArgumentException.class, () -> OuterProduct.flattened(a, b))
              .getMessage();
      assertTrue(message.contains("[2, 3]") && message.contains("[3, 3]"), message);
      assertThrows(IllegalArgumentException.class, OuterProduct::flattened);
      assertThrows(IllegalArgumentException.class, OuterProduct::flattenedWithOnes);
    }
  }
}
