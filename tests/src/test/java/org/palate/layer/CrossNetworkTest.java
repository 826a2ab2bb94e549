// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.Softmax;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.layer.operation.CrossLayer;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class CrossNetworkTest {
  private static RandomStream init() {
    return RandomStream.of(3, "init");
  }

  @Test
  void gradientsOfVectors() {
    for (int width : new int[] {1, 5, 17}) {
      CrossNetwork.Vectors network = new CrossNetwork.Vectors(width, 3, init());
      GradientCheck.check(
          (tape, x) -> network.forward(x[0]), network.parameters(), random("x", 0.5f, 3, width));
    }
    GradientCheck.check(
        (tape, v) -> CrossLayer.byVector(v[0], v[1], v[2], v[3]),
        random("x0", 3, 4),
        random("x", 3, 4),
        random("weight", 1, 4),
        random("bias", 4));
    GradientCheck.check(
        (tape, v) -> CrossLayer.byMatrix(v[0], v[1], v[2], v[3]),
        random("x0", 3, 4),
        random("x", 3, 4),
        random("weight", 4, 4),
        random("bias", 4));
  }

  @Test
  void gradientsOfMatrices() {
    for (int width : new int[] {1, 5}) {
      CrossNetwork.Matrices network = new CrossNetwork.Matrices(width, 3, init());
      GradientCheck.check(
          (tape, x) -> network.forward(x[0]), network.parameters(), random("x", 0.5f, 3, width));
    }
  }

  @Test
  void gradientsOfLowRankAndOfExperts() {
    Tensor x0 = random("x", 0.5f, 3, 5);
    CrossNetwork.LowRank lowRank = new CrossNetwork.LowRank(5, 2, 3, init());
    GradientCheck.check((tape, x) -> lowRank.forward(x[0]), lowRank.parameters(), x0);
    CrossNetwork.Experts experts = new CrossNetwork.Experts(5, 2, 3, 2, init());
    GradientCheck.check((tape, x) -> experts.forward(x[0]), experts.parameters(), x0);
  }

  /** x = (1, 2), w = (3, 4), b = (10, 20): s = 11, so (11 + 10 + 1, 22 + 20 + 2). */
  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(1, 2), new float[] {1, 2}));
      Variable w = Variable.parameter(Tensor.of(Shape.of(1, 2), new float[] {3, 4}));
      Variable b = Variable.parameter(Tensor.of(10, 20));
      assertArrayEquals(new float[] {22, 44}, CrossLayer.byVector(x, x, w, b).value().toArray());
      assertSame(x, new CrossNetwork.Matrices(2, 0, init()).forward(x));
      Variable shorter = Variable.parameter(Tensor.of(10));
      assertThrows(IllegalArgumentException.class, () -> CrossLayer.byVector(x, x, w, shorter));
    }
  }

  @Test
  void oneVectorLayerEqualsItsComposition() {
    Tensor x0 = random("x0", 6, 19);
    Tensor x = random("x", 6, 19);
    Tensor weight = random("weight", 1, 19);
    Tensor bias = random("bias", 19);
    Tensor upstream = random("upstream", 6, 19);
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable[] fused = {tape.input(x0), tape.input(x), tape.input(weight), tape.input(bias)};
      Variable y = CrossLayer.byVector(fused[0], fused[1], fused[2], fused[3]);
      tape.backward(y, upstream);
      Variable[] apart = {tape.input(x0), tape.input(x), tape.input(weight), tape.input(bias)};
      Variable product = Products.linear(apart[1], apart[2], null);
      Variable z =
          Arithmetic.add(Arithmetic.add(Arithmetic.mul(apart[0], product), apart[3]), apart[1]);
      tape.backward(z, upstream);
      assertArrayEquals(z.value().toArray(), y.value().toArray(), 1e-5f);
      for (int i = 0; i < 4; i++) {
        float[] expected = apart[i].gradient().toArray();
        assertArrayEquals(expected, fused[i].gradient().toArray(), 1e-5f, "input " + i);
      }
    }
  }

  @Test
  void matricesEqualTheirCompositionToTheBit() {
    CrossNetwork.Matrices network = new CrossNetwork.Matrices(7, 2, init());
    List<Parameter> parameters = network.parameters();
    Tensor x0 = random("x0", 4, 7);
    Tensor upstream = random("upstream", 4, 7);
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(x0);
      Variable y = network.forward(x);
      tape.backward(y, upstream);
      List<float[]> gradients = takeGradients(parameters);
      Variable again = tape.input(x0);
      Variable z = again;
      for (int layer = 0; layer < 2; layer++) {
        Variable weight = ((Parameter.Dense) parameters.get(2 * layer)).variable();
        Variable bias = ((Parameter.Dense) parameters.get(2 * layer + 1)).variable();
        z = Arithmetic.multiplyAdd(again, Products.linear(z, weight, bias), z);
      }
      tape.backward(z, upstream);
      assertArrayEquals(z.value().toArray(), y.value().toArray());
      assertArrayEquals(again.gradient().toArray(), x.gradient().toArray());
      List<float[]> expected = takeGradients(parameters);
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i), gradients.get(i), parameters.get(i).name());
      }
    }
  }

  private static List<float[]> takeGradients(List<Parameter> parameters) {
    List<float[]> gradients = new ArrayList<>();
    for (Parameter parameter : parameters) {
      Variable variable = ((Parameter.Dense) parameter).variable();
      gradients.add(variable.gradient().toArray());
      variable.clearGradient();
    }
    return gradients;
  }

  /** The matrix of rank r is U Vᵀ. */
  @Test
  void lowRankEqualsTheFullMatrixThatItStandsFor() {
    CrossNetwork.LowRank network = new CrossNetwork.LowRank(6, 1, 2, init());
    CrossNetwork.Matrices full = new CrossNetwork.Matrices(6, 1, init());
    Tensor u = value(network.parameters().get(0));
    Tensor v = value(network.parameters().get(1));
    Tensor weight = value(full.parameters().get(0));
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < 6; j++) {
        weight.data()[i * 6 + j] = u.get(i, 0) * v.get(j, 0) + u.get(i, 1) * v.get(j, 1);
      }
    }
    value(network.parameters().get(2)).set(value(full.parameters().get(1)));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 4, 6));
      assertArrayEquals(
          full.forward(x).value().toArray(), network.forward(x).value().toArray(), 1e-5f);
    }
  }

  /** The formula of the paper, expert by expert, with the product by x0 inside the sum. */
  @Test
  void expertsEqualTheirComposition() {
    CrossNetwork.Experts network = new CrossNetwork.Experts(5, 1, 3, 2, init());
    List<Parameter> parameters = network.parameters();
    assertEquals(
        List.of("0.U", "0.V", "0.C", "0.bias", "0.gate.weight"),
        parameters.stream().map(Parameter::name).toList());
    value(parameters.get(3)).set(random("bias", 5));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 4, 5));
      Variable gate = tape.constant(value(parameters.get(4)));
      Variable shares = Softmax.softmax(Products.linear(x, gate, null), 1);
      Variable y = x;
      for (int k = 0; k < 3; k++) {
        Variable few = Activations.tanh(Products.matmul(x, expert(tape, parameters.get(1), k)));
        Variable c = expert(tape, parameters.get(2), k);
        Variable mixed = Activations.tanh(Products.linear(few, c, null));
        Variable bias = tape.constant(value(parameters.get(3)));
        Variable back = Products.linear(mixed, expert(tape, parameters.get(0), k), bias);
        Variable share = Layout.slice(shares, 1, k, k + 1);
        y = Arithmetic.add(y, Arithmetic.mul(share, Arithmetic.mul(x, back)));
      }
      assertArrayEquals(y.value().toArray(), network.forward(x).value().toArray(), 1e-5f);
    }
  }

  private static Variable expert(Tape tape, Parameter parameter, int k) {
    Tensor all = value(parameter);
    Variable one = Layout.slice(tape.constant(all), 0, k, k + 1);
    return Layout.reshape(one, all.shape().dim(1), all.shape().dim(2));
  }

  private static Tensor value(Parameter parameter) {
    return ((Parameter.Dense) parameter).variable().value();
  }

  @Test
  void parametersAreNamedByLayerAndAtZeroPassTheInputOn() {
    CrossNetwork.Vectors network = new CrossNetwork.Vectors(4, 2, init());
    assertEquals(
        List.of("0.weight", "0.bias", "1.weight", "1.bias"),
        network.parameters().stream().map(Parameter::name).toList());
    for (Parameter parameter : network.parameters()) {
      Tensor value = ((Parameter.Dense) parameter).variable().value();
      value.set(Tensor.zeros(value.shape()));
    }
    Tensor x = random("x", 3, 4);
    try (Tape tape = Tape.inference(new TensorPool())) {
      assertArrayEquals(x.data(), network.forward(tape.constant(x)).value().toArray());
    }
    assertEquals(16, network.parameterCount());
  }
}
