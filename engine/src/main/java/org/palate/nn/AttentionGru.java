// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.Objects;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Variable;
import org.palate.autograd.recurrence.GruSequence;
import org.palate.autograd.recurrence.RecurrentOutput;
import org.palate.autograd.recurrence.RecurrentWeights;
import org.palate.kernel.cell.GruUpdate;
import org.palate.tensor.RandomStream;

/**
 * A gated recurrent unit in which an attention says how much each element of a sequence has to do
 * with a target (G. Zhou et al., Deep Interest Evolution Network for Click-Through Rate Prediction,
 * 2019).
 *
 * <p>With r, z, n of {@link Gru} and the attention a of a step, the three forms of the paper:
 *
 * <pre>{@code
 * AIGRU   x is scaled: a x           h' = (1 - z) n + z h
 * AGRU    a replaces the gate        h' = a n + (1 - a) h
 * AUGRU   a scales the gate          h' = u n + (1 - u) h      u = a (1 - z)
 * }</pre>
 *
 * The paper's update gate is PyTorch's 1 - z. Parameters as in a {@link Gru} of one layer.
 */
public final class AttentionGru extends Layer {
  /** Where the attention takes part. */
  public enum Kind {
    /** In the input. */
    AIGRU,
    /** Instead of the update gate, whose parameters then get no gradient. */
    AGRU,
    /** In the update gate. */
    AUGRU
  }

  private final Kind kind;
  private final RecurrentWeights weights;

  /**
   * A layer with biases, started as PyTorch starts its GRU.
   *
   * @param in length of the input's innermost axis
   * @param hidden length of the state
   */
  public AttentionGru(int in, int hidden, Kind kind, RandomStream random) {
    this.kind = kind;
    this.weights =
        new RecurrentWeights(
            parameter("weight_ih_l0", Init.fanIn(random, hidden, 3 * hidden, in)),
            parameter("weight_hh_l0", Init.fanIn(random, hidden, 3 * hidden, hidden)),
            parameter("bias_ih_l0", Init.fanIn(random, hidden, 3 * hidden)),
            parameter("bias_hh_l0", Init.fanIn(random, hidden, 3 * hidden)));
  }

  /**
   * Runs over sequences from a state of zeros.
   *
   * @param x {@code [batch, steps, in]}
   * @param attention {@code [batch, steps]}
   * @param lengths how many elements of each sequence count, in any order; null: all
   * @return y {@code [batch, steps, hidden]}, zeros beyond a length; the last states {@code [batch,
   *     hidden]}; no cell states
   */
  public RecurrentOutput forward(Variable x, Variable attention, int[] lengths) {
    Objects.requireNonNull(attention, "expected an attention, found null");
    return switch (kind) {
      case AIGRU -> {
        Variable each = Layout.reshape(attention, x.shape().dim(0), x.shape().dim(1), 1);
        yield GruSequence.apply(Arithmetic.mul(x, each), lengths, null, weights, false);
      }
      case AGRU -> GruSequence.apply(GruUpdate.ATTENTION, x, attention, lengths, null, weights);
      case AUGRU ->
          GruSequence.apply(GruUpdate.GATE_AND_ATTENTION, x, attention, lengths, null, weights);
    };
  }
}
