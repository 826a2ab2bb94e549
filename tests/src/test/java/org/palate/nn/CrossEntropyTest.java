// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.positive;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Indexing;
import org.palate.autograd.Reductions;
import org.palate.autograd.Softmax;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class CrossEntropyTest {
  private static final IntTensor TARGETS = IntTensor.of(2, 0, 2, 1);

  @Test
  void gradients() {
    Tensor x = random("x", 2f, 4, 3);
    Tensor weights = positive("weights", 3);
    Tensor goal = positive("goal", 4, 3);
    for (Reduction reduction : Reduction.values()) {
      for (float smoothing : new float[] {0f, 0.2f}) {
        for (Integer ignored : new Integer[] {null, 2}) {
          CrossEntropy loss = new CrossEntropy(weights, ignored, smoothing, reduction);
          GradientCheck.check((tape, v) -> loss.loss(v[0], TARGETS), x);
        }
        CrossEntropy loss = new CrossEntropy(weights, null, smoothing, reduction);
        GradientCheck.check((tape, v) -> loss.loss(v[0], goal), x);
      }
    }
  }

  /**
   * One node or log-softmax, gather and mean: within 2 ulp of the largest, values and gradients.
   */
  @Test
  void fusedIsWhatItIsMadeOf() {
    int rows = 33;
    int classes = 301;
    Tensor x = random("x", 4f, rows, classes);
    int[] targets = new int[rows];
    for (int i = 0; i < rows; i++) {
      targets[i] = i * 37 % classes;
    }
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable one = tape.input(x);
      Variable fused = CrossEntropy.MEAN.loss(one, IntTensor.of(targets));
      tape.backward(fused);
      Variable two = tape.input(x);
      Variable picked =
          Indexing.gather(
              Softmax.logSoftmax(two, -1), 1, new IntTensor(Shape.of(rows, 1), targets));
      Variable composed = Arithmetic.neg(Reductions.mean(picked));
      tape.backward(composed);
      float loss = composed.value().item();
      assertEquals(loss, fused.value().item(), 2 * Math.ulp(loss));
      assertArrayEquals(
          two.gradient().toArray(), one.gradient().toArray(), 2 * Math.ulp(1f / rows));
    }
  }

  /** Equal logits are a choice among three: ln 3; the slope is (1/3 - t) / n. */
  @Test
  void equalLogitsCostTheLogarithmOfTheirNumber() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.full(7f, 2, 3));
      Variable loss = CrossEntropy.MEAN.loss(x, IntTensor.of(1, 2));
      assertEquals(Math.log(3), loss.value().item(), 1e-6);
      tape.backward(loss);
      float up = 1 / 6f;
      float down = -1 / 3f;
      assertArrayEquals(new float[] {up, down, up, up, up, down}, x.gradient().toArray(), 1e-6f);
    }
  }

  @Test
  void ignoredExamplesHaveNoLossAndNoWeightInTheMean() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.of(Shape.of(2, 2), new float[] {5, -5, 3, 3}));
      CrossEntropy loss = CrossEntropy.MEAN.withIgnored(-100);
      Variable y = loss.loss(x, IntTensor.of(-100, 0));
      assertEquals(Math.log(2), y.value().item(), 1e-6);
      tape.backward(y);
      assertArrayEquals(new float[] {0, 0, -0.5f, 0.5f}, x.gradient().toArray(), 1e-6f);
      assertTrue(Float.isNaN(loss.loss(x, IntTensor.of(-100, -100)).value().item()));
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 3));
      IndexOutOfBoundsException outside =
          assertThrows(
              IndexOutOfBoundsException.class, () -> CrossEntropy.MEAN.loss(x, IntTensor.of(0, 3)));
      assertEquals("target 3 of example 1 is not one of 3 classes", outside.getMessage());
      assertThrows(
          IllegalArgumentException.class, () -> CrossEntropy.MEAN.loss(x, IntTensor.of(0)));
      assertThrows(
          IllegalArgumentException.class, () -> CrossEntropy.MEAN.loss(x, Tensor.zeros(3, 2)));
      assertThrows(IllegalArgumentException.class, () -> CrossEntropy.MEAN.withLabelSmoothing(1.5));
      CrossEntropy weighted = new CrossEntropy(Tensor.of(1, 2), null, 0, Reduction.MEAN);
      assertThrows(IllegalArgumentException.class, () -> weighted.loss(x, IntTensor.of(0, 1)));
    }
  }
}
