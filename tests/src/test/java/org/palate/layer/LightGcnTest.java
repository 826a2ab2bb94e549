// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class LightGcnTest {
  /** User 0 chose both items, user 1 the second, user 2 nothing. */
  private static LightGcn graph(int layers) {
    return new LightGcn(3, 2, new int[] {0, 0, 1}, new int[] {0, 1, 1}, layers);
  }

  @Test
  void gradients() {
    GradientCheck.check(
        (tape, x) -> graph(3).forward(x[0], x[1]), random("users", 3, 4), random("items", 2, 4));
  }

  /** Degrees: users 2, 1, 0, items 1, 2; so A_00 = 1 / sqrt 2, A_01 = 1 / 2, A_11 = 1 / sqrt 2. */
  @Test
  void oneStepByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable users = tape.constant(Tensor.of(Shape.of(3, 1), new float[] {1, 2, 3}));
      Variable items = tape.constant(Tensor.of(Shape.of(2, 1), new float[] {10, 20}));
      float root = (float) Math.sqrt(0.5);
      float[] expected = {
        (1 + 10 * root + 20 * 0.5f) / 2,
        (2 + 20 * root) / 2,
        3 / 2f,
        (10 + root) / 2,
        (20 + 0.5f + 2 * root) / 2
      };
      assertArrayEquals(expected, graph(1).forward(users, items).value().toArray(), 1e-5f);
    }
  }

  @Test
  void edgesOutsideAreNamed() {
    assertThrows(
        IndexOutOfBoundsException.class, () -> new LightGcn(1, 1, new int[] {0}, new int[] {1}, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new LightGcn(1, 1, new int[1], new int[2], 1));
  }
}
