// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** What training minimises: each gives the mean over the batch, a scalar. */
public final class Losses {
  private Losses() {}

  /**
   * Binary cross-entropy of logits: with p = sigmoid(x), the mean of {@code -t ln p - (1 - t) ln(1
   * - p)}, computed as {@code softplus(x) - t x}, which neither overflows nor loses small values.
   *
   * <p>Gradient: {@code (p - t) w / n}.
   *
   * @param logits n numbers
   * @param targets n numbers in [0, 1]
   * @param weights what each example's loss is multiplied by, or null for 1; the mean divides by n
   */
  public static Variable bceWithLogits(Variable logits, Tensor targets, Tensor weights) {
    Tape tape = Tape.of(logits);
    int n = sameSize("bceWithLogits", logits, targets, weights);
    float[] x = logits.value().data();
    float[] t = targets.data();
    float[] w = weights == null ? null : weights.data();
    Tensor each = tape.take(n);
    float[] loss = each.data();
    Engine.kernels().softplus(n, x, 0, loss, 0);
    for (int i = 0; i < n; i++) {
      loss[i] -= t[i] * x[i];
    }
    if (w != null) {
      Engine.kernels().multiply(n, loss, 0, w, 0, loss, 0);
    }
    return tape.record(
        mean(tape, each),
        g -> {
          Tensor gradient = tape.take(logits.shape());
          float[] dx = gradient.data();
          Engine.kernels().sigmoid(n, x, 0, dx, 0);
          float scale = g.item() / n;
          for (int i = 0; i < n; i++) {
            dx[i] = (dx[i] - t[i]) * scale;
          }
          if (w != null) {
            Engine.kernels().multiply(n, dx, 0, w, 0, dx, 0);
          }
          logits.giveGradient(gradient);
        },
        logits);
  }

  /** {@link #bceWithLogits(Variable, Tensor, Tensor)} with weights of 1. */
  public static Variable bceWithLogits(Variable logits, Tensor targets) {
    return bceWithLogits(logits, targets, null);
  }

  /**
   * Bayesian personalised ranking: the mean of {@code -ln sigmoid(p - q)} over pairs of a chosen
   * and an unchosen item (S. Rendle et al., BPR, 2009).
   *
   * <p>Gradient: {@code -sigmoid(q - p) / n} for p, and its opposite for q.
   *
   * @param positive p, the scores of the chosen items, n numbers
   * @param negative q, the scores of the others, n numbers
   */
  public static Variable bpr(Variable positive, Variable negative) {
    Tape tape = Tape.of(positive, negative);
    int n = sameSize("bpr", positive, negative.value(), null);
    Tensor margin = tape.take(n);
    Tensor each = tape.take(n);
    Engine.kernels()
        .subtract(n, negative.value().data(), 0, positive.value().data(), 0, margin.data(), 0);
    Engine.kernels().softplus(n, margin.data(), 0, each.data(), 0);
    return tape.record(
        mean(tape, each),
        g -> {
          Tensor gradient = tape.take(negative.shape());
          float[] slope = gradient.data();
          Engine.kernels().sigmoid(n, margin.data(), 0, slope, 0);
          Engine.kernels().scale(n, g.item() / n, slope, 0, slope, 0);
          if (positive.requiresGradient()) {
            Tensor opposite = tape.take(positive.shape());
            Engine.kernels().scale(n, -1f, slope, 0, opposite.data(), 0);
            positive.giveGradient(opposite);
          }
          if (negative.requiresGradient()) {
            negative.giveGradient(gradient);
          }
        },
        positive,
        negative);
  }

  /**
   * The mean of {@code (x - t)^2}. Gradient: {@code 2 (x - t) / n}.
   *
   * @param predictions n numbers
   * @param targets n numbers
   * @param weights what each example's loss is multiplied by, or null for 1; the mean divides by n
   */
  public static Variable mse(Variable predictions, Tensor targets, Tensor weights) {
    Tape tape = Tape.of(predictions);
    int n = sameSize("mse", predictions, targets, weights);
    Tensor difference = tape.take(n);
    float[] d = difference.data();
    Engine.kernels().subtract(n, predictions.value().data(), 0, targets.data(), 0, d, 0);
    Tensor each = tape.take(n);
    Engine.kernels().multiply(n, d, 0, d, 0, each.data(), 0);
    if (weights != null) {
      Engine.kernels().multiply(n, each.data(), 0, weights.data(), 0, each.data(), 0);
    }
    return tape.record(
        mean(tape, each),
        g -> {
          Tensor gradient = tape.take(predictions.shape());
          Engine.kernels().scale(n, 2 * g.item() / n, d, 0, gradient.data(), 0);
          if (weights != null) {
            Engine.kernels().multiply(n, gradient.data(), 0, weights.data(), 0, gradient.data(), 0);
          }
          predictions.giveGradient(gradient);
        },
        predictions);
  }

  /** {@link #mse(Variable, Tensor, Tensor)} with weights of 1. */
  public static Variable mse(Variable predictions, Tensor targets) {
    return mse(predictions, targets, null);
  }

  private static Tensor mean(Tape tape, Tensor each) {
    Tensor mean = tape.take(Shape.SCALAR);
    mean.data()[0] = Engine.kernels().sum(each.size(), each.data(), 0) / each.size();
    return mean;
  }

  private static int sameSize(String loss, Variable x, Tensor t, Tensor w) {
    int n = x.value().size();
    if (n == 0 || t.size() != n || (w != null && w.size() != n)) {
      throw new IllegalArgumentException(
          "%s wants the same number of elements, at least one: came shapes %s, %s%s"
              .formatted(loss, x.shape(), t.shape(), w == null ? "" : ", " + w.shape()));
    }
    return n;
  }
}
