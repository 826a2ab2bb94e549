// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class RectifiersTest {
  @Test
  void gradients() {
    Tensor x = random("x", 3f, 3, 17);
    GradientCheck.check((tape, in) -> Rectifiers.leakyRelu(in[0], 0.1f), x);
    GradientCheck.check((tape, in) -> Rectifiers.elu(in[0], 0.7f), x);
    GradientCheck.check((tape, in) -> Rectifiers.silu(in[0]), x);
    GradientCheck.check((tape, in) -> Rectifiers.gelu(in[0]), x);
    GradientCheck.check((tape, in) -> Rectifiers.geluTanh(in[0]), x);
    GradientCheck.check((tape, in) -> Rectifiers.softplus(in[0], 2f, 100f), x);
    GradientCheck.check((tape, in) -> Activations.logSigmoid(in[0]), x);
    GradientCheck.check((tape, in) -> Activations.square(in[0]), x);
    GradientCheck.check((tape, in) -> Activations.abs(in[0]), x);
    GradientCheck.check((tape, in) -> Activations.sqrt(in[0]), GradientCheck.positive("p", 7));
    Tensor images = random("x", 2, 3, 5);
    GradientCheck.check((tape, in) -> Rectifiers.prelu(in[0], in[1]), images, random("w", 3));
    GradientCheck.check((tape, in) -> Rectifiers.prelu(in[0], in[1]), images, random("w", 1));
  }

  /** Far out all of them are x or 0, without overflow on the way, and so are their slopes. */
  @Test
  void farFromZeroTheyAreStraight() {
    Tensor far = Tensor.of(-1e30f, -1e4f, 1e4f, 1e30f);
    float[] positive = {0, 0, 1e4f, 1e30f};
    float[] slopes = {0, 0, 1, 1};
    try (Tape tape = Tape.gradients(new TensorPool())) {
      for (int which = 0; which < 4; which++) {
        Variable x = tape.input(far);
        Variable y =
            switch (which) {
              case 0 -> Rectifiers.silu(x);
              case 1 -> Rectifiers.gelu(x);
              case 2 -> Rectifiers.geluTanh(x);
              default -> Rectifiers.softplus(x, 1f, 20f);
            };
        assertArrayEquals(positive, y.value().toArray(), 0f, "values of function " + which);
        tape.backward(Reductions.sum(y));
        assertArrayEquals(slopes, x.gradient().toArray(), 0f, "slopes of function " + which);
      }
    }
  }

  @Test
  void slopesForOtherChannelsAreRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 3));
      Variable w = tape.constant(Tensor.zeros(2));
      assertThrows(IllegalArgumentException.class, () -> Rectifiers.prelu(x, w));
    }
  }
}
