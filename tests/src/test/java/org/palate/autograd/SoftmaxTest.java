// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class SoftmaxTest {
  private static final float NONE = Float.NEGATIVE_INFINITY;

  @Test
  void gradients() {
    for (int axis = -3; axis < 3; axis++) {
      int at = axis;
      Tensor x = random("x", 3f, 2, 3, 5);
      GradientCheck.check((tape, in) -> Softmax.softmax(in[0], at), x);
      GradientCheck.check((tape, in) -> Softmax.logSoftmax(in[0], at), x);
      GradientCheck.check((tape, in) -> Softmax.logSumExp(in[0], at), x);
    }
  }

  /** e^ln 1, e^ln 3 make 1/4 and 3/4; a thousand more on each changes nothing. */
  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      float ln3 = 1.0986123f;
      Variable x = tape.constant(Tensor.of(0, NONE, ln3));
      Variable high = tape.constant(Tensor.of(4096, NONE, 4096 + ln3));
      assertArrayEquals(
          new float[] {0.25f, 0, 0.75f}, Softmax.softmax(x, 0).value().toArray(), 1e-6f);
      assertArrayEquals(
          new float[] {0.25f, 0, 0.75f}, Softmax.softmax(high, 0).value().toArray(), 1e-4f);
      assertArrayEquals(
          new float[] {-1.3862944f, NONE, -0.2876821f},
          Softmax.logSoftmax(x, 0).value().toArray(),
          1e-6f);
      assertArrayEquals(new float[] {1.3862944f}, Softmax.logSumExp(x, 0).value().toArray(), 1e-6f);
    }
  }

  @Test
  void aRowOfNothingIsNoDistribution() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(NONE, NONE));
      float[] nan = {Float.NaN, Float.NaN};
      assertArrayEquals(nan, Softmax.softmax(x, 0).value().toArray());
      assertArrayEquals(nan, Softmax.logSoftmax(x, 0).value().toArray());
      assertArrayEquals(new float[] {NONE}, Softmax.logSumExp(x, 0).value().toArray());
      Variable empty = tape.constant(Tensor.zeros(2, 0));
      assertThrows(IllegalArgumentException.class, () -> Softmax.softmax(empty, 1));
    }
  }
}
