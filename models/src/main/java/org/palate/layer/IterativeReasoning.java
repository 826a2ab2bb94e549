// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Layout;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.AttentionMask;
import org.palate.autograd.attention.Heads;
import org.palate.autograd.recurrence.GruSequence;
import org.palate.autograd.recurrence.RecurrentWeights;
import org.palate.nn.Init;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;

/**
 * Iterative reasoning over a sequence: a controller looks, changes its mind by what it found, and
 * looks again, so that a late hop can look for what an early one found. From the state {@code s_0},
 * the question, with m the sequence:
 *
 * <pre>{@code
 * w_t     = softmax_j <Q s_t, K m_j> / sqrt(dim)        over the j that are no padding
 * r_t     = sum_j w_tj V m_j
 * s_{t+1} = GRU(input r_t, state s_t)                    t = 0 … hops - 1
 * }</pre>
 *
 * <p>and the answer is the last state. All hops share their weights, so their number may change
 * after training. One hop is plain attention; it cannot follow a link from one element of the
 * sequence to another, as two can. Nothing found (all padding) is a read of 0.
 *
 * <p>Parameters: {@code query} (weight {@code [dim, dim]}, bias), {@code key, value} (weight {@code
 * [dim, width]}, bias), {@code controller.weight_ih, controller.weight_hh [3 dim, dim]}, {@code
 * controller.bias_ih, controller.bias_hh [3 dim]}, named and ordered as in PyTorch's GRUCell.
 *
 * <p>Hops of attention that share their weights, and keys apart from values, are those of S.
 * Sukhbaatar, A. Szlam, J. Weston, R. Fergus: End-To-End Memory Networks, 2015, who add what was
 * read to the state. That a GRU takes it up is the episodic memory of A. Kumar et al.: Ask Me
 * Anything, Dynamic Memory Networks for Natural Language Processing, 2016. D. Hudson, C. Manning:
 * Compositional Attention Networks for Machine Reasoning (MAC), 2018, give the controller a second
 * attention, over the words of the question; here the question is one vector.
 */
public final class IterativeReasoning extends Layer {
  /** One step of a gated recurrent unit. */
  private static final class Controller extends Layer {
    private final RecurrentWeights weights;

    Controller(int dim, RandomStream random) {
      weights =
          new RecurrentWeights(
              parameter("weight_ih", Init.fanIn(random, dim, 3 * dim, dim)),
              parameter("weight_hh", Init.fanIn(random, dim, 3 * dim, dim)),
              parameter("bias_ih", Init.fanIn(random, dim, 3 * dim)),
              parameter("bias_hh", Init.fanIn(random, dim, 3 * dim)));
    }

    /** The state {@code [batch, dim]} after a step with the input {@code [batch, 1, dim]}. */
    Variable next(Variable input, Variable state) {
      return GruSequence.apply(input, null, state, weights, false).hidden();
    }
  }

  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Controller controller;
  private final int dim;
  private final int hops;

  /**
   * A layer before training.
   *
   * @param dim length of the question, the state and the answer
   * @param width length of the sequence's vectors
   * @param hops how often it looks, at least once
   */
  public IterativeReasoning(int dim, int width, int hops, RandomStream random) {
    if (dim < 1 || hops < 1) {
      throw new IllegalArgumentException(
          "at least one element and one hop: dim %d, hops %d".formatted(dim, hops));
    }
    this.dim = dim;
    this.hops = hops;
    this.query = child("query", new Linear(dim, dim, random));
    this.key = child("key", new Linear(width, dim, random));
    this.value = child("value", new Linear(width, dim, random));
    this.controller = child("controller", new Controller(dim, random));
  }

  /**
   * Reasons.
   *
   * @param question {@code [batch, dim]}
   * @param sequence {@code [batch, n, width]}
   * @param padding {@code [batch, n]}, true for padding; null for none
   * @return output: the answer, {@code [batch, dim]}; weights: where each hop looked, {@code
   *     [batch, hops, n]}
   */
  public AttentionResult forward(Variable question, Variable sequence, boolean[] padding) {
    if (question.shape().rank() != 2
        || question.shape().dim(1) != dim
        || sequence.shape().rank() != 3
        || sequence.shape().dim(0) != question.shape().dim(0)) {
      throw new IllegalArgumentException(
          "reasoning: expected a question [batch, %d] and a sequence [batch, n, width], found %s and %s"
              .formatted(dim, question.shape(), sequence.shape()));
    }
    int batch = sequence.shape().dim(0);
    int n = sequence.shape().dim(1);
    float scale = (float) (1 / Math.sqrt(dim));
    Heads keys = Heads.sideBySide(key.forward(sequence), 1);
    Heads values = Heads.sideBySide(value.forward(sequence), 1);
    AttentionMask mask = AttentionMask.NONE.withKeyPadding(padding);
    Variable state = question;
    Variable[] looks = new Variable[hops];
    for (int hop = 0; hop < hops; hop++) {
      Variable asked = Layout.reshape(query.forward(state), batch, 1, dim);
      Variable weights = Attention.weights(Heads.sideBySide(asked, 1), keys, null, scale, mask, 0);
      state = controller.next(Attention.combine(weights, values), state);
      looks[hop] = Layout.reshape(weights, batch, 1, n);
    }
    return new AttentionResult(state, Layout.concat(1, looks));
  }
}
