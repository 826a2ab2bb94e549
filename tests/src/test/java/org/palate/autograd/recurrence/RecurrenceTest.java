// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.recurrence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.cell.GruUpdate;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class RecurrenceTest {
  private static final int BATCH = 4;
  private static final int STEPS = 5;
  private static final int IN = 3;
  private static final int HIDDEN = 2;
  private static final int[] LENGTHS = {3, 0, 5, 3};

  /** Inputs of a check: x, initial state, cell state, then the weights of some gates. */
  private static Tensor[] inputs(int gates) {
    return new Tensor[] {
      random("x", 0.7f, BATCH, STEPS, IN),
      random("h0", 0.5f, BATCH, HIDDEN),
      random("c0", 0.5f, BATCH, HIDDEN),
      random("weight_ih", 0.5f, gates * HIDDEN, IN),
      random("weight_hh", 0.5f, gates * HIDDEN, HIDDEN),
      random("bias_ih", 0.3f, gates * HIDDEN),
      random("bias_hh", 0.3f, gates * HIDDEN)
    };
  }

  private static RecurrentWeights weights(Variable[] v) {
    return new RecurrentWeights(v[3], v[4], v[5], v[6]);
  }

  /** All outputs in one, so that every gradient is checked at once. */
  private static Variable all(RecurrentOutput output) {
    List<Variable> flat = new ArrayList<>();
    for (Variable v : new Variable[] {output.y(), output.hidden(), output.cell()}) {
      if (v != null) {
        flat.add(Layout.reshape(v, -1));
      }
    }
    return Layout.concat(0, flat.toArray(Variable[]::new));
  }

  @Test
  void gradientsOfLstm() {
    for (boolean reverse : new boolean[] {false, true}) {
      for (int[] lengths : new int[][] {null, LENGTHS}) {
        GradientCheck.check(
            (tape, v) -> all(LstmSequence.apply(v[0], lengths, v[1], v[2], weights(v), reverse)),
            inputs(4));
      }
    }
    GradientCheck.check(
        (tape, v) -> LstmSequence.apply(v[0], LENGTHS, null, null, weights(v), false).cell(),
        inputs(4));
  }

  @Test
  void gradientsOfGru() {
    for (boolean reverse : new boolean[] {false, true}) {
      for (int[] lengths : new int[][] {null, LENGTHS}) {
        GradientCheck.check(
            (tape, v) -> all(GruSequence.apply(v[0], lengths, v[1], weights(v), reverse)),
            inputs(3));
      }
    }
    GradientCheck.check(
        (tape, v) -> GruSequence.apply(v[0], null, null, weights(v), false).hidden(), inputs(3));
  }

  @Test
  void gradientsOfGruWithAttention() {
    Tensor[] inputs = inputs(3);
    inputs[2] = GradientCheck.positive("attention", BATCH, STEPS);
    for (GruUpdate update : new GruUpdate[] {GruUpdate.ATTENTION, GruUpdate.GATE_AND_ATTENTION}) {
      GradientCheck.check(
          (tape, v) -> all(GruSequence.apply(update, v[0], v[2], LENGTHS, v[1], weights(v))),
          inputs);
    }
  }

  @Test
  void gradientsOfSimpleCells() {
    for (RnnSequence.Nonlinearity f : RnnSequence.Nonlinearity.values()) {
      for (int[] lengths : new int[][] {null, LENGTHS}) {
        GradientCheck.check(
            (tape, v) -> all(RnnSequence.apply(f, v[0], lengths, v[1], weights(v), true)),
            inputs(1));
      }
    }
  }

  /** The bound that the class comments state, on more rows than one chunk of steps has. */
  @Test
  void fusedNodesEqualTheirCompositionWithinOneHundredThousandth() {
    int batch = 70;
    int steps = 9;
    int in = 20;
    int hidden = 19;
    for (int gates : new int[] {4, 3}) {
      Tensor[] values = {
        random("x", batch, steps, in),
        random("weight_ih", 0.3f, gates * hidden, in),
        random("weight_hh", 0.3f, gates * hidden, hidden),
        random("bias_ih", gates * hidden),
        random("bias_hh", gates * hidden)
      };
      List<float[]> fused =
          results(
              values,
              v -> {
                RecurrentWeights w = new RecurrentWeights(v[1], v[2], v[3], v[4]);
                return gates == 4
                    ? LstmSequence.apply(v[0], null, null, null, w, false).y()
                    : GruSequence.apply(v[0], null, null, w, false).y();
              });
      List<float[]> composed =
          results(values, v -> gates == 4 ? composedLstm(v, hidden) : composedGru(v, hidden));
      for (int i = 0; i < fused.size(); i++) {
        for (int j = 0; j < fused.get(i).length; j++) {
          float expected = composed.get(i)[j];
          assertEquals(expected, fused.get(i)[j], 1e-5 * Math.max(1, Math.abs(expected)));
        }
      }
    }
  }

  private interface Computation {
    Variable of(Variable[] variables);
  }

  /** The output and all gradients for an upstream gradient of order 0.1. */
  private static List<float[]> results(Tensor[] values, Computation computation) {
    List<float[]> results = new ArrayList<>();
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable[] variables = new Variable[values.length];
      for (int i = 0; i < values.length; i++) {
        variables[i] = tape.input(values[i]);
      }
      Variable y = computation.of(variables);
      tape.backward(y, random("upstream", 0.01f, y.shape().toArray()));
      results.add(y.value().toArray());
      for (Variable variable : variables) {
        results.add(variable.gradient().toArray());
      }
    }
    return results;
  }

  private static Variable composedLstm(Variable[] v, int hidden) {
    int batch = v[0].shape().dim(0);
    Variable h = zeros(v[0], batch, hidden);
    Variable c = h;
    Variable[] outputs = new Variable[v[0].shape().dim(1)];
    for (int t = 0; t < outputs.length; t++) {
      Variable x = Layout.reshape(Layout.slice(v[0], 1, t, t + 1), batch, -1);
      Variable p = Arithmetic.add(Products.linear(x, v[1], v[3]), Products.linear(h, v[2], v[4]));
      Variable i = Activations.sigmoid(Layout.slice(p, 1, 0, hidden));
      Variable f = Activations.sigmoid(Layout.slice(p, 1, hidden, 2 * hidden));
      Variable g = Activations.tanh(Layout.slice(p, 1, 2 * hidden, 3 * hidden));
      Variable o = Activations.sigmoid(Layout.slice(p, 1, 3 * hidden, 4 * hidden));
      c = Arithmetic.add(Arithmetic.mul(f, c), Arithmetic.mul(i, g));
      h = Arithmetic.mul(o, Activations.tanh(c));
      outputs[t] = Layout.reshape(h, batch, 1, hidden);
    }
    return Layout.concat(1, outputs);
  }

  private static Variable composedGru(Variable[] v, int hidden) {
    int batch = v[0].shape().dim(0);
    Variable h = zeros(v[0], batch, hidden);
    Variable[] outputs = new Variable[v[0].shape().dim(1)];
    for (int t = 0; t < outputs.length; t++) {
      Variable x = Layout.reshape(Layout.slice(v[0], 1, t, t + 1), batch, -1);
      Variable px = Products.linear(x, v[1], v[3]);
      Variable ph = Products.linear(h, v[2], v[4]);
      Variable both = Arithmetic.add(px, ph);
      Variable r = Activations.sigmoid(Layout.slice(both, 1, 0, hidden));
      Variable z = Activations.sigmoid(Layout.slice(both, 1, hidden, 2 * hidden));
      Variable q = Layout.slice(ph, 1, 2 * hidden, 3 * hidden);
      Variable n =
          Activations.tanh(
              Arithmetic.add(Layout.slice(px, 1, 2 * hidden, 3 * hidden), Arithmetic.mul(r, q)));
      h = Arithmetic.add(n, Arithmetic.mul(z, Arithmetic.sub(h, n)));
      outputs[t] = Layout.reshape(h, batch, 1, hidden);
    }
    return Layout.concat(1, outputs);
  }

  private static Variable zeros(Variable like, int... dims) {
    return Tape.of(like).constant(Tensor.zeros(dims));
  }

  /** Whatever stands in the padding, nothing of it comes out, and nothing goes back. */
  @Test
  void paddingTakesNoPart() {
    Tensor[] values = inputs(4);
    Tensor other = values[0].copy();
    for (int i = 0; i < BATCH; i++) {
      for (int at = LENGTHS[i] * IN; at < STEPS * IN; at++) {
        other.data()[i * STEPS * IN + at] = Float.NaN;
      }
    }
    List<float[]> outputs = new ArrayList<>();
    for (Tensor x : new Tensor[] {values[0], other}) {
      try (Tape tape = Tape.gradients(new TensorPool())) {
        Variable[] v = new Variable[values.length];
        for (int i = 0; i < v.length; i++) {
          v[i] = tape.input(i == 0 ? x : values[i]);
        }
        Variable y = all(LstmSequence.apply(v[0], LENGTHS, v[1], v[2], weights(v), true));
        tape.backward(y, random("upstream", y.shape().toArray()));
        outputs.add(y.value().toArray());
        outputs.add(v[0].gradient().toArray());
        outputs.add(v[4].gradient().toArray());
      }
    }
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(outputs.get(i), outputs.get(i + 3));
    }
  }

  /** A sequence of no elements ends where it began, and its outputs are zeros. */
  @Test
  void anEmptySequenceKeepsItsInitialState() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable[] v = new Variable[7];
      Tensor[] values = inputs(4);
      for (int i = 0; i < v.length; i++) {
        v[i] = tape.input(values[i]);
      }
      int[] none = new int[BATCH];
      RecurrentOutput output = LstmSequence.apply(v[0], none, v[1], v[2], weights(v), false);
      assertArrayEquals(new float[BATCH * STEPS * HIDDEN], output.y().value().toArray());
      assertArrayEquals(values[1].toArray(), output.hidden().value().toArray());
      assertArrayEquals(values[2].toArray(), output.cell().value().toArray());
      Tensor upstream = random("upstream", BATCH, HIDDEN);
      tape.backward(output.cell(), upstream);
      assertArrayEquals(upstream.toArray(), v[2].gradient().toArray());
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable[] v = new Variable[7];
      Tensor[] values = inputs(3);
      for (int i = 0; i < v.length; i++) {
        v[i] = tape.constant(values[i]);
      }
      assertEquals(
          "lstm: expected x [batch, steps, in], weights [4 hidden, in] and [4 hidden, hidden], two"
              + " biases [4 hidden] or none, found [4, 5, 3], [6, 3], [6, 2], [6], [6]",
          message(() -> LstmSequence.apply(v[0], null, null, null, weights(v), false)));
      assertEquals(
          "h0: expected [batch, hidden] = [4, 2], found [6]",
          message(() -> GruSequence.apply(v[0], null, v[5], weights(v), false)));
      assertEquals(
          "expected a length for each of 4 sequences, found 2",
          message(() -> GruSequence.apply(v[0], new int[] {1, 2}, null, weights(v), false)));
      assertEquals(
          "expected a length from 0 to 5 steps, found 6 for sequence 2",
          message(() -> GruSequence.apply(v[0], new int[] {1, 2, 6, 1}, null, weights(v), false)));
      assertEquals(
          "expected attention [batch, steps] = [4, 5], found [4, 2]",
          message(
              () -> GruSequence.apply(GruUpdate.ATTENTION, v[0], v[1], null, null, weights(v))));
    }
  }

  private static String message(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }
}
