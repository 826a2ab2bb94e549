// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups.BagMode;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class LayersTest {
  private static RandomStream init() {
    return RandomStream.of(3, "init");
  }

  @Test
  void gradientsOfLinear() {
    Linear linear = new Linear(5, 3, init());
    GradientCheck.check(
        (tape, x) -> linear.forward(x[0]), linear.parameters(), random("x", 2, 4, 5));
    Linear plain = new Linear(5, 3, false, init());
    assertEquals(1, plain.parameters().size());
    GradientCheck.check((tape, x) -> plain.forward(x[0]), plain.parameters(), random("x", 4, 5));
  }

  /** Biases of at least 4 times what the rest can be: no ReLU is near its kink. */
  private static Mlp farFromKinks(double dropout) {
    Mlp mlp = new Mlp(4, List.of(6, 5), dropout, init());
    for (Parameter parameter : mlp.parameters()) {
      Variable variable = ((Parameter.Dense) parameter).variable();
      for (int i = 0; i < variable.value().size(); i++) {
        if (parameter.name().endsWith("bias")) {
          variable.value().data()[i] = i % 3 == 0 ? -12 : 3;
        } else {
          variable.value().data()[i] *= 0.3f;
        }
      }
    }
    return mlp;
  }

  @Test
  void gradientsOfMlp() {
    Mlp mlp = farFromKinks(0);
    GradientCheck.check((tape, x) -> mlp.forward(x[0]), mlp.parameters(), random("x", 3, 4));
  }

  @Test
  void gradientsUnderTheMaskOfTheStep() {
    Mlp mlp = farFromKinks(0.4);
    GradientCheck.check((tape, x) -> mlp.forward(x[0]), mlp.parameters(), random("x", 3, 4));
    Dropout dropout = new Dropout(0.5);
    GradientCheck.check((tape, x) -> dropout.forward(x[0]), random("x", 4, 9));
  }

  @Test
  void gradientsOfEmbeddingLayers() {
    Embedding embedding = new Embedding(6, 3, 0.5, init());
    EmbeddingBag bag = new EmbeddingBag(6, 3, BagMode.MEAN, 0.5, init());
    GradientCheck.check(
        (tape, x) -> embedding.forward(tape, IntTensor.of(5, 0, 5)), embedding.parameters());
    GradientCheck.check(
        (tape, x) -> bag.forward(tape, new int[] {1, 1, 2}, new int[] {0, 0, 3}), bag.parameters());
  }

  @Test
  void aLayerStartsWithinTheBoundThatPyTorchTakes() {
    Linear linear = new Linear(16, 200, init());
    for (Parameter parameter : linear.parameters()) {
      double largest = 0;
      for (float value : ((Parameter.Dense) parameter).variable().value().data()) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertTrue(largest <= 0.25 && largest > 0.2, parameter.name() + ": " + largest);
    }
  }

  @Test
  void namesAreThoseOfPyTorchsSequential() {
    Mlp mlp = new Mlp(7, List.of(4, 2), 0.1, init());
    assertEquals(
        List.of("0.weight", "0.bias", "2.weight", "2.bias"),
        mlp.parameters().stream().map(Parameter::name).toList());
    assertEquals(7 * 4 + 4 + 4 * 2 + 2, mlp.parameterCount());
    assertEquals(2, mlp.out());
    assertEquals(7, new Mlp(7, List.of(), 0, init()).out());
  }

  @Test
  void dropoutKeepsTheMeanAndDoesNothingOutsideTraining() {
    Dropout dropout = new Dropout(0.25);
    TensorPool pool = new TensorPool();
    int n = 100_000;
    float[] first;
    try (Tape tape = Tape.training(pool, 1, 5)) {
      first = dropout.forward(tape.constant(Tensor.full(1f, n))).value().toArray();
    }
    int dropped = 0;
    for (float value : first) {
      assertTrue(value == 0 || value == 1f / 0.75f, "kept as " + value);
      dropped += value == 0 ? 1 : 0;
    }
    // The standard deviation of the share is 0.0014.
    assertEquals(0.25, (double) dropped / n, 0.007);
    try (Tape tape = Tape.training(pool, 1, 5)) {
      Variable x = tape.constant(Tensor.full(1f, n));
      assertArrayEquals(first, dropout.forward(x).value().toArray(), "the same step again");
    }
    try (Tape tape = Tape.training(pool, 1, 6)) {
      Variable x = tape.constant(Tensor.full(1f, n));
      assertTrue(!Arrays.equals(first, dropout.forward(x).value().toArray()));
    }
    for (Tape tape : List.of(Tape.inference(pool), Tape.gradients(pool))) {
      Variable x = tape.constant(Tensor.of(1, 2));
      assertSame(x, dropout.forward(x));
      tape.close();
    }
    for (double p : new double[] {-0.1, 1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new Dropout(p));
    }
  }

  private static final class Twice extends Layer {
    Twice() {
      parameter("weight", Tensor.zeros(1));
      child("weight", new Dropout(0));
    }
  }

  @Test
  void aNameIsGivenOnce() {
    String message = assertThrows(IllegalArgumentException.class, Twice::new).getMessage();
    assertTrue(message.contains("'weight'"), message);
  }

  /** One model serves many inputs at once, and a batch's rows do not touch each other. */
  @Test
  void aBatchIsItsRows() {
    Mlp mlp = new Mlp(4, List.of(6, 3), 0.5, init());
    Tensor x = random("x", 5, 4);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable all = tape.constant(x);
      float[] together = mlp.forward(all).value().toArray();
      for (int row = 0; row < 5; row++) {
        Variable one = Layout.slice(all, 0, row, row + 1);
        float[] alone = mlp.forward(one).value().toArray();
        assertArrayEquals(Arrays.copyOfRange(together, 3 * row, 3 * row + 3), alone);
      }
    }
  }
}
