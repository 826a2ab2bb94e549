// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Variable;
import org.palate.autograd.recurrence.GruSequence;
import org.palate.autograd.recurrence.RecurrentOutput;
import org.palate.autograd.recurrence.RecurrentWeights;
import org.palate.tensor.RandomStream;

/**
 * Layers of gated recurrent units (K. Cho et al., Learning Phrase Representations using RNN
 * Encoder-Decoder, 2014; PyTorch's variant, which applies the reset gate after the product): {@code
 * r, z = sigmoid(W_ih x + b_ih + W_hh h + b_hh)}, {@code n = tanh(W_in x + b_in + r (W_hn h +
 * b_hn))}, {@code h' = (1 - z) n + z h}; the rows of the weights by r, z, n. Gradient: {@link
 * GruSequence}.
 */
public final class Gru extends RecurrentLayers {
  /** One layer with biases, forward only. */
  public Gru(int in, int hidden, RandomStream random) {
    this(in, hidden, RecurrentOptions.DEFAULT, random);
  }

  /**
   * Layers of these options.
   *
   * @param in length of the input's innermost axis
   * @param hidden length of a state
   */
  public Gru(int in, int hidden, RecurrentOptions options, RandomStream random) {
    super(3, in, hidden, options, random);
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
    return GruSequence.apply(x, lengths, h0, weights, reverse);
  }
}
