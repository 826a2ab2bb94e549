// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class NormLayersTest {
  @Test
  void layerNormStartsAsTheNormAlone() {
    LayerNorm affine = new LayerNorm(Shape.of(3, 2), 1e-5, true);
    LayerNorm plain = new LayerNorm(Shape.of(3, 2), 1e-5, false);
    assertEquals(2, affine.parameters().size());
    assertEquals(List.of(), plain.parameters());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 4, 3, 2));
      float[] y = plain.forward(x).value().toArray();
      assertArrayEquals(y, affine.forward(x).value().toArray());
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 6; i++) {
        sum += y[i];
        squares += (double) y[i] * y[i];
      }
      assertEquals(0, sum, 1e-5);
      assertEquals(6, squares, 1e-3);
    }
  }

  @Test
  void runningStatisticsAreBuffersNotParameters() {
    Group group = new Group();
    BatchNorm norm = group.with("bn1", new BatchNorm(3));
    assertEquals(
        List.of("bn1.weight", "bn1.bias"),
        group.parameters().stream().map(Parameter::name).toList());
    Map<String, Tensor> buffers = group.buffers();
    assertEquals(List.of("bn1.running_mean", "bn1.running_var"), List.copyOf(buffers.keySet()));
    assertSame(norm.runningVar(), buffers.get("bn1.running_var"));
    assertThrows(IllegalArgumentException.class, () -> group.with("bn1", new BatchNorm(2)));
  }

  @Test
  void onlyTrainingMovesTheRunningStatistics() {
    BatchNorm norm = new BatchNorm(2);
    Tensor x = random("x", 8, 2, 3);
    for (Tape tape : List.of(Tape.inference(new TensorPool()), Tape.gradients(new TensorPool()))) {
      try (tape) {
        norm.forward(tape.constant(x));
      }
    }
    assertArrayEquals(new float[] {0, 0}, norm.runningMean().toArray());
    try (Tape tape = Tape.training(new TensorPool(), 1, 1)) {
      norm.forward(tape.constant(x));
    }
    assertFalse(Arrays.equals(new float[] {0, 0}, norm.runningMean().toArray()));
    for (double momentum : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new BatchNorm(2, momentum, 1e-5, true));
    }
  }

  @Test
  void gradientsOfDice() {
    Dice dice = new Dice(3, 0.1, 0.1);
    for (int i = 0; i < 3; i++) {
      ((Parameter.Dense) dice.parameters().get(0)).variable().value().data()[i] = 0.3f * i - 0.2f;
    }
    GradientCheck.check((tape, x) -> dice.forward(x[0]), dice.parameters(), random("x", 2, 3, 3));
  }

  /**
   * With alpha = 0, mean 0 and variance 1, Dice is x sigmoid(x): 1 gives 0.7310586, -2 gives -2 /
   * (1 + e^2) = -0.2384058.
   */
  @Test
  void diceByHand() {
    Dice dice = new Dice(1);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(2, 1), new float[] {1, -2}));
      Variable y = dice.forward(x);
      assertArrayEquals(new float[] {0.7310586f, -0.2384058f}, y.value().toArray(), 1e-6f);
      Variable wide = tape.constant(Tensor.zeros(2, 2));
      String message =
          assertThrows(IllegalArgumentException.class, () -> dice.forward(wide)).getMessage();
      assertTrue(message.contains("units 1"), message);
    }
  }
}
