// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Variable;
import org.palate.autograd.recurrence.LstmSequence;
import org.palate.autograd.recurrence.RecurrentOutput;
import org.palate.autograd.recurrence.RecurrentWeights;
import org.palate.tensor.RandomStream;

/**
 * Layers of long short-term memory (S. Hochreiter, J. Schmidhuber, 1997): {@code i, f, o =
 * sigmoid(W_ih x + b_ih + W_hh h + b_hh)}, {@code g = tanh(...)}, {@code c' = f c + i g}, {@code h'
 * = o tanh(c')}; the rows of the weights by i, f, g, o. Gradient: {@link LstmSequence}.
 */
public final class Lstm extends RecurrentLayers {
  /** One layer with biases, forward only. */
  public Lstm(int in, int hidden, RandomStream random) {
    this(in, hidden, RecurrentOptions.DEFAULT, random);
  }

  /**
   * Layers of these options.
   *
   * @param in length of the input's innermost axis
   * @param hidden length of a state
   */
  public Lstm(int in, int hidden, RecurrentOptions options, RandomStream random) {
    super(4, in, hidden, options, random);
  }

  /** As below, all sequences full, from states of zeros. */
  public RecurrentOutput forward(Variable x) {
    return forward(x, null, null, null);
  }

  /**
   * Runs all layers.
   *
   * @param x {@code [batch, steps, in]}
   * @param lengths how many elements of each sequence count, in any order; null: all
   * @param h0 the initial outputs, {@code [layers * directions, batch, hidden]}; null: zeros
   * @param c0 the initial cell states, of the same shape; null: zeros
   * @return y {@code [batch, steps, out]}, zeros beyond a length; outputs and cell states after
   *     each direction's last step, {@code [layers * directions, batch, hidden]}
   */
  public RecurrentOutput forward(Variable x, int[] lengths, Variable h0, Variable c0) {
    return stack(x, lengths, h0, c0);
  }

  @Override
  RecurrentOutput run(
      Variable x,
      int[] lengths,
      Variable h0,
      Variable c0,
      RecurrentWeights weights,
      boolean reverse) {
    return LstmSequence.apply(x, lengths, h0, c0, weights, reverse);
  }
}
