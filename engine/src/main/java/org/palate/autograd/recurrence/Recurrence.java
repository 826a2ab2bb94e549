// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.recurrence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.palate.autograd.Backward;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.WeightProduct;
import org.palate.autograd.recurrence.TimeSteps.Rows;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * What the recurrences of all cells share: the products of inputs and states with the weights, the
 * gradients of both, and the joining of several outputs to one backward rule.
 *
 * <p>Input products do not wait for the recurrence, so they and the gradients of the weights are
 * formed for a chunk of steps at a time; only the products of the states go step by step.
 */
final class Recurrence {
  final Tape tape;
  final TimeSteps steps;
  final int hidden;

  /** States, {@code [batch + rows, hidden]}: the initial ones, then those after each step. */
  final Tensor states;

  private final Variable x;
  private final RecurrentWeights weights;
  private final Variable initial;
  private final Variable[] inputs;
  private final int in;

  /** Gates times hidden. */
  private final int width;

  /** The inputs, packed. */
  private final Tensor input;

  private Variable joint;
  private Tensor yGradient;
  private Tensor hiddenGradient;
  private Tensor cellGradient;
  private Tensor inputGradient;

  /**
   * Packs the inputs and sets the initial states.
   *
   * @param initial {@code [batch, hidden]}, or null
   * @param gates how many rows of the weights belong to one element of the state
   * @param others what else the operation reads; null where it does not
   */
  Recurrence(
      Variable x,
      int[] lengths,
      boolean reverse,
      Variable initial,
      RecurrentWeights weights,
      int gates,
      Variable... others) {
    List<Variable> read = new ArrayList<>(weights.variables());
    read.add(x);
    read.add(initial);
    read.addAll(Arrays.asList(others));
    read.removeIf(Objects::isNull);
    this.inputs = read.toArray(Variable[]::new);
    this.tape = Tape.of(inputs);
    this.x = x;
    this.weights = weights;
    this.initial = initial;
    this.hidden = weights.hidden();
    this.in = x.shape().last();
    this.width = gates * hidden;
    this.steps = TimeSteps.of(x.shape().dim(0), x.shape().dim(1), lengths, reverse);
    this.input = steps.pack(tape, x.value());
    this.states = tape.take(steps.batch() + steps.rows(), hidden);
    steps.setInitial(initial, hidden, states);
  }

  // ---------------------------------------------------------------- forward

  /** {@code products = x W_ihᵀ} for the rows of a chunk of steps. */
  void inputProducts(int chunk, Tensor products) {
    int from = steps.start(steps.chunk(chunk));
    int rows = steps.start(steps.chunk(chunk + 1)) - from;
    write(rows, input, from * in, weights.input(), products, from * width, false);
  }

  /** {@code products = h W_hhᵀ} for the rows of a step, or their sum with what is there. */
  void stateProducts(int step, Tensor products, boolean accumulate) {
    int from = steps.before(step) * hidden;
    int to = steps.start(step) * width;
    write(steps.count(step), states, from, weights.state(), products, to, accumulate);
  }

  private void write(
      int rows, Tensor a, int from, Variable weight, Tensor products, int to, boolean accumulate) {
    WeightProduct.write(tape, rows, a.data(), from, weight, products.data(), to, accumulate);
  }

  /** The sum of both biases, where they always go together; zeros where there are none. */
  Tensor bias() {
    if (weights.inputBias() == null) {
      return tape.zeros(width);
    }
    Tensor bias = tape.take(width);
    float[] ofInput = weights.inputBias().value().data();
    float[] ofState = weights.stateBias().value().data();
    Engine.kernels().elementwise().add(width, ofInput, 0, ofState, 0, bias.data(), 0);
    return bias;
  }

  /**
   * The outputs, joined to one rule that runs when any of them has a gradient.
   *
   * @param cells states as {@link #states}, or null where there is but one kind
   */
  RecurrentOutput outputs(Tensor cells, Runnable backward) {
    // A rule belongs to one variable. This one has no elements; a gradient of any output makes it
    // run.
    joint = tape.record(tape.take(0), g -> backward.run(), inputs);
    Tensor y = steps.unpack(tape, hidden, new Rows(states.data(), steps.batch() * hidden));
    Variable all = output(y, g -> yGradient = g);
    Variable last = output(steps.finalStates(tape, hidden, states), g -> hiddenGradient = g);
    Variable cell =
        cells == null
            ? null
            : output(steps.finalStates(tape, hidden, cells), g -> cellGradient = g);
    return new RecurrentOutput(all, last, cell);
  }

