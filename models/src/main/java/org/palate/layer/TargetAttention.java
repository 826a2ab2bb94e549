// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.ArrayList;
import java.util.List;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.Heads;
import org.palate.layer.operation.AttentionSteps;
import org.palate.layer.operation.TargetComparison;
import org.palate.nn.Activation;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

/**
 * Target attention, as in the deep interest network: how much each item of a user's history counts
 * depends on the target item. A small perceptron scores each item k of the history with the target
 * q:
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
   * @param target the target items, {@code [batch, dim]}
   * @param history {@code [batch, n, dim]}
   * @param padding {@code [batch, n]}, true for padding; null for none
   * @return output {@code [batch, dim]}, weights {@code [batch, n]}
   */
  public AttentionResult forward(Variable target, Variable history, boolean[] padding) {
    if (target.shape().rank() != 2
        || history.shape().rank() != 3
        || history.shape().dim(0) != target.shape().dim(0)
        || history.shape().dim(2) != target.shape().dim(1)) {
      throw new IllegalArgumentException(
          ("target attention: expected a target [batch, dim] and a history [batch, n, dim], found"
                  + " %s and %s")
              .formatted(target.shape(), history.shape()));
    }
    int batch = history.shape().dim(0);
    int n = history.shape().dim(1);
    AttentionSteps.checkPadding(padding, batch, n);
    Variable hidden = TargetComparison.of(target, history);
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
    return new AttentionResult(
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
}
