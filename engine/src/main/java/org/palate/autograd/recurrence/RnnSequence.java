// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.recurrence;

import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * A simple recurrent network over whole sequences, as one node of the tape (J. Elman, Finding
 * Structure in Time, 1990): {@code h_t = f(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh)}.
 *
 * <p>Gradient, from the last step to the first, with d that of h_t: the sum within f gets {@code dp
 * = d f'}, where f' is known from h_t, and {@code dh_(t-1) = W_hhᵀ dp}.
 */
public final class RnnSequence {
  private RnnSequence() {}

  /** The function f. */
  public enum Nonlinearity {
    /** The hyperbolic tangent; slope {@code 1 - h^2}. */
    TANH,
    /** {@code max(p, 0)}; slope 1 where h is above 0, else 0. */
    RELU
  }

  /**
   * Runs one direction of one layer.
   *
   * @param x {@code [batch, steps, in]}
   * @param lengths of each sequence, from 0 to steps, in any order; null: all are full
   * @param h0 the initial state, {@code [batch, hidden]}; null: zeros
   * @param weights of one gate
   * @param reverse whether each sequence is read from its last element to its first
   */
  public static RecurrentOutput apply(
      Nonlinearity nonlinearity,
      Variable x,
      int[] lengths,
      Variable h0,
      RecurrentWeights weights,
      boolean reverse) {
    weights.check("rnn", 1, x);
    weights.checkState("h0", h0, x);
    Recurrence run = new Recurrence(x, lengths, reverse, h0, weights, 1);
    TimeSteps steps = run.steps;
    Tensor products = run.tape.take(steps.rows(), run.hidden);
    Tensor bias = run.bias();
    for (int chunk = 0; chunk < steps.chunkCount(); chunk++) {
      run.inputProducts(chunk, products);
      for (int t = steps.chunk(chunk); t < steps.chunk(chunk + 1); t++) {
        run.stateProducts(t, products, true);
        forward(nonlinearity, run, t, products, bias);
      }
    }
    return run.outputs(null, () -> backward(nonlinearity, run, products));
  }

  private static void forward(
      Nonlinearity nonlinearity, Recurrence run, int t, Tensor products, Tensor bias) {
    int hidden = run.hidden;
    float[] p = products.data();
    float[] h = run.states.data();
    int at = run.steps.start(t);
    int after = run.steps.after(t);
    Workers.shared()
        .forRange(
            run.steps.count(t),
            TaskSize.transcendentalRows(4 * hidden),
            (from, to) -> {
              Kernels kernels = Engine.kernels();
              int n = (to - from) * hidden;
              int pAt = (at + from) * hidden;
              int hAt = (after + from) * hidden;
              kernels.elementwise().addRow(to - from, hidden, p, pAt, bias.data(), 0, p, pAt);
              switch (nonlinearity) {
                case TANH -> kernels.elementwise().tanh(n, p, pAt, h, hAt);
                case RELU -> kernels.elementwise().relu(n, p, pAt, h, hAt);
              }
            });
  }

  private static void backward(Nonlinearity nonlinearity, Recurrence run, Tensor products) {
    TimeSteps steps = run.steps;
    int hidden = run.hidden;
    Tensor dh = run.tape.take(steps.batch(), hidden);
    for (int chunk = steps.chunkCount() - 1; chunk >= 0; chunk--) {
      for (int t = steps.chunk(chunk + 1) - 1; t >= steps.chunk(chunk); t--) {
        run.addOutputGradients(t, dh);
        backward(
            nonlinearity,
            steps.count(t) * hidden,
            run.states.data(),
            steps.after(t) * hidden,
            dh.data(),
            products.data(),
            steps.start(t) * hidden);
        run.stateGradient(t, products, dh, false);
      }
      run.chunkGradients(chunk, products, products);
    }
    run.addOutputGradients(-1, dh);
    run.finish(dh);
  }

  private static void backward(
      Nonlinearity nonlinearity, int n, float[] h, int hAt, float[] dh, float[] dp, int dpAt) {
    switch (nonlinearity) {
      case TANH -> {
        for (int i = 0; i < n; i++) {
          dp[dpAt + i] = dh[i] * (1 - h[hAt + i] * h[hAt + i]);
        }
      }
      case RELU -> Engine.kernels().elementwise().reluBackward(n, h, hAt, dh, 0, dp, dpAt);
    }
  }
}
