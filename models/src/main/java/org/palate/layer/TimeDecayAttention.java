// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.Objects;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.Heads;
import org.palate.layer.operation.AttentionSteps;
import org.palate.layer.operation.TimeDecay;
import org.palate.nn.Dropout;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

/**
 * Self-attention in which what is long ago fades, at a rate that each head learns: made for gaps of
 * any size, of which no table could hold one vector each.
 *
 * <pre>{@code
 * e[i, j] = <q_i, k_j> / sqrt(dim / heads) - rate x[i, j],    rate = softplus(raw) > 0
 * w[i, :] = softmax of e[i, :] over the j <= i that are no padding
 * y_i     = sum_j w[i, j] v_j
 * }</pre>
 *
 * <p>So a weight is that of plain attention times {@code e^(-rate x)}. With x the gap between i and
 * j ({@link TimeIntervals#gaps}) it fades exponentially: {@code ln 2 / rate} is a half-life. With x
 * the logarithm of 1 + gap ({@link TimeIntervals#logarithmic}) it fades as a power, {@code (1 +
 * gap)^-rate}, and keeps some of the distant past. A padded query has output 0.
 *
 * <p>The rates start as {@code 2^(-8 h / heads)} for head h from 1: some heads look at the last few
 * things, some far back. With G the gradient of e, that of a head's rate is {@code -sum G x}.
 *
 * <p>Parameters: {@code query, key, value} (weight {@code [dim, dim]}, bias {@code [dim]}), {@code
 * decay [heads]}, which is raw.
 *
 * <p>The functions of the gap are those of J. Wu, R. Cai, H. Wang: Déjà vu, A Contextualized
 * Temporal Attention Mechanism for Sequential Recommendation, 2020, who weigh with them after the
 * softmax; here they are a penalty before it, one rate a head, as in O. Press, N. A. Smith, M.
 * Lewis: Train Short, Test Long, Attention with Linear Biases Enables Input Length Extrapolation,
 * 2022, whose distances are positions and whose rates are fixed.
 */
public final class TimeDecayAttention extends Layer {
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Variable decay;
  private final Dropout dropout;
  private final int heads;

  /**
   * A layer before training.
   *
   * @param dim width of inputs and outputs, a multiple of the heads
   * @param dropout probability with which a weight is dropped in training
   */
  public TimeDecayAttention(int dim, int heads, double dropout, RandomStream random) {
    if (heads < 1 || dim % heads != 0) {
      throw new IllegalArgumentException(
          "expected dim to be a multiple of the heads, found dim %d, heads %d"
              .formatted(dim, heads));
    }
    this.heads = heads;
    this.query = child("query", new Linear(dim, dim, random));
    this.key = child("key", new Linear(dim, dim, random));
    this.value = child("value", new Linear(dim, dim, random));
    this.decay = parameter("decay", startingRates(heads));
    this.dropout = new Dropout(dropout);
  }

  private static Tensor startingRates(int heads) {
    Tensor raw = Tensor.zeros(heads);
    for (int h = 0; h < heads; h++) {
      double rate = StrictMath.pow(2, -8.0 * (h + 1) / heads);
      raw.data()[h] = (float) StrictMath.log(StrictMath.expm1(rate));
    }
    return raw;
  }

  /**
   * Attends.
   *
   * @param sequence {@code [batch, n, dim]}
   * @param gaps how far apart two positions are, at least 0: {@code [batch, n, n]}
   * @param padding {@code [batch, n]}, true for padding; null for none
   * @return output {@code [batch, n, dim]}, weights {@code [batch, heads, n, n]}
   */
  public AttentionResult forward(Variable sequence, Tensor gaps, boolean[] padding) {
    Objects.requireNonNull(gaps, "attention with time decay: expected gaps, found null");
    Tape tape = Tape.of(sequence);
    Variable q = query.forward(sequence);
    Variable k = key.forward(sequence);
    float scale = (float) (1 / Math.sqrt((double) sequence.shape().last() / heads));
    Variable scores = AttentionSteps.scores(q, k, heads, scale);
    boolean[] blocked = AttentionSteps.causal(padding, q.shape().dim(0), q.shape().dim(1));
    Variable weights = AttentionSteps.softmax(TimeDecay.applied(scores, decay, gaps), blocked);
    Variable kept = dropout.forward(weights);
    Heads values = Heads.sideBySide(value.forward(sequence), heads);
    return new AttentionResult(Attention.combine(kept, values), weights);
  }
}
