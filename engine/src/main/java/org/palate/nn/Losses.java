// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * What training minimises, where each prediction has a loss of its own; without a {@link Reduction}
 * it is the mean over them, a scalar. See {@link CrossEntropy} for the choice of one among many and
 * {@link SoftmaxLosses} for choices among samples.
 */
public final class Losses {
  private Losses() {}

  /**
   * Binary cross-entropy of logits: {@code w (-v t ln p - (1 - t) ln(1 - p))} with p = sigmoid(x),
   * computed as {@code v t softplus(-x) + (1 - t) softplus(x)}, which neither overflows nor loses
   * small values.
   *
   * <p>Derivative: {@code w ((1 - t) p - v t (1 - p))}.
   *
   * @param logits x, n numbers
   * @param targets t, n numbers in [0, 1]
   * @param weights w, of a shape that repeats to that of the logits, or null for 1; the mean
   *     divides by n
   * @param positiveWeights v, of a shape that repeats to that of the logits, or null for 1
   */
  public static Variable bceWithLogits(
      Variable logits,
      Tensor targets,
      Tensor weights,
      Tensor positiveWeights,
      Reduction reduction) {
    checkSizes("bceWithLogits", logits, targets, null);
    float[] t = targets.data();
    Tensor w = repeated("weights", weights, logits.shape());
    Tensor v = repeated("positive weights", positiveWeights, logits.shape());
    return PointwiseLoss.of(
        logits,
        w,
        reduction,
        (x, terms, from, to) -> {
          // softplus(-|x|) is what both softplus(x) and softplus(-x) have beyond max(x, 0), max(-x,
          // 0).
          for (int i = from; i < to; i++) {
            terms[i] = -Math.abs(x[i]);
          }
          Engine.kernels().elementwise().softplus(to - from, terms, from, terms, from);
          for (int i = from; i < to; i++) {
            float positive = v == null ? t[i] : v.data()[i] * t[i];
            terms[i] =
                positive * (terms[i] + Math.max(-x[i], 0))
                    + (1 - t[i]) * (terms[i] + Math.max(x[i], 0));
          }
        },
        (x, slopes, from, to) -> {
          Engine.kernels().elementwise().sigmoid(to - from, x, from, slopes, from);
          for (int i = from; i < to; i++) {
            float p = slopes[i];
            slopes[i] = v == null ? p - t[i] : (1 - t[i]) * p - v.data()[i] * t[i] * (1 - p);
          }
        });
  }

  /** The mean of {@code w_i} times binary cross-entropy, with n weights or null for 1. */
  public static Variable bceWithLogits(Variable logits, Tensor targets, Tensor weights) {
    return bceWithLogits(logits, targets, weights, null, Reduction.MEAN);
  }

  /** The mean of binary cross-entropy. */
  public static Variable bceWithLogits(Variable logits, Tensor targets) {
    return bceWithLogits(logits, targets, null);
  }

  /**
   * Bayesian personalised ranking: {@code -w ln sigmoid(p - q)} for pairs of a chosen and an
   * unchosen item (S. Rendle et al., BPR, 2009).
   *
   * <p>Derivative: {@code -w sigmoid(q - p)} for p, and its opposite for q.
   *
   * @param positive p, the scores of the chosen items
   * @param negative q, the scores of the others, the same shape
   * @param weights w, of a shape that repeats to that of the scores, or null for 1; the mean
   *     divides by the number of pairs
   */
  public static Variable bpr(
      Variable positive, Variable negative, Tensor weights, Reduction reduction) {
    checkShapes("bpr", positive.shape(), negative.shape());
    return PointwiseLoss.of(
        Arithmetic.sub(negative, positive),
        repeated("weights", weights, positive.shape()),
        reduction,
        (x, terms, from, to) ->
            Engine.kernels().elementwise().softplus(to - from, x, from, terms, from),
        (x, slopes, from, to) ->
            Engine.kernels().elementwise().sigmoid(to - from, x, from, slopes, from));
  }

  /** {@link #bpr(Variable, Variable, Tensor, Reduction)} with weight 1 for every pair. */
  public static Variable bpr(Variable positive, Variable negative, Reduction reduction) {
    return bpr(positive, negative, null, reduction);
  }

  /** The mean over the pairs of {@link #bpr(Variable, Variable, Reduction)}. */
  public static Variable bpr(Variable positive, Variable negative) {
    return bpr(positive, negative, Reduction.MEAN);
  }

  /**
   * {@code max(0, -y (a - b) + margin)}: the one that is to score higher must do so by a margin.
   *
   * <p>Derivative where the loss is above 0: -y for a, y for b.
   *
   * @param order y, 1 where a is to be above b and -1 where below
   */
  public static Variable marginRanking(
      Variable a, Variable b, Tensor order, float margin, Reduction reduction) {
    checkShapes("marginRanking", a.shape(), b.shape());
    checkShapes("marginRanking", a.shape(), order.shape());
    float[] y = order.data();
    return PointwiseLoss.of(
        Arithmetic.sub(a, b),
        null,
        reduction,
        (x, terms, from, to) -> {
          for (int i = from; i < to; i++) {
            terms[i] = Math.max(0, margin - y[i] * x[i]);
          }
        },
        (x, slopes, from, to) -> {
          for (int i = from; i < to; i++) {
            slopes[i] = margin - y[i] * x[i] > 0 ? -y[i] : 0f;
          }
        });
  }

