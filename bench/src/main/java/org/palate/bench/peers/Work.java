// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import org.palate.kernel.product.Form;

/**
 * What every engine is to do: the names of its inputs, and its outcome, by which engines are held
 * to the same numbers before any is timed.
 *
 * <p>Of a training step the outcome is the losses of the first {@link #STEPS} steps, unless it says
 * otherwise. The same batch is seen each time; ids of bags and look-ups take turns, so that no call
 * finds its rows in the cache.
 */
public sealed interface Work {
  /** Training steps that the outcome tells of. */
  int STEPS = 3;

  /** Sets of ids that take turns. */
  int SETS = 8;

  /**
   * {@code C[m, n] = A[m, k] B[k, n]}. Inputs {@code a}, [k, m] in form TN; {@code b}, [n, k] in
   * form NT. The outcome is C.
   */
  record Product(Form form, int m, int k, int n) implements Work {
    /** Floating-point operations; a multiply-add is two. */
    public double flops() {
      return 2.0 * m * k * n;
    }
  }

  /** Rows of a table. Inputs {@code weight}, {@code ids.0} to {@code ids.7}; those of ids.0. */
  record Lookup() implements Work {}

  /** Sums of bags of rows, with the inputs of {@link Lookup}; those of the bags of ids.0. */
  record BagSum() implements Work {}

  /**
   * Sums of bags of rows, with the inputs of {@link Lookup}; the gradient of the sum of all sums;
   * AdaGrad at a rate of 0.01. The outcome is the sums of the bags of ids.0 after a step on each of
   * ids.0 to ids.2.
   */
  record BagAdaGrad() implements Work {}

  /**
   * A step of DCN-v2 with Adam at a rate of 0.001. Inputs {@code table.weight}, the weights and
   * biases of {@code cross}, {@code deep} and {@code out}, {@code ids}, {@code numbers}, {@code
   * labels}.
   *
   * @param ownAdam whether an engine without an Adam for touched rows is to use the one it has,
   *     which moves the whole table, rather than rows moved by hand
   */
  record DcnV2Step(int batch, boolean ownAdam) implements Work {}

  /** The logits of DCN-v2; inputs as of {@link DcnV2Step}, without labels. */
  record DcnV2Inference(int batch) implements Work {}

  /**
   * A step of matrix factorisation by BPR with Adam at a rate of 0.001. Inputs {@code user.weight},
   * {@code item.weight}, {@code users}, {@code chosen}, {@code unchosen}.
   */
  record BprStep() implements Work {}

  /**
   * Causal self-attention of PyTorch's {@code nn.MultiheadAttention}, forward. Inputs {@code x},
   * [batch, length, dim], and the layer's parameters; the outcome is all of the output.
   */
  record Attention(int heads) implements Work {}

  /**
   * A step of SASRec with Adam at a rate of 0.001. Inputs {@code history}, {@code next}, {@code
   * negatives}, and the parameters of Palate's encoder.
   *
   * @param dropout the probability when it is timed; for the outcome there is none
   */
  record SasRecStep(int batch, double dropout) implements Work {}

  /**
   * A step of an LSTM that predicts the next item, with Adam at a rate of 0.001. Inputs {@code
   * item.weight}, {@code lstm.weight_ih_l0} and kin, {@code out.weight}, {@code out.bias}, {@code
   * sequences}, {@code targets}.
   */
  record LstmStep() implements Work {}

  /**
   * A 3x3 convolution with a padding of 1, forward. Inputs {@code images}, {@code weight}, {@code
   * bias}; the outcome is all of the output.
   */
  record Convolution() implements Work {}

  /** Inputs {@code users}, {@code items}: vectors; the outcome is the k best scores a user. */
  record TopItems(int k) implements Work {}
}
