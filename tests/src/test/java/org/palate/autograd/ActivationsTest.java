// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.palate.autograd.GradientCheck.positive;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class ActivationsTest {
  @Test
  void gradients() {
    Tensor x = random("x", 3, 17);
    GradientCheck.check((tape, v) -> Activations.relu(v[0]), x);
    GradientCheck.check((tape, v) -> Activations.sigmoid(v[0]), x);
    GradientCheck.check((tape, v) -> Activations.tanh(v[0]), x);
    GradientCheck.check((tape, v) -> Activations.exp(v[0]), x);
    GradientCheck.check((tape, v) -> Activations.softplus(v[0]), x);
    Tensor aboveHalf = positive("x", 3, 17);
    for (int i = 0; i < aboveHalf.size(); i++) {
      aboveHalf.data()[i] += 0.25f;
    }
    GradientCheck.check((tape, v) -> Activations.log(v[0]), aboveHalf);
  }

  @Test
  void reluAtZeroHasSlopeZero() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.of(-1, 0, -0f, 2));
      Variable y = Activations.relu(x);
      assertArrayEquals(new float[] {0, 0, 0, 2}, y.value().toArray());
      tape.backward(Reductions.sum(y));
      assertArrayEquals(new float[] {0, 0, 0, 1}, x.gradient().toArray());
    }
  }

  /** softplus(x) is x for large x, and its slope stays within [0, 1]; nothing becomes infinite. */
  @Test
  void nothingOverflowsFarOut() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.of(-1e4f, -200, 200, 1e4f));
      Variable y = Activations.softplus(x);
      assertArrayEquals(new float[] {0, 0, 200, 1e4f}, y.value().toArray());
      assertArrayEquals(new float[] {0, 0, 1, 1}, Activations.sigmoid(x).value().toArray());
      assertArrayEquals(new float[] {-1, -1, 1, 1}, Activations.tanh(x).value().toArray());
      tape.backward(Reductions.sum(y));
      assertArrayEquals(new float[] {0, 0, 1, 1}, x.gradient().toArray());
    }
  }
}