  /**
   * {@code w (x - t)^2}. Derivative: {@code 2 w (x - t)} for x.
   *
   * @param predictions x, n numbers
   * @param targets t, n numbers
   * @param weights w, n numbers, or null for 1; the mean divides by n
   */
  public static Variable mse(
      Variable predictions, Tensor targets, Tensor weights, Reduction reduction) {
    checkSizes("mse", predictions, targets, weights);
    Tape tape = Tape.of(predictions);
    Variable constant = tape.constant(targets.reshape(predictions.shape()));
    return squares(Arithmetic.sub(predictions, constant), weights, reduction);
  }

  /** The mean of squared errors, each times its weight, or null for 1. */
  public static Variable mse(Variable predictions, Tensor targets, Tensor weights) {
    return mse(predictions, targets, weights, Reduction.MEAN);
  }

  /** The mean of squared errors. */
  public static Variable mse(Variable predictions, Tensor targets) {
    return mse(predictions, targets, null);
  }

  /** {@code (a - b)^2}, for two things that are both learned. Derivative: {@code ±2 (a - b)}. */
  public static Variable mse(Variable a, Variable b, Reduction reduction) {
    checkShapes("mse", a.shape(), b.shape());
    return squares(Arithmetic.sub(a, b), null, reduction);
  }

  private static Variable squares(Variable difference, Tensor weights, Reduction reduction) {
    return PointwiseLoss.of(
        difference,
        weights,
        reduction,
        (x, terms, from, to) ->
            Engine.kernels().elementwise().multiply(to - from, x, from, x, from, terms, from),
        (x, slopes, from, to) ->
            Engine.kernels().elementwise().scale(to - from, 2f, x, from, slopes, from));
  }

  /**
   * {@code |a - b|}. Derivative: the sign of a - b for a and its opposite for b, 0 where they are
   * equal.
   */
  public static Variable l1(Variable a, Variable b, Reduction reduction) {
    checkShapes("l1", a.shape(), b.shape());
    return PointwiseLoss.of(
        Arithmetic.sub(a, b),
        null,
        reduction,
        (x, terms, from, to) -> {
          for (int i = from; i < to; i++) {
            terms[i] = Math.abs(x[i]);
          }
        },
        (x, slopes, from, to) -> {
          for (int i = from; i < to; i++) {
            slopes[i] = x[i] > 0 ? 1 : x[i] < 0 ? -1 : 0;
          }
        });
  }

  /**
   * Squared where near, linear where far (P. Huber: Robust Estimation of a Location Parameter,
   * 1964): {@code d^2 / 2} where {@code |d| <= delta}, else {@code delta (|d| - delta / 2)}, with d
   * = a - b. Derivative: d, cut off at delta on both sides, for a, and its opposite for b.
   *
   * @param delta above 0
   */
  public static Variable huber(Variable a, Variable b, float delta, Reduction reduction) {
    checkShapes("huber", a.shape(), b.shape());
    if (!(delta > 0)) {
      throw new IllegalArgumentException("huber: expected a delta above 0, found " + delta);
    }
    return PointwiseLoss.of(
        Arithmetic.sub(a, b),
        null,
        reduction,
        (x, terms, from, to) -> {
          for (int i = from; i < to; i++) {
            float d = Math.abs(x[i]);
            terms[i] = d <= delta ? 0.5f * d * d : delta * (d - 0.5f * delta);
          }
        },
        (x, slopes, from, to) -> {
          for (int i = from; i < to; i++) {
            slopes[i] = Math.max(-delta, Math.min(x[i], delta));
          }
        });
  }

  /** A tensor repeated along its missing and short axes to a shape; null stays null. */
  private static Tensor repeated(String name, Tensor tensor, Shape shape) {
    if (tensor == null || tensor.size() == shape.size()) {
      return tensor;
    }
    int rank = shape.rank();
    int missing = rank - tensor.shape().rank();
    boolean fits = missing >= 0;
    for (int axis = missing; fits && axis < rank; axis++) {
      int length = tensor.shape().dim(axis - missing);
      fits = length == 1 || length == shape.dim(axis);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s of shape %s do not repeat to %s".formatted(name, tensor.shape(), shape));
    }
    Tensor all = Tensor.zeros(shape);
    for (int i = 0; i < all.size(); i++) {
      int rest = i;
      int stride = 1;
      int source = 0;
      for (int axis = rank - 1; axis >= missing; axis--) {
        int length = tensor.shape().dim(axis - missing);
        source += length == 1 ? 0 : rest % shape.dim(axis) * stride;
        stride *= length;
        rest /= shape.dim(axis);
      }
      all.data()[i] = tensor.data()[source];
    }
    return all;
  }

  private static void checkShapes(String loss, Shape a, Shape b) {
    if (!a.equals(b) || a.size() == 0) {
      throw new IllegalArgumentException(
          "%s: expected the same shape twice, with at least one element, found %s and %s"
              .formatted(loss, a, b));
    }
  }

  private static void checkSizes(String loss, Variable x, Tensor t, Tensor w) {
    int n = x.value().size();
    if (n == 0 || t.size() != n || (w != null && w.size() != n)) {
      throw new IllegalArgumentException(
          "%s: expected the same number of elements, at least one, found shapes %s, %s%s"
              .formatted(loss, x.shape(), t.shape(), w == null ? "" : ", " + w.shape()));
    }
  }
}
