// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.LayerNorm;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class CrossModalAttentionTest {
  private final CrossModalAttention layer =
      new CrossModalAttention(4, 5, 2, 0, RandomStream.of(2, "init"));

  @Test
  void gradients() {
    boolean[] padding = {false, true, false, true, true, true};
    GradientCheck.check(
        (tape, x) -> layer.forward(x[0], x[1], padding),
        layer.parameters(),
        random("x", 2, 4, 4),
        random("context", 2, 3, 5));
  }

  @Test
  void aMissingModalityLeavesTheOtherAsItWasAndPaddingIsNotSeen() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 1, 4, 4));
      Variable context = tape.constant(random("context", 1, 3, 5));
      boolean[] missing = {true, true, true};
      float[] plain = new LayerNorm(4, LayerNorm.EPS).forward(x).value().toArray();
      assertArrayEquals(plain, layer.forward(x, context, missing).value().toArray());
      boolean[] last = {false, false, true};
      Variable shorter = Layout.slice(context, 1, 0, 2);
      assertArrayEquals(
          layer.forward(x, shorter, null).value().toArray(),
          layer.forward(x, context, last).value().toArray(),
          1e-6f);
      assertEquals(Shape.of(1, 4, 4), layer.forward(x, shorter, null).shape());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 4, 4));
      Variable context = tape.constant(Tensor.zeros(2, 3, 5));
      Variable fewer = tape.constant(Tensor.zeros(1, 3, 5));
      assertThrows(IllegalArgumentException.class, () -> layer.forward(context, x, null));
      assertThrows(IllegalArgumentException.class, () -> layer.forward(x, fewer, null));
      assertThrows(
          IllegalArgumentException.class, () -> layer.forward(x, context, new boolean[] {true}));
    }
  }
}
