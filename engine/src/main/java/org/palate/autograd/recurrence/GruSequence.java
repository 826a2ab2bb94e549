// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.recurrence;

import java.util.Objects;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.cell.GruUpdate;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * A gated recurrent unit over whole sequences, as one node of the tape (K. Cho et al., Learning
 * Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation, 2014), also
 * with an attention that takes part in the update (G. Zhou et al., Deep Interest Evolution Network
 * for Click-Through Rate Prediction, 2019).
 *
 * <p>For each step, with the gates' rows in the weights by r, z, n, and PyTorch's z, which is the
 * share that is kept:
 *
 * <pre>{@code
 * r, z = sigmoid(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh)
 * q = W_hn h_(t-1) + b_hn      n = tanh(W_in x_t + b_in + r q)      h_t = s h_(t-1) + (1 - s) n
 * }</pre>
 *
 * with {@code s = z}, or with attention a_t {@code s = 1 - a_t} (AGRU) or {@code s = 1 - a_t (1 -
 * z)} (AUGRU).
 *
 * <p>Gradient, from the last step to the first, with d that of h_t: {@code ds = d (h_(t-1) - n)},
 * {@code dn = d (1 - s) (1 - n^2)}, {@code dq = dn r}, {@code dr = dn q r (1 - r)}; z and a_t get
 * theirs through s; {@code dh_(t-1) = d s} plus {@code W_hhᵀ} times (dr, dz, dq).
 *
 * <p>Equal to its composition of linear maps, activations and products of elements but for the
 * order in which numbers are added: the difference stays below 1e-5 for values of order 1.
 */
public final class GruSequence {
  private static final int GATES = 3;

  private GruSequence() {}

  /**
   * Runs one direction of one layer.
   *
   * @param x {@code [batch, steps, in]}
   * @param lengths of each sequence, from 0 to steps, in any order; null: all are full
   * @param h0 the initial state, {@code [batch, hidden]}; null: zeros
   * @param weights of three gates
   * @param reverse whether each sequence is read from its last element to its first
   */
  public static RecurrentOutput apply(
      Variable x, int[] lengths, Variable h0, RecurrentWeights weights, boolean reverse) {
    return apply(GruUpdate.GATE, x, null, lengths, h0, weights, reverse);
  }

