// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class NormalizationTest {
  @Test
  void gradientsOfLayerNorm() {
    for (int[] dims : new int[][] {{3, 7}, {2, 3, 5}, {6}}) {
      int n = dims[dims.length - 1];
      GradientCheck.check(
          (tape, x) -> Normalization.layerNorm(x[0], x[1], x[2], 0.1f),
          random("x", dims),
          random("weight", n),
          random("bias", n));
      GradientCheck.check(
          (tape, x) -> Normalization.layerNorm(x[0], null, null, 0.1f), random("x", dims));
    }
    GradientCheck.check(
        (tape, x) -> Normalization.layerNorm(x[0], x[1], x[2], 0.1f),
        random("x", 2, 3, 2),
        random("weight", 3, 2),
        random("bias", 3, 2));
    GradientCheck.check(
        (tape, x) -> Normalization.layerNorm(x[0], Shape.of(3, 2), 0.1f), random("x", 2, 3, 2));
  }

  private static Variable composed(Variable x, Variable weight, Variable bias, float eps) {
    Tape tape = Tape.of(x);
    Variable centred = Arithmetic.sub(x, Reductions.mean(x, true, -1));
    Variable variance = Reductions.mean(Arithmetic.mul(centred, centred), true, -1);
    Variable shifted = Arithmetic.add(variance, tape.constant(Tensor.of(eps)));
    Variable h = Arithmetic.div(centred, Activations.sqrt(shifted));
    return Arithmetic.add(Arithmetic.mul(h, weight), bias);
  }

  /** More rows than a block of sums; values within 2e-6, sums over the 600 rows within 2e-5. */
  @Test
  void layerNormIsItsComposition() {
    float[][][] answers = new float[2][4][];
    for (int way = 0; way < 2; way++) {
      try (Tape tape = Tape.gradients(new TensorPool())) {
        Variable x = tape.input(random("x", 600, 33));
        Variable weight = tape.input(random("weight", 33));
        Variable bias = tape.input(random("bias", 33));
        Variable y =
            way == 0
                ? composed(x, weight, bias, 1e-5f)
                : Normalization.layerNorm(x, weight, bias, 1e-5f);
        tape.backward(y, random("upstream", 600, 33));
        answers[way][0] = y.value().toArray();
        answers[way][1] = x.gradient().toArray();
        answers[way][2] = weight.gradient().toArray();
        answers[way][3] = bias.gradient().toArray();
      }
    }
    for (int i = 0; i < 4; i++) {
      assertArrayEquals(answers[0][i], answers[1][i], i < 2 ? 2e-6f : 2e-5f, "tensor " + i);
    }
  }

  @Test
  void gradientsOfBatchNormInTraining() {
    for (int[] dims : new int[][] {{5, 3}, {2, 3, 4}, {2, 2, 3, 2}}) {
      int channels = dims[1];
      GradientCheck.check(
          (tape, x) ->
              BatchNormalization.training(
                  x[0], x[1], x[2], Tensor.zeros(channels), Tensor.full(1f, channels), 0.1f, 0.1f),
          random("x", dims),
          random("weight", channels),
          random("bias", channels));
      GradientCheck.check(
          (tape, x) ->
              BatchNormalization.training(
                  x[0], null, null, Tensor.zeros(channels), Tensor.full(1f, channels), 0.1f, 0.1f),
          random("x", dims));
    }
  }

  @Test
  void gradientsOfBatchNormInInference() {
    Tensor mean = random("mean", 3);
    Tensor variance = GradientCheck.positive("variance", 3);
    for (int[] dims : new int[][] {{5, 3}, {2, 3, 4}}) {
      GradientCheck.check(
          (tape, x) -> BatchNormalization.inference(x[0], x[1], x[2], mean, variance, 0.1f),
          random("x", dims),
          random("weight", 3),
          random("bias", 3));
    }
  }

  /**
   * Channel 0 holds 1, 3: mean 2, biased variance 1, unbiased 2. Channel 1 holds 0, 8: mean 4,
   * variances 16 and 32. Momentum 1/4 from means of 0 and variances of 1.
   */
  @Test
  void runningStatisticsFollowTheBatch() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(2, 2), new float[] {1, 0, 3, 8}));
      Tensor mean = Tensor.zeros(2);
      Tensor variance = Tensor.full(1f, 2);
      Variable y = BatchNormalization.training(x, null, null, mean, variance, 0.25f, 0f);
      assertArrayEquals(new float[] {-1, -1, 1, 1}, y.value().toArray(), 1e-6f);
      assertArrayEquals(new float[] {0.5f, 1}, mean.toArray(), 1e-6f);
      assertArrayEquals(new float[] {1.25f, 8.75f}, variance.toArray(), 1e-5f);
      Variable z = BatchNormalization.inference(x, null, null, mean, variance, 0f);
      assertEquals(0.5 / Math.sqrt(1.25), z.value().get(0, 0), 1e-6);
      assertEquals(7 / Math.sqrt(8.75), z.value().get(1, 1), 1e-6);
      assertArrayEquals(new float[] {0.5f, 1}, mean.toArray(), 1e-6f, "inference changes nothing");
    }
  }

  /** A mean a thousand times the deviation: the variance is not a difference of large squares. */
  @Test
  void aLargeMeanCostsFewDigits() {
    float[] values = new float[4000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1000 + (i % 2 == 0 ? 1 : -1);
    }
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable column = tape.constant(Tensor.of(Shape.of(4000, 1), values));
      Variable y =
          BatchNormalization.training(
              column, null, null, Tensor.zeros(1), Tensor.zeros(1), 0.1f, 0f);
      assertEquals(1f, y.value().data()[0], 1e-4f);
      Variable row = tape.constant(Tensor.of(Shape.of(1, 4000), values));
      assertEquals(1f, Normalization.layerNorm(row, null, null, 0f).value().data()[0], 1e-4f);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 3));
      Variable three = tape.constant(Tensor.zeros(3));
      Variable two = tape.constant(Tensor.zeros(2));
      assertRefused("[2]", () -> Normalization.layerNorm(x, two, two, 0f));
      assertRefused("none", () -> Normalization.layerNorm(x, three, null, 0f));
      assertRefused("[2]", () -> Normalization.layerNorm(x, three, two, 0f));
      assertRefused("[4]", () -> Normalization.layerNorm(x, Shape.of(4), 0f));
      Tensor stats = Tensor.zeros(3);
      assertRefused("weight", () -> BatchNormalization.inference(x, two, null, stats, stats, 0f));
      assertRefused(
          "running variance",
          () -> BatchNormalization.inference(x, null, null, stats, Tensor.zeros(2), 0f));
      assertRefused("[3]", () -> BatchNormalization.inference(three, null, null, stats, stats, 0f));
      Variable one = tape.constant(Tensor.zeros(1, 3));
      assertRefused(
          "more than one element",
          () -> BatchNormalization.training(one, null, null, stats, stats, 0.1f, 0f));
    }
  }

  private static void assertRefused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }
}