  private Variable output(Tensor value, Backward keep) {
    return tape.record(
        value,
        joint.requiresGradient(),
        g -> {
          keep.run(g);
          joint.gradientAccumulator();
        });
  }

  // ---------------------------------------------------------------- backward

  /** Brings the gradient of the states after a step up to date, by slot, with the outputs'. */
  void addOutputGradients(int step, Tensor dh) {
    steps.setEnding(step, hidden, hiddenGradient, dh);
    if (yGradient != null && step >= 0) {
      steps.addStep(step, hidden, yGradient, dh);
    }
  }

  /** Sets by slot the gradient of the cell states of sequences that end with a step. */
  void setCellGradients(int step, Tensor dc) {
    steps.setEnding(step, hidden, cellGradient, dc);
  }

  /** The gradient of the states before a step: {@code dh = dProducts W_hh}, plus dh if told. */
  void stateGradient(int step, Tensor products, Tensor dh, boolean accumulate) {
    if (step > 0 || (initial != null && initial.requiresGradient())) {
      float[] w = weights.state().value().data();
      int from = steps.start(step) * width;
      int rows = steps.count(step);
      gemm(Form.NN, rows, hidden, width, products.data(), from, w, dh, 0, accumulate);
    }
  }

  /** The gradients of the weights, biases and inputs from the products of a chunk of steps. */
  void chunkGradients(int chunk, Tensor dInput, Tensor dState) {
    int from = steps.start(steps.chunk(chunk));
    int rows = steps.start(steps.chunk(chunk + 1)) - from;
    if (x.requiresGradient()) {
      if (inputGradient == null) {
        inputGradient = tape.take(steps.rows(), in);
      }
      float[] w = weights.input().value().data();
      gemm(
          Form.NN,
          rows,
          in,
          width,
          dInput.data(),
          from * width,
          w,
          inputGradient,
          from * in,
          false);
    }
    addProduct(weights.input(), in, rows, dInput, from, new Rows(input.data(), from * in));
    if (weights.state().requiresGradient()) {
      Rows before = steps.statesBefore(tape, chunk, hidden, states);
      addProduct(weights.state(), hidden, rows, dState, from, before);
    }
    addSums(weights.inputBias(), rows, dInput, from);
    addSums(weights.stateBias(), rows, dState, from);
  }

  /** {@code dW += dProductsᵀ other}. */
  private void addProduct(
      Variable weight, int columns, int rows, Tensor products, int from, Rows other) {
    weight.addGradient(
        (dw, accumulate) ->
            ParallelProduct.gemm(
                Workers.shared(),
                Engine.kernels(),
                Form.TN,
                width,
                columns,
                rows,
                products.data(),
                from * width,
                width,
                other.data(),
                other.offset(),
                columns,
                dw,
                0,
                columns,
                accumulate));
  }

  private void addSums(Variable bias, int rows, Tensor products, int from) {
    if (bias != null) {
      float[] p = products.data();
      bias.addGradient(
          (sums, accumulate) ->
              Engine.kernels()
                  .reductions()
                  .columnSums(rows, width, p, from * width, sums, 0, accumulate));
    }
  }

  /** Adds to the gradients of the inputs and the initial state what the steps summed up. */
  void finish(Tensor dh) {
    if (x.requiresGradient() && steps.rows() > 0) {
      x.transferGradient(steps.unpack(tape, in, new Rows(inputGradient.data(), 0)));
    }
    steps.addInitialGradient(tape, initial, hidden, dh);
  }

  /** A product whose operands have no gaps, b from its start on. */
  private static void gemm(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      float[] b,
      Tensor c,
      int cOffset,
      boolean accumulate) {
    Kernels kernels = Engine.kernels();
    int ldb = form == Form.NT ? k : n;
    ParallelProduct.gemm(
        Workers.shared(),
        kernels,
        form,
        m,
        n,
        k,
        a,
        aOffset,
        k,
        b,
        0,
        ldb,
        c.data(),
        cOffset,
        n,
        accumulate);
  }
}
