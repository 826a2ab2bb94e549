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

final class BiInteractionTest {
  @Test
  void gradients() {
    for (int[] dims : new int[][] {{2, 3, 4}, {3, 5, 1}, {1, 2, 17}, {2, 1, 3}}) {
      GradientCheck.check((tape, x) -> BiInteraction.pool(x[0]), random("x", dims));
    }
  }

  /** (1, 2), (3, 4), (5, 6): 3 + 5 + 15 = 23 and 8 + 12 + 24 = 44. One field has no pair. */
  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(1, 3, 2), new float[] {1, 2, 3, 4, 5, 6}));
      assertArrayEquals(new float[] {23, 44}, BiInteraction.pool(x).value().toArray());
      Variable alone = Layout.slice(x, 1, 0, 1);
      assertArrayEquals(new float[] {0, 0}, BiInteraction.pool(alone).value().toArray());
      assertThrows(
          IllegalArgumentException.class, () -> BiInteraction.pool(Layout.reshape(x, 3, 2)));
    }
  }

  @Test
  void itsElementsSumToTheTermOfAFactorisationMachine() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 7, 6, 19));
      float[] pooled = Reductions.rowSum(BiInteraction.pool(x)).value().toArray();
      assertArrayEquals(FactorizationMachine.interaction(x).value().toArray(), pooled, 1e-5f);
    }
  }

  @Test
  void equalsTheSumOfTheProductsOfAllPairs() {
    Tensor input = random("x", 4, 6, 5);
    Tensor upstream = random("upstream", 4, 5);
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(input);
      Variable pooled = BiInteraction.pool(x);
      tape.backward(pooled, upstream);

      Variable again = tape.input(input);
      Variable pairs = FieldPairs.products(again);
      Variable sum = Layout.reshape(Layout.slice(pairs, 1, 0, 1), 4, 5);
      for (int p = 1; p < 15; p++) {
        Variable pair = Layout.reshape(Layout.slice(pairs, 1, p, p + 1), 4, 5);
        sum = Arithmetic.add(sum, pair);
      }
      tape.backward(sum, upstream);
      assertArrayEquals(sum.value().toArray(), pooled.value().toArray(), 1e-5f);
      assertArrayEquals(again.gradient().toArray(), x.gradient().toArray(), 1e-5f);
    }
  }
}
