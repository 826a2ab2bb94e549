// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.positive;
import static org.palate.autograd.GradientCheck.random;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class ArithmeticTest {
  /** Two shapes that fit, and what they make. */
  record Pair(Shape a, Shape b, Shape y) {}

  private static Pair pair(int[] a, int[] b, int[] y) {
    return new Pair(Shape.of(a), Shape.of(b), Shape.of(y));
  }

  static List<Pair> pairs() {
    return List.of(
        pair(new int[] {3, 5}, new int[] {3, 5}, new int[] {3, 5}),
        pair(new int[] {3, 5}, new int[] {5}, new int[] {3, 5}),
        pair(new int[] {5}, new int[] {3, 5}, new int[] {3, 5}),
        pair(new int[] {3, 5}, new int[] {1, 5}, new int[] {3, 5}),
        pair(new int[] {3, 5}, new int[] {3, 1}, new int[] {3, 5}),
        pair(new int[] {3, 1}, new int[] {1, 5}, new int[] {3, 5}),
        pair(new int[] {3, 5}, new int[] {}, new int[] {3, 5}),
        pair(new int[] {1}, new int[] {2, 3}, new int[] {2, 3}),
        pair(new int[] {1, 1}, new int[] {}, new int[] {1, 1}),
        pair(new int[] {2, 3, 4}, new int[] {3, 4}, new int[] {2, 3, 4}),
        pair(new int[] {2, 3, 4}, new int[] {3, 1}, new int[] {2, 3, 4}),
        pair(new int[] {2, 3, 4}, new int[] {2, 1, 4}, new int[] {2, 3, 4}),
        pair(new int[] {2, 3, 1}, new int[] {3, 4}, new int[] {2, 3, 4}),
        pair(new int[] {2, 1, 4}, new int[] {1, 3, 1}, new int[] {2, 3, 4}),
        pair(new int[] {2, 1, 3, 1}, new int[] {4, 1, 5}, new int[] {2, 4, 3, 5}));
  }

  private static void check(GradientCheck.Function function, Tensor a, Tensor b, Shape y) {
    GradientCheck.check(
        (tape, x) -> {
          Variable result = function.apply(tape, x);
          assertEquals(y, result.shape());
          return result;
        },
        a,
        b);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void gradientsOfEveryPatternOfBroadcasting(Pair shapes) {
    Tensor a = random("a", shapes.a().toArray());
    Tensor b = random("b", shapes.b().toArray());
    Tensor divisor = positive("b", shapes.b().toArray());
    for (int i = 0; i < divisor.size(); i++) {
      divisor.data()[i] += 0.75f;
    }
    check((tape, x) -> Arithmetic.add(x[0], x[1]), a, b, shapes.y());
    check((tape, x) -> Arithmetic.sub(x[0], x[1]), a, b, shapes.y());
    check((tape, x) -> Arithmetic.mul(x[0], x[1]), a, b, shapes.y());
    check((tape, x) -> Arithmetic.div(x[0], x[1]), a, divisor, shapes.y());
  }

  @Test
  void gradientsWhereOnlyOneSideWantsThem() {
    Tensor b = positive("b", 5);
    GradientCheck.check((tape, x) -> Arithmetic.mul(x[0], tape.constant(b)), random("a", 3, 5));
    GradientCheck.check((tape, x) -> Arithmetic.div(tape.constant(b), x[0]), positive("a", 3, 5));
    GradientCheck.check((tape, x) -> Arithmetic.sub(tape.constant(b), x[0]), random("a", 3, 5));
  }

  @Test
  void gradientsOfAVariableThatIsBothSides() {
    Tensor a = positive("a", 4);
    GradientCheck.check((tape, x) -> Arithmetic.add(x[0], x[0]), a);
    GradientCheck.check((tape, x) -> Arithmetic.sub(x[0], x[0]), a);
    GradientCheck.check((tape, x) -> Arithmetic.mul(x[0], x[0]), a);
    GradientCheck.check((tape, x) -> Arithmetic.div(x[0], x[0]), a);
    GradientCheck.check((tape, x) -> Arithmetic.multiplyAdd(x[0], x[0], x[0]), a);
  }

  @Test
  void gradientsOfMultiplyAddScaleAndNeg() {
    GradientCheck.check(
        (tape, x) -> Arithmetic.multiplyAdd(x[0], x[1], x[2]),
        random("a", 3, 7),
        random("b", 3, 7),
        random("c", 3, 7));
    GradientCheck.check((tape, x) -> Arithmetic.scale(x[0], -2.5f), random("a", 3, 7));
    GradientCheck.check((tape, x) -> Arithmetic.neg(x[0]), random("a", 7));
  }

  /** What is added up may be used again afterwards: no gradient is another's memory. */
  @Test
  void gradientsOfSharedIntermediates() {
    GradientCheck.check(
        (tape, x) -> {
          Variable s = Arithmetic.add(x[0], x[1]);
          Variable t = Arithmetic.sub(s, x[0]);
          return Arithmetic.mul(Arithmetic.add(s, t), Arithmetic.add(t, x[1]));
        },
        random("a", 2, 3),
        random("b", 3));
  }

  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.of(Shape.of(2, 1), new float[] {6, 8}));
      Variable b = tape.constant(Tensor.of(2, 4));
      assertArrayEquals(new float[] {8, 10, 10, 12}, Arithmetic.add(a, b).value().toArray());
      assertArrayEquals(new float[] {4, 2, 6, 4}, Arithmetic.sub(a, b).value().toArray());
      assertArrayEquals(new float[] {12, 24, 16, 32}, Arithmetic.mul(a, b).value().toArray());
      assertArrayEquals(new float[] {3, 1.5f, 4, 2}, Arithmetic.div(a, b).value().toArray());
    }
  }

  @Test
  void anAxisOfLengthZeroIsBroadcastToo() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable none = tape.input(Tensor.zeros(0, 3));
      Variable row = tape.input(Tensor.of(1, 2, 3));
      Variable y = Arithmetic.add(none, row);
      assertEquals(Shape.of(0, 3), y.shape());
      tape.backward(Reductions.sum(y));
      assertArrayEquals(new float[3], row.gradient().toArray());

      Variable narrow = tape.input(Tensor.zeros(2, 0));
      Variable column = tape.input(Tensor.of(Shape.of(2, 1), new float[] {1, 2}));
      Variable nothing = tape.input(Tensor.zeros(0));
      Variable z = Arithmetic.mul(Arithmetic.mul(narrow, column), nothing);
      assertEquals(Shape.of(2, 0), z.shape());
      tape.backward(Reductions.sum(z));
      assertArrayEquals(new float[2], column.gradient().toArray());
    }
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.zeros(2, 3));
      Variable b = tape.constant(Tensor.zeros(2));
      String message =
          assertThrows(IllegalArgumentException.class, () -> Arithmetic.add(a, b)).getMessage();
      assertTrue(message.contains("add") && message.contains("[2, 3]") && message.contains("[2]"));
      assertThrows(IllegalArgumentException.class, () -> Arithmetic.multiplyAdd(a, a, b));
    }
  }
}
