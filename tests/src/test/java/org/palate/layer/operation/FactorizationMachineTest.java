// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

final class FactorizationMachineTest {
  @Test
  void gradients() {
    for (int[] dims : new int[][] {{2, 3, 4}, {3, 5, 1}, {1, 2, 17}, {2, 1, 3}}) {
      GradientCheck.check((tape, x) -> FactorizationMachine.interaction(x[0]), random("x", dims));
    }
    GradientCheck.check(
        (tape, x) ->
            Arithmetic.add(
                FactorizationMachine.interaction(x[0]),
                Reductions.rowSum(Layout.reshape(x[0], 2, -1))),
        random("x", 2, 3, 4));
  }

  /** (1, 2), (3, 4), (5, 6): 11 + 17 + 39 = 67. One field alone has no pair. */
  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(1, 3, 2), new float[] {1, 2, 3, 4, 5, 6}));
      assertArrayEquals(new float[] {67}, FactorizationMachine.interaction(x).value().toArray());
      Variable alone = Layout.slice(x, 1, 0, 1);
      assertArrayEquals(new float[] {0}, FactorizationMachine.interaction(alone).value().toArray());
      assertThrows(
          IllegalArgumentException.class,
          () -> FactorizationMachine.interaction(Layout.reshape(x, 3, 2)));
    }
  }

  @Test
  void equalsTheProductsOfAllPairs() {
    Tensor input = random("x", 7, 6, 5);
    Tensor upstream = random("upstream", 7);
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(input);
      Variable fused = FactorizationMachine.interaction(x);
      tape.backward(fused, upstream);

      Variable again = tape.input(input);
      Variable pairs = tape.constant(Tensor.zeros(7));
      for (int i = 0; i < 6; i++) {
        for (int j = i + 1; j < 6; j++) {
          Variable left = Layout.slice(again, 1, i, i + 1);
          Variable right = Layout.slice(again, 1, j, j + 1);
          pairs = Arithmetic.add(pairs, Layout.reshape(Reductions.rowDot(left, right), 7));
        }
      }
      tape.backward(pairs, upstream);
      assertArrayEquals(pairs.value().toArray(), fused.value().toArray(), 1e-5f);
      assertArrayEquals(again.gradient().toArray(), x.gradient().toArray(), 1e-5f);
    }
  }
}