  /**
   * Runs it forward with an attention in the update.
   *
   * @param update how the attention takes part: not {@link GruUpdate#GATE}
   * @param attention a weight for each step, {@code [batch, steps]}
   */
  public static RecurrentOutput apply(
      GruUpdate update,
      Variable x,
      Variable attention,
      int[] lengths,
      Variable h0,
      RecurrentWeights weights) {
    Objects.requireNonNull(attention, "expected an attention, found null");
    if (update == GruUpdate.GATE || x.shape().rank() != 3) {
      throw new IllegalArgumentException(
          "expected ATTENTION or GATE_AND_ATTENTION and x [batch, steps, in], found "
              + "%s and %s".formatted(update, x.shape()));
    }
    Shape shape = Shape.of(x.shape().dim(0), x.shape().dim(1));
    if (!attention.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "expected attention [batch, steps] = %s, found %s".formatted(shape, attention.shape()));
    }
    return apply(update, x, attention, lengths, h0, weights, false);
  }

  private static RecurrentOutput apply(
      GruUpdate update,
      Variable x,
      Variable attention,
      int[] lengths,
      Variable h0,
      RecurrentWeights weights,
      boolean reverse) {
    weights.check("gru", GATES, x);
    weights.checkState("h0", h0, x);
    Recurrence run = new Recurrence(x, lengths, reverse, h0, weights, GATES, attention);
    Tape tape = run.tape;
    TimeSteps steps = run.steps;
    Step step =
        new Step(
            update,
            run,
            tape.take(steps.rows(), GATES * run.hidden),
            tape.take(steps.rows(), GATES * run.hidden),
            attention == null ? null : steps.pack(tape, attention.value()),
            attention == null ? null : tape.take(steps.rows(), 1));
    Tensor bias = bias(tape, weights);
    for (int chunk = 0; chunk < steps.chunkCount(); chunk++) {
      run.inputProducts(chunk, step.input);
      for (int t = steps.chunk(chunk); t < steps.chunk(chunk + 1); t++) {
        run.stateProducts(t, step.state, false);
        step.forward(t, bias);
      }
    }
    return run.outputs(null, () -> backward(step, attention));
  }

  /** Those of r and z in sum, then n's of the input and of the state. */
  private static Tensor bias(Tape tape, RecurrentWeights weights) {
    int hidden = weights.hidden();
    if (weights.inputBias() == null) {
      return tape.zeros(4 * hidden);
    }
    Tensor bias = tape.take(4 * hidden);
    float[] input = weights.inputBias().value().data();
    float[] state = weights.stateBias().value().data();
    Engine.kernels().elementwise().add(2 * hidden, input, 0, state, 0, bias.data(), 0);
    System.arraycopy(input, 2 * hidden, bias.data(), 2 * hidden, hidden);
    System.arraycopy(state, 2 * hidden, bias.data(), 3 * hidden, hidden);
    return bias;
  }

  private static void backward(Step step, Variable attention) {
    Recurrence run = step.run;
    TimeSteps steps = run.steps;
    Tensor dh = run.tape.take(steps.batch(), run.hidden);
    for (int chunk = steps.chunkCount() - 1; chunk >= 0; chunk--) {
      for (int t = steps.chunk(chunk + 1) - 1; t >= steps.chunk(chunk); t--) {
        run.addOutputGradients(t, dh);
        step.backward(t, dh);
        run.stateGradient(t, step.state, dh, true);
      }
      run.chunkGradients(chunk, step.input, step.state);
    }
    run.addOutputGradients(-1, dh);
    run.finish(dh);
    if (attention != null && attention.requiresGradient()) {
      Tensor whole = steps.unpack(run.tape, 1, new TimeSteps.Rows(step.dAttention.data(), 0));
      attention.transferGradient(whole.reshape(attention.shape()));
    }
  }

  /** A step's gates, or the gradients they are turned into, in the products of all steps. */
  private record Step(
      GruUpdate update,
      Recurrence run,
      Tensor input,
      Tensor state,
      Tensor attention,
      Tensor dAttention) {

    void forward(int t, Tensor bias) {
      int hidden = run.hidden;
      int at = run.steps.start(t);
      int before = run.steps.before(t);
      int after = run.steps.after(t);
      Workers.shared()
          .forRange(
              run.steps.count(t),
              TaskSize.transcendentalRows(4 * hidden),
              (from, to) ->
                  Engine.kernels()
                      .cells()
                      .gruForward(
                          update,
                          to - from,
                          hidden,
                          input.data(),
                          (at + from) * GATES * hidden,
                          state.data(),
                          (at + from) * GATES * hidden,
                          bias.data(),
                          0,
                          attention == null ? null : attention.data(),
                          at + from,
                          run.states.data(),
                          (before + from) * hidden,
                          run.states.data(),
                          (after + from) * hidden));
    }

    void backward(int t, Tensor dh) {
      int hidden = run.hidden;
      int at = run.steps.start(t);
      int before = run.steps.before(t);
      Workers.shared()
          .forRange(
              run.steps.count(t),
              TaskSize.transcendentalRows(4 * hidden),
              (from, to) ->
                  Engine.kernels()
                      .cells()
                      .gruBackward(
                          update,
                          to - from,
                          hidden,
                          input.data(),
                          (at + from) * GATES * hidden,
                          state.data(),
                          (at + from) * GATES * hidden,
                          attention == null ? null : attention.data(),
                          at + from,
                          attention == null ? null : dAttention.data(),
                          at + from,
                          run.states.data(),
                          (before + from) * hidden,
                          dh.data(),
                          from * hidden));
    }
  }
}
