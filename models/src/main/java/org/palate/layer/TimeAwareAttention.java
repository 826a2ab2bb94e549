// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.Objects;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.Heads;
import org.palate.layer.operation.AttentionSteps;
import org.palate.layer.operation.IntervalVectors;
import org.palate.nn.Dropout;
import org.palate.nn.Init;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;

/**
 * Self-attention with time intervals: besides its content, each key has a vector for its position
 * and one for the time between query and key, and so has each value.
 *
 * <p>With q, k, v linear in the inputs, p and u the positions' vectors for keys and values, r and s
 * the intervals' vectors, and {@code c = c[i, j]} the interval between positions i and j:
 *
 * <pre>{@code
 * e[i, j] = <q_i, k_j + p_j + r_c> / sqrt(dim / heads)
 * w[i, :] = softmax of e[i, :] over the j <= i that are no padding
 * y_i     = sum_j w[i, j] (v_j + u_j + s_c)
 * }</pre>
 *
 * <p>A padded query attends to nothing: its weights and its output are 0. Intervals come from
 * {@link TimeIntervals}: in the paper the personal ones, clipped.
 *
 * <p>Parameters, as in the paper's published code: {@code Q_w, K_w, V_w} (weight {@code [dim,
 * dim]}, bias {@code [dim]}), {@code abs_pos_K_emb, abs_pos_V_emb} (weight {@code [length, dim]}),
 * {@code time_matrix_K_emb, time_matrix_V_emb} (weight {@code [span + 1, dim]}).
 *
 * <p>J. Li, Y. Wang, J. McAuley: Time Interval Aware Self-Attention for Sequential Recommendation
 * (TiSASRec), 2020.
 */
public final class TimeAwareAttention extends Layer {
  /** A few vectors that every sequence shares. */
  private static final class Vectors extends Layer {
    private final Variable weight;

    Vectors(int rows, int dim, RandomStream random) {
      weight = parameter("weight", Init.normal(random, 0.02, rows, dim));
    }
  }

  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Vectors keyPositions;
  private final Vectors valuePositions;
  private final Vectors keyIntervals;
  private final Vectors valueIntervals;
  private final Dropout dropout;
  private final int heads;

  /**
   * A layer before training.
   *
   * @param dim width of inputs and outputs, a multiple of the heads
   * @param length the longest sequence
   * @param span the largest interval, which all longer ones count as
   * @param dropout probability with which a weight is dropped in training
   */
  public TimeAwareAttention(
      int dim, int heads, int length, int span, double dropout, RandomStream random) {
    if (heads < 1 || dim % heads != 0) {
      throw new IllegalArgumentException(
          "expected dim to be a multiple of the heads, found dim %d, heads %d"
              .formatted(dim, heads));
    }
    this.heads = heads;
    this.query = child("Q_w", new Linear(dim, dim, random));
    this.key = child("K_w", new Linear(dim, dim, random));
    this.value = child("V_w", new Linear(dim, dim, random));
    this.keyPositions = child("abs_pos_K_emb", new Vectors(length, dim, random));
    this.valuePositions = child("abs_pos_V_emb", new Vectors(length, dim, random));
    this.keyIntervals = child("time_matrix_K_emb", new Vectors(span + 1, dim, random));
    this.valueIntervals = child("time_matrix_V_emb", new Vectors(span + 1, dim, random));
    this.dropout = new Dropout(dropout);
  }

  /**
   * Attends.
   *
   * @param queries {@code [batch, n, dim]}
   * @param keys what keys and values are made of, {@code [batch, n, dim]}
   * @param intervals {@code [batch, n, n]}, from 0 to the span
   * @param padding {@code [batch, n]}, true for padding; null for none
   * @return output {@code [batch, n, dim]}, weights {@code [batch, heads, n, n]}
   */
  public AttentionResult forward(
      Variable queries, Variable keys, IntTensor intervals, boolean[] padding) {
    Objects.requireNonNull(intervals, "time-aware attention: expected intervals, found null");
    if (!queries.shape().equals(keys.shape()) || queries.shape().rank() != 3) {
      throw new IllegalArgumentException(
          "time-aware attention: expected queries and keys of one shape [batch, n, dim], found %s and %s"
              .formatted(queries.shape(), keys.shape()));
    }
    Tape tape = Tape.of(queries);
    int batch = queries.shape().dim(0);
    int n = queries.shape().dim(1);
    float scale = (float) (1 / Math.sqrt((double) queries.shape().last() / heads));
    Variable q = query.forward(queries);
    Variable k = Arithmetic.add(key.forward(keys), first(n, keyPositions, tape));
    Variable v = Arithmetic.add(value.forward(keys), first(n, valuePositions, tape));
    Variable scores =
        Arithmetic.add(
            AttentionSteps.scores(q, k, heads, scale),
            IntervalVectors.scores(q, keyIntervals.weight, intervals, heads, scale));
    boolean[] blocked = AttentionSteps.causal(padding, batch, n);
    Variable weights = AttentionSteps.softmax(scores, blocked);
    Variable kept = dropout.forward(weights);
    Variable output =
        Arithmetic.add(
            Attention.combine(kept, Heads.sideBySide(v, heads)),
            IntervalVectors.mix(kept, valueIntervals.weight, intervals));
    return new AttentionResult(output, weights);
  }

  private static Variable first(int n, Vectors positions, Tape tape) {
    int longest = positions.weight.shape().dim(0);
    if (n > longest) {
      throw new IllegalArgumentException(
          "a sequence of %d positions, but the longest may have %d".formatted(n, longest));
    }
    return Layout.slice(tape.use(positions.weight), 0, 0, n);
  }
}
