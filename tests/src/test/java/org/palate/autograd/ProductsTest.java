// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class ProductsTest {
  @Test
  void gradientsOfMatmul() {
    for (int[] size : new int[][] {{3, 5, 4}, {1, 7, 1}, {5, 1, 3}, {2, 19, 17}}) {
      GradientCheck.check(
          (tape, x) -> Products.matmul(x[0], x[1]),
          random("a", size[0], size[1]),
          random("b", size[1], size[2]));
    }
    GradientCheck.check((tape, x) -> Products.matmul(x[0], x[0]), random("a", 3, 3));
  }

  /** Batch axes that one operand has not, or has with length 1, are repeated. */
  @Test
  void gradientsOfBatchesOfMatrices() {
    int[][][] batches = {
      {{2, 3}, {2, 3}}, {{3}, {}}, {{}, {3}}, {{2, 1}, {3}}, {{1}, {2}}, {{2, 3}, {1, 3}}
    };
    for (int[][] batch : batches) {
      for (int form = 0; form < 4; form++) {
        boolean transposeA = form % 2 == 1;
        boolean transposeB = form / 2 == 1;
        GradientCheck.check(
            (tape, x) -> Products.matmul(x[0], transposeA, x[1], transposeB),
            random("a", matrices(batch[0], transposeA ? 4 : 2, transposeA ? 2 : 4)),
            random("b", matrices(batch[1], transposeB ? 3 : 4, transposeB ? 4 : 3)));
      }
    }
  }

  private static int[] matrices(int[] batch, int rows, int columns) {
    return IntStream.concat(IntStream.of(batch), IntStream.of(rows, columns)).toArray();
  }

  @Test
  void gradientsOfLinear() {
    GradientCheck.check(
        (tape, x) -> Products.linear(x[0], x[1], x[2]),
        random("x", 4, 5),
        random("weight", 3, 5),
        random("bias", 3));
    GradientCheck.check(
        (tape, x) -> Products.linear(x[0], x[1], null), random("x", 4, 5), random("weight", 3, 5));
    GradientCheck.check(
        (tape, x) -> Products.linear(x[0], x[1], x[2]),
        random("x", 2, 3, 5),
        random("weight", 4, 5),
        random("bias", 4));
    GradientCheck.check(
        (tape, x) -> Products.linear(x[0], x[1], x[2]),
        random("x", 5),
        random("weight", 2, 5),
        random("bias", 2));
  }

  /** Weights that two layers share receive the sum of both gradients. */
  @Test
  void gradientsOfSharedWeights() {
    GradientCheck.check(
        (tape, x) -> Products.linear(Products.linear(x[0], x[1], x[2]), x[1], x[2]),
        random("x", 3, 4),
        random("weight", 4, 4),
        random("bias", 4));
  }

  /** [[1, 2], [3, 4]] [[5, 6], [7, 8]] = [[19, 22], [43, 50]]. */
  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.of(Shape.of(2, 2), new float[] {1, 2, 3, 4}));
      Variable b = tape.constant(Tensor.of(Shape.of(2, 2), new float[] {5, 6, 7, 8}));
      assertArrayEquals(new float[] {19, 22, 43, 50}, Products.matmul(a, b).value().toArray());
      Variable bias = tape.constant(Tensor.of(1, -1));
      // x Wᵀ + b: rows of a with rows of b.
      assertArrayEquals(
          new float[] {18, 22, 40, 52}, Products.linear(a, b, bias).value().toArray());
    }
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.zeros(2, 3));
      Variable b = tape.constant(Tensor.zeros(2, 4));
      String message =
          assertThrows(IllegalArgumentException.class, () -> Products.matmul(a, b)).getMessage();
      assertTrue(message.contains("[2, 3] and [2, 4]"), message);
      message =
          assertThrows(IllegalArgumentException.class, () -> Products.linear(a, b, null))
              .getMessage();
      assertEquals(
          "linear: expected x [..., in], weight [out, in], bias [out], found [2, 3], [2, 4], none",
          message);
    }
  }
}
