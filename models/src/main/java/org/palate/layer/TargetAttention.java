// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.Heads;
import org.palate.nn.Activation;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.parallel.Workers;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

/**
 * Target attention, as in the deep interest network: what of a user's history matters depends on
 * the item in question. A small perceptron looks at the item q and a thing of the history k
 * together and says how much k counts:
 *
 * <pre>{@code
 * score_j = scale * MLP([q, k_j, q - k_j, q * k_j])
 * w       = score over what is valid, 0 elsewhere; or the softmax of it
 * y       = sum_j w_j k_j
 * }</pre>
 *
 * <p>The paper takes the scores as they are, so that their sum tells how strong an interest is; the
 * softmax form forgets that. An empty history gives 0.
 *
 * <p>Parameters: {@code mlp.0, mlp.2, …} (weight {@code [out, in]}, bias {@code [out]}), named as
 * in a PyTorch {@code Sequential}; the last has one output and no activation.
 *
 * <p>G. Zhou et al.: Deep Interest Network for Click-Through Rate Prediction, 2018.
 */
public final class TargetAttention extends Layer {
  /** How scores become weights. */
  public enum Weighting {
    /** As they are. */
    SCORES,
    /** By a softmax over what is valid. */
    SOFTMAX
  }

  private static final class Scorer extends Layer {
    private final List<Linear> layers = new ArrayList<>();

    Scorer(int in, List<Integer> widths, RandomStream random) {
      int last = in;
      for (int width : widths) {
        layers.add(child(Integer.toString(2 * layers.size()), new Linear(last, width, random)));
        last = width;
      }
      layers.add(child(Integer.toString(2 * layers.size()), new Linear(last, 1, random)));
    }
  }

  private final Scorer scorer;
  private final Activation activation;
  private final Weighting weighting;
  private final float scale;

  /**
   * A layer before training.
   *
   * @param dim length of the vectors of items
   * @param widths the perceptron's hidden layers
   * @param activation what follows each of them; in the paper's code the sigmoid
   * @param scale what scores are multiplied by
   */
  public TargetAttention(
      int dim,
      List<Integer> widths,
      Activation activation,
      Weighting weighting,
      double scale,
      RandomStream random) {
    this.scorer = child("mlp", new Scorer(Math.multiplyExact(4, dim), widths, random));
    this.activation = activation;
    this.weighting = weighting;
    this.scale = (float) scale;
  }

  /**
   * Attends.
   *
   * @param target the items in question, {@code [batch, dim]}
   * @param history {@code [batch, n, dim]}
   * @param padding {@code [batch, n]}, true for padding; null for none
   * @return output {@code [batch, dim]}, weights {@code [batch, n]}
   */
  public Attended forward(Variable target, Variable history, boolean[] padding) {
    if (target.shape().rank() != 2
        || history.shape().rank() != 3
        || history.shape().dim(0) != target.shape().dim(0)
        || history.shape().dim(2) != target.shape().dim(1)) {
      throw new IllegalArgumentException(
          ("target attention wants a target [batch, dim] and a history [batch, n, dim], came %s and"
                  + " %s")
              .formatted(target.shape(), history.shape()));
    }
    int batch = history.shape().dim(0);
    int n = history.shape().dim(1);
    AttentionSteps.checkPadding(padding, batch, n);
    Variable hidden = compared(target, history);
    for (Linear layer : scorer.layers.subList(0, scorer.layers.size() - 1)) {
      hidden = activation.apply(layer.forward(hidden));
    }
    Variable scores = Arithmetic.scale(scorer.layers.getLast().forward(hidden), scale);
    Variable row = Layout.reshape(scores, batch, 1, 1, n);
    Variable weights =
        switch (weighting) {
          case SCORES -> padding == null ? row : Arithmetic.mul(row, valid(padding, row));
          case SOFTMAX -> AttentionSteps.softmax(row, padding);
        };
    return new Attended(
        Layout.reshape(
            Attention.combine(weights, Heads.sideBySide(history, 1)), batch, target.shape().last()),
        Layout.reshape(weights, batch, n));
  }

  private static Variable valid(boolean[] padding, Variable like) {
    Tape tape = Tape.of(like);
    Tensor valid = tape.take(like.shape());
    for (int i = 0; i < padding.length; i++) {
      valid.data()[i] = padding[i] ? 0f : 1f;
    }
    return tape.constant(valid);
  }

  /**
   * {@code [q, k, q - k, q * k]} for each k. Gradients: with that of the result in parts a, b, c,
   * e, {@code dk = b - c + e q}, and dq the sum of {@code a + c + e k} over the history.
   *
   * @param target q, {@code [batch, dim]}
   * @param history k, {@code [batch, n, dim]}
   * @return {@code [batch, n, 4 dim]}
   */
  static Variable compared(Variable target, Variable history) {
    Tape tape = Tape.of(target, history);
    int n = history.shape().dim(1);
    int dim = history.shape().dim(2);
    int grain = Math.max(1, 8_192 / Math.max(1, n * dim));
    Tensor y = tape.take(history.shape().with(2, 4 * dim));
    float[] q = target.value().data();
    float[] k = history.value().data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            target.shape().dim(0),
            grain,
            (from, to) -> {
              for (int row = from * n; row < to * n; row++) {
                compare(dim, q, row / n * dim, k, row * dim, out, row * 4 * dim);
              }
            });
    return tape.record(
        y,
        g -> {
          Tensor dq = tape.take(target.shape());
          Tensor dk = tape.take(history.shape());
          Arrays.fill(dq.data(), 0, dq.size(), 0f);
          Workers.shared()
              .forRange(
                  target.shape().dim(0),
                  grain,
                  (from, to) -> {
                    for (int row = from * n; row < to * n; row++) {
                      int at = row / n * dim;
                      sumTarget(dim, g.data(), row * 4 * dim, k, row * dim, dq.data(), at);
                      sumHistory(dim, g.data(), row * 4 * dim, q, at, dk.data(), row * dim);
                    }
                  });
          if (target.requiresGradient()) {
            target.transferGradient(dq);
          }
          if (history.requiresGradient()) {
            history.transferGradient(dk);
          }
        },
        target,
        history);
  }

  private static void compare(
      int dim, float[] q, int qAt, float[] k, int kAt, float[] out, int at) {
    for (int d = 0; d < dim; d++) {
      out[at + d] = q[qAt + d];
      out[at + dim + d] = k[kAt + d];
      out[at + 2 * dim + d] = q[qAt + d] - k[kAt + d];
      out[at + 3 * dim + d] = q[qAt + d] * k[kAt + d];
    }
  }

  private static void sumTarget(
      int dim, float[] g, int at, float[] k, int kAt, float[] dq, int qAt) {
    for (int d = 0; d < dim; d++) {
      float alone = g[at + d] + g[at + 2 * dim + d];
      dq[qAt + d] += Math.fma(g[at + 3 * dim + d], k[kAt + d], alone);
    }
  }

  private static void sumHistory(
      int dim, float[] g, int at, float[] q, int qAt, float[] dk, int kAt) {
    for (int d = 0; d < dim; d++) {
      float alone = g[at + dim + d] - g[at + 2 * dim + d];
      dk[kAt + d] = Math.fma(g[at + 3 * dim + d], q[qAt + d], alone);
    }
  }
}
