// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Variable;
import org.palate.autograd.recurrence.RecurrentOutput;
import org.palate.autograd.recurrence.RecurrentWeights;
import org.palate.autograd.recurrence.RnnSequence;
import org.palate.autograd.recurrence.RnnSequence.Nonlinearity;
import org.palate.tensor.RandomStream;

/**
 * Layers of simple recurrent units (J. Elman, Finding Structure in Time, 1990): {@code h' = f(W_ih
 * x + b_ih + W_hh h + b_hh)} with f the hyperbolic tangent or ReLU. Gradient: {@link RnnSequence}.
 */
public final class Rnn extends RecurrentLayers {
  private final Nonlinearity nonlinearity;

  /** One layer with biases, forward only, of hyperbolic tangents. */
  public Rnn(int in, int hidden, RandomStream random) {
    this(in, hidden, Nonlinearity.TANH, RecurrentOptions.DEFAULT, random);
  }

  /**
   * Layers of these options.
   *
   * @param in length of the input's innermost axis
   * @param hidden length of a state
   */
  public Rnn(
      int in,
      int hidden,
      Nonlinearity nonlinearity,
      RecurrentOptions options,
      RandomStream random) {
    super(1, in, hidden, options, random);
    this.nonlinearity = nonlinearity;
  }

  /** As below, all sequences full, from states of zeros. */
  public RecurrentOutput forward(Variable x) {
    return forward(x, null, null);
  }

  /**
   * Runs all layers.
   *
   * @param x {@code [batch, steps, in]}
   * @param lengths how many elements of each sequence count, in any order; null: all
   * @param h0 the initial states, {@code [layers * directions, batch, hidden]}; null: zeros
   * @return y {@code [batch, steps, out]}, zeros beyond a length; the states after each direction's
   *     last step, {@code [layers * directions, batch, hidden]}; no cell states
   */
  public RecurrentOutput forward(Variable x, int[] lengths, Variable h0) {
    return stack(x, lengths, h0, null);
  }

  @Override
  RecurrentOutput run(
      Variable x,
      int[] lengths,
      Variable h0,
      Variable c0,
      RecurrentWeights weights,
      boolean reverse) {
    return RnnSequence.apply(nonlinearity, x, lengths, h0, weights, reverse);
  }
}
