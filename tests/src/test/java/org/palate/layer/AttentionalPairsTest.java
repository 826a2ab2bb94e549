// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.layer.operation.FactorizationMachine;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class AttentionalPairsTest {
  private static AttentionalPairs layer(int dim, int hidden) {
    return new AttentionalPairs(dim, hidden, RandomStream.of(2, "init"));
  }

  private static void set(AttentionalPairs layer, String name, Tensor value) {
    for (Parameter parameter : layer.parameters()) {
      if (parameter.name().equals(name)) {
        ((Parameter.Dense) parameter).variable().value().set(value);
      }
    }
  }

  @Test
  void gradients() {
    AttentionalPairs layer = layer(4, 3);
    // Away from 0, where relu has its corner.
    set(layer, "attention.bias", Tensor.of(3, -3, 4));
    GradientCheck.check((tape, x) -> layer.forward(x[0]), layer.parameters(), random("x", 2, 4, 4));
    GradientCheck.check(
        (tape, x) -> layer.pool(x[0]).weights(), layer.parameters(), random("x", 2, 4, 4));
  }

  @Test
  void withEqualWeightsItIsTheMeanOfThePairs() {
    AttentionalPairs layer = layer(5, 3);
    set(layer, "score.weight", Tensor.zeros(1, 3));
    set(layer, "out.weight", Tensor.full(1, 1, 5));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 3, 6, 5));
      Variable mean = Arithmetic.scale(FactorizationMachine.interaction(x), 1 / 15f);
      assertArrayEquals(mean.value().toArray(), layer.forward(x).value().toArray(), 1e-6f);
    }
  }

  /**
   * Vectors 1, 2, 3 of length 1: pairs 2, 3, 6. With W = 1, b = -2, h = ln 2 the scores are 0, ln
   * 2, 4 ln 2, so the weights 1, 2, 16 of 19, and the sum (2 + 6 + 96) / 19; p = 2 doubles it.
   */
  @Test
  void valuesByHand() {
    AttentionalPairs layer = layer(1, 1);
    set(layer, "attention.weight", Tensor.full(1, 1, 1));
    set(layer, "attention.bias", Tensor.of(-2));
    set(layer, "score.weight", Tensor.full((float) Math.log(2), 1, 1));
    set(layer, "out.weight", Tensor.full(2, 1, 1));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(1, 3, 1), new float[] {1, 2, 3}));
      AttentionResult pooled = layer.pool(x);
      float[] weights = pooled.weights().value().toArray();
      assertArrayEquals(new float[] {1 / 19f, 2 / 19f, 16 / 19f}, weights, 1e-6f);
      assertEquals(104 / 19f, pooled.output().value().item(), 1e-5f);
      assertEquals(208 / 19f, layer.forward(x).value().item(), 2e-5f);
    }
  }

  @Test
  void oneFieldHasNoPairAndGivesZero() {
    AttentionalPairs layer = layer(4, 3);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 2, 1, 4));
      assertArrayEquals(new float[2], layer.forward(x).value().toArray());
      assertThrows(IllegalArgumentException.class, () -> layer.forward(Layout.reshape(x, 2, 4)));
    }
  }
}
