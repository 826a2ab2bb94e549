// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.positive;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class LossesTest {
  private static final Tensor TARGETS = Tensor.of(0, 1, 0.25f, 1, 0);
  private static final Tensor WEIGHTS = positive("weights", 5);

  @Test
  void gradients() {
    Tensor x = random("x", 2f, 5);
    GradientCheck.check((tape, v) -> Losses.bceWithLogits(v[0], TARGETS), x);
    GradientCheck.check((tape, v) -> Losses.bceWithLogits(v[0], TARGETS, WEIGHTS), x);
    GradientCheck.check((tape, v) -> Losses.mse(v[0], TARGETS), x);
    GradientCheck.check((tape, v) -> Losses.mse(v[0], TARGETS, WEIGHTS), x);
    GradientCheck.check((tape, v) -> Losses.bpr(v[0], v[1]), x, random("negative", 5));
    GradientCheck.check((tape, v) -> Losses.bpr(v[0], tape.constant(WEIGHTS)), x);
    GradientCheck.check((tape, v) -> Losses.bpr(tape.constant(WEIGHTS), v[0]), x);
  }

  /** A logit of 0 is a coin: ln 2 whatever the target, and a slope of (1/2 - t) w / n. */
  @Test
  void aLogitOfZeroCostsLnTwo() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.zeros(4));
      Tensor weights = Tensor.of(1, 2, 1, 4);
      Variable loss = Losses.bceWithLogits(x, Tensor.of(0, 1, 0.5f, 1), weights);
      assertEquals(Math.log(2) * 8 / 4, loss.value().item(), 1e-6);
      tape.backward(loss);
      assertArrayEquals(new float[] {0.125f, -0.25f, 0, -0.5f}, x.gradient().toArray(), 1e-7f);
    }
  }

  @Test
  void farOutLogitsCostTheirDistance() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.of(-1000, 1000, -1000, 1000));
      Variable loss = Losses.bceWithLogits(x, Tensor.of(1, 0, 0, 1));
      assertEquals(500f, loss.value().item());
      tape.backward(loss);
      assertArrayEquals(new float[] {-0.25f, 0.25f, 0, 0}, x.gradient().toArray(), 1e-7f);
    }
  }

  /** (1 - 0)^2 and 2 (3 - 5)^2, halved: 4.5. */
  @Test
  void meanSquaredErrorByHand() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.of(1, 3));
      Variable loss = Losses.mse(x, Tensor.of(0, 5), Tensor.of(1, 2));
      assertEquals(4.5f, loss.value().item());
      tape.backward(loss);
      assertArrayEquals(new float[] {1, -4}, x.gradient().toArray());
    }
  }

  @Test
  void bprOfATieCostsLnTwoAndPushesApart() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable positive = tape.input(Tensor.of(2, 1000));
      Variable negative = tape.input(Tensor.of(2, 0));
      Variable loss = Losses.bpr(positive, negative);
      assertEquals(Math.log(2) / 2, loss.value().item(), 1e-6);
      tape.backward(loss);
      assertArrayEquals(new float[] {-0.25f, 0}, positive.gradient().toArray(), 1e-7f);
      assertArrayEquals(new float[] {0.25f, 0}, negative.gradient().toArray(), 1e-7f);
    }
  }

  @Test
  void differentNumbersAreRefused() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.of(1, 3));
      Variable none = tape.input(Tensor.zeros(0));
      assertThrows(IllegalArgumentException.class, () -> Losses.mse(x, Tensor.of(1)));
      assertThrows(
          IllegalArgumentException.class,
          () -> Losses.bceWithLogits(x, Tensor.of(1, 0), Tensor.of(1, 1, 1)));
      assertThrows(IllegalArgumentException.class, () -> Losses.bpr(x, none));
      assertThrows(IllegalArgumentException.class, () -> Losses.mse(none, Tensor.zeros(0)));
    }
  }
}
