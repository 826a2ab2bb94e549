// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.FusedLinear.Function;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class FusedLinearTest {
  /** A layer from the variables x, weight, bias, residual. */
  private interface Layer {
    Variable apply(Variable x, Variable weight, Variable bias, Variable residual);
  }

  /** The output and the gradients of x, weight, bias and, where it has one, residual. */
  private static List<float[]> run(Layer layer) {
    try (Tape tape = Tape.training(new TensorPool(), 3, 5)) {
      // More rows than a block, and no multiple of one.
      Variable[] inputs = {
        tape.input(random("x", 2, 301, 13)),
        tape.input(random("weight", 7, 13)),
        tape.input(random("bias", 7)),
        tape.input(random("residual", 2, 301, 7))
      };
      Variable y = layer.apply(inputs[0], inputs[1], inputs[2], inputs[3]);
      tape.backward(y, random("upstream", y.shape().toArray()));
      List<float[]> all = new ArrayList<>();
      all.add(y.value().toArray());
      for (Variable input : inputs) {
        all.add(input.hasGradient() ? input.gradient().toArray() : new float[0]);
      }
      return all;
    }
  }

  private static void same(Layer composed, Layer fused) {
    List<float[]> expected = run(composed);
    List<float[]> came = run(fused);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), came.get(i), "tensor " + i);
    }
  }

  private static Variable apply(Function function, Variable x) {
    return switch (function) {
      case IDENTITY -> x;
      case RELU -> Activations.relu(x);
      case SIGMOID -> Activations.sigmoid(x);
      case TANH -> Activations.tanh(x);
    };
  }

  @Test
  void theBitsAreThoseOfOneStepAfterAnother() {
    for (Function function : Function.values()) {
      same(
          (x, w, b, r) -> apply(function, Products.linear(x, w, b)),
          (x, w, b, r) -> FusedLinear.linear(x, w, b, function));
      same(
          (x, w, b, r) -> apply(function, Products.linear(x, w, null)),
          (x, w, b, r) -> FusedLinear.linear(x, w, null, function));
      same(
          (x, w, b, r) -> RandomMask.dropout(apply(function, Products.linear(x, w, b)), 0.3),
          (x, w, b, r) -> FusedLinear.linear(x, w, b, 0, 7, function, 0.3));
      same(
          (x, w, b, r) ->
              apply(
                  function, Products.linear(x, Layout.slice(w, 0, 2, 6), Layout.slice(b, 0, 2, 6))),
          (x, w, b, r) -> FusedLinear.linear(x, w, b, 2, 6, function, 0));
    }
    same(
        (x, w, b, r) -> Arithmetic.add(r, RandomMask.dropout(Products.linear(x, w, b), 0.3)),
        (x, w, b, r) -> FusedLinear.addTo(r, x, w, b, 0.3));
    same(
        (x, w, b, r) -> Arithmetic.add(r, Products.linear(x, w, b)),
        (x, w, b, r) -> FusedLinear.addTo(r, x, w, b, 0));
  }

  @Test
  void gradients() {
    Tensor x = random("x", 0.3f, 2, 3, 4);
    Tensor weight = random("weight", 0.3f, 5, 4);
    Tensor far = random("bias", 5f, 5); // No ReLU is near its kink.
    for (Function function : Function.values()) {
      Tensor bias = function == Function.RELU ? far : random("bias", 5);
      GradientCheck.check(
          (tape, v) -> FusedLinear.linear(v[0], v[1], v[2], 1, 4, function, 0.25), x, weight, bias);
    }
    GradientCheck.check(
        (tape, v) -> FusedLinear.addTo(v[3], v[0], v[1], v[2], 0.25),
        x,
        weight,
        far,
        random("residual", 2, 3, 5));
  }

  /** Two parts of one weight, as queries and keys of an attention are. */
  @Test
  void gradientsOfTwoPartsAddUp() {
    GradientCheck.check(
        (tape, v) ->
            Arithmetic.add(
                FusedLinear.linear(v[0], v[1], v[2], 0, 3, Function.TANH, 0),
                FusedLinear.linear(v[0], v[1], v[2], 2, 5, Function.IDENTITY, 0)),
        random("x", 3, 4),
        random("weight", 6, 4),
        random("bias", 6));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 4));
      Variable w = tape.constant(Tensor.zeros(5, 4));
      Variable b = tape.constant(Tensor.zeros(4));
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> FusedLinear.linear(x, w, b, Function.RELU))
              .getMessage();
      assertTrue(message.contains("[2, 4], [5, 4], [4]"), message);
      assertThrows(
          IllegalArgumentException.class, () -> FusedLinear.linear(w, x, b, Function.SIGMOID));
      assertThrows(IllegalArgumentException.class, () -> FusedLinear.addTo(x, x, w, null, 0));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> FusedLinear.linear(x, w, null, 3, 6, Function.IDENTITY, 0));
    }
  }
}
