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
  void gradientsOverSomeAxes() {
    int[][] axes = {{}, {0}, {1}, {2}, {0, 1}, {1, 2}, {-1, 0}, {2, 1, 0}};
    for (int[] some : axes) {
      for (boolean keep : new boolean[] {false, true}) {
        Tensor x = random("x", 2, 3, 4);
        GradientCheck.check((tape, in) -> Reductions.sum(in[0], keep, some), x);
        GradientCheck.check((tape, in) -> Reductions.mean(in[0], keep, some), x);
        GradientCheck.check((tape, in) -> Reductions.amax(in[0], keep, some), x);
      }
    }
    GradientCheck.check(
        (tape, in) -> Reductions.max(in[0], 1, false).values(), random("x", 2, 3, 4));
  }

  /** Of three equal elements amax gives each a third; max takes the first. */
  @Test
  void largestOfEqualElements() {
    Tensor x = Tensor.of(Shape.of(1, 4), new float[] {2, 7, 7, 7});
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable in = tape.input(x);
      tape.backward(Reductions.amax(in, false, -1), Tensor.of(3f));
      assertArrayEquals(new float[] {0, 1, 1, 1}, in.gradient().toArray());
      Variable other = tape.input(x);
      Reductions.Max max = Reductions.max(other, -1, false);
      assertEquals(1, max.positions().data()[0]);
      tape.backward(max.values(), Tensor.of(3f));
      assertArrayEquals(new float[] {0, 3, 0, 0}, other.gradient().toArray());
    }
  }

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
