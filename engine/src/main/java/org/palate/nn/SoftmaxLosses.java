// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.Arrays;
import java.util.Objects;
import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.Reductions;
import org.palate.autograd.Similarity;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Losses that pick the right one out of a sample, of the batch, or of a list: each is a mean of
 * {@link CrossEntropy} over rows of scores. A temperature divides scores; where both are given, it
 * does so before the correction by the sampling probabilities.
 */
public final class SoftmaxLosses {
  private static final float OUT = Float.NEGATIVE_INFINITY;

  private SoftmaxLosses() {}

  /**
   * Sampled softmax: each user's positive among negatives that all users share, with scores {@code
   * <u, v> / T - ln q(v)}, so that the expected gradient is that of the full softmax (Y. Bengio, J.
   * Senécal: Adaptive Importance Sampling, 2008).
   *
   * @param users shape {@code [batch, dim]}
   * @param positives shape {@code [batch, dim]}
   * @param negatives shape {@code [samples, dim]}
   * @param temperature T, above 0
   * @param correction what is taken off for popularity, or null for nothing
   * @param hits which negatives are someone's positive and do not count for that user, or null to
   *     count all
   */
  public static Variable sampledSoftmax(
      Variable users,
      Variable positives,
      Variable negatives,
      float temperature,
      Correction correction,
      Hits hits) {
    Tape tape = Tape.of(users, positives, negatives);
    checkRows("sampledSoftmax", users.shape(), positives.shape());
    int batch = users.shape().dim(0);
    Variable positive = scaled(Reductions.rowDot(users, positives), temperature);
    Variable negative = scaled(Products.matmul(users, false, negatives, true), temperature);
    if (correction != null) {
      positive = Arithmetic.sub(positive, tape.constant(correction.positives));
      negative = Arithmetic.sub(negative, tape.constant(correction.negatives));
    }
    if (hits != null) {
      negative = Arithmetic.add(negative, tape.constant(hits.mask(negative.shape())));
    }
    Variable scores = Layout.concat(1, Layout.reshape(positive, batch, 1), negative);
    return CrossEntropy.MEAN.loss(scores, IntTensor.of(new int[batch]));
  }

  /**
   * The logarithms of the probabilities with which items were drawn.
   *
   * @param positives {@code ln q}, shape {@code [batch]}
   * @param negatives {@code ln q}, shape {@code [samples]}
   */
  public record Correction(Tensor positives, Tensor negatives) {}

  /**
   * Whose positive a negative may be.
   *
   * @param positives ids, one for each user
   * @param negatives ids, one for each sample
   */
  public record Hits(int[] positives, int[] negatives) {
    /** -infinity where the ids are equal, else 0. */
    private Tensor mask(Shape shape) {
      if (!shape.equals(Shape.of(positives.length, negatives.length))) {
        throw new IllegalArgumentException(
            "scores of shape %s, but ids of %d positives and %d negatives"
                .formatted(shape, positives.length, negatives.length));
      }
      Tensor mask = Tensor.zeros(shape);
      for (int i = 0; i < mask.size(); i++) {
        boolean hit = positives[i / negatives.length] == negatives[i % negatives.length];
        mask.data()[i] = hit ? OUT : 0f;
      }
      return mask;
    }
  }

  /**
   * In-batch softmax: each user's item among the items of the batch, with scores {@code <u, v> / T
   * - ln q(v)} (X. Yi et al.: Sampling-Bias-Corrected Neural Modeling, 2019).
   *
   * @param users shape {@code [batch, dim]}
   * @param items row i is what user i chose, the same shape
   * @param temperature T, above 0
   * @param logProbabilities {@code ln q} of each item, shape {@code [batch]}, or null
   * @param itemIds ids of the items, where the same item of another row is not to count against a
   *     user, or null to count all rows
   */
  public static Variable inBatchSoftmax(
      Variable users, Variable items, float temperature, Tensor logProbabilities, int[] itemIds) {
    Tape tape = Tape.of(users, items);
    checkRows("inBatchSoftmax", users.shape(), items.shape());
    int batch = users.shape().dim(0);
    Variable scores = scaled(Products.matmul(users, false, items, true), temperature);
    if (logProbabilities != null) {
      scores = Arithmetic.sub(scores, tape.constant(logProbabilities));
    }
    if (itemIds != null) {
      Tensor mask = new Hits(itemIds, itemIds).mask(scores.shape());
      for (int i = 0; i < batch; i++) {
        mask.data()[i * batch + i] = 0f;
      }
      scores = Arithmetic.add(scores, tape.constant(mask));
    }
    return CrossEntropy.MEAN.loss(scores, diagonal(batch, 0));
  }

  /** Which of the pairs InfoNCE contrasts. */
  public enum Contrast {
    /** Each row of the first view with all rows of the second. */
    CROSS,
    /** That both ways, and the mean of the two. */
    SYMMETRIC,
    /** Each of all 2B rows with all others (T. Chen et al.: SimCLR, 2020). */
    ALL
  }

  /**
   * InfoNCE: a row's other view among the views of other rows, by cosine over a temperature (A. van
   * den Oord, Y. Li, O. Vinyals: Contrastive Predictive Coding, 2018).
   *
   * @param first shape {@code [batch, dim]}
   * @param second the other view of each row, the same shape
   * @param temperature above 0
   */
  public static Variable infoNce(
      Variable first, Variable second, float temperature, Contrast contrast) {
    checkRows("infoNce", first.shape(), second.shape());
    int batch = first.shape().dim(0);
    Variable a = Similarity.l2Normalize(first, -1, Similarity.NORMALIZE_EPS);
    Variable b = Similarity.l2Normalize(second, -1, Similarity.NORMALIZE_EPS);
    if (contrast == Contrast.ALL) {
      return contrastOfAll(Layout.concat(0, a, b), temperature, batch);
    }
    Variable scores = scaled(Products.matmul(a, false, b, true), temperature);
    Variable rows = CrossEntropy.MEAN.loss(scores, diagonal(batch, 0));
    if (contrast == Contrast.CROSS) {
      return rows;
    }
    Variable columns = CrossEntropy.MEAN.loss(Layout.transpose(scores, 0, 1), diagonal(batch, 0));
    return Arithmetic.scale(Arithmetic.add(rows, columns), 0.5f);
  }

  private static Variable contrastOfAll(Variable views, float temperature, int batch) {
    int n = 2 * batch;
    Tensor self = Tensor.zeros(n, n);
    for (int i = 0; i < n; i++) {
      self.data()[i * n + i] = OUT;
    }
    Variable scores = scaled(Products.matmul(views, false, views, true), temperature);
    return CrossEntropy.MEAN.loss(
        Arithmetic.add(scores, Tape.of(views).constant(self)), diagonal(n, batch));
  }

  /** How relevances become the distribution that the scores of a list are to have. */
  public enum ListTarget {
    /** Softmax of the relevances. */
    SOFTMAX,
    /** Each over their sum; a list without any relevance has no loss. */
    NORMALIZE
  }

  /**
   * Listwise softmax: for each list the cross-entropy of a distribution made of relevances and the
   * softmax of the scores, over real elements (Z. Cao et al.: ListNet, 2007).
   *
   * @param scores shape {@code [batch, length]}
   * @param relevance the same shape
   * @param valid which elements are real
   * @return the mean over all lists
   */
  public static Variable listwiseSoftmax(
      Variable scores, Tensor relevance, boolean[] valid, ListTarget target) {
    Objects.requireNonNull(relevance, "listwiseSoftmax: expected relevance, found null");
    Objects.requireNonNull(valid, "listwiseSoftmax: expected flags valid, found null");
    Tape tape = Tape.of(scores);
    Shape shape = scores.shape();
    if (shape.rank() != 2 || !relevance.shape().equals(shape) || valid.length != shape.size()) {
      throw new IllegalArgumentException(
          "listwiseSoftmax: expected scores, relevance and mask [batch, length], found %s, %s, %d"
              .formatted(shape, relevance.shape(), valid.length));
    }
    int length = shape.last();
    Tensor mask = Tensor.zeros(shape);
    Tensor goal = Tensor.zeros(shape);
    for (int row = 0; row < shape.rows(); row++) {
      distribution(relevance, valid, row * length, length, target, goal);
      // A list of padding alone keeps its scores: without a goal they have no loss.
      if (hasValid(valid, row * length, length)) {
        for (int i = row * length; i < (row + 1) * length; i++) {
          mask.data()[i] = valid[i] ? 0f : OUT;
        }
      }
    }
    return CrossEntropy.MEAN.loss(Arithmetic.add(scores, tape.constant(mask)), goal);
  }

  private static boolean hasValid(boolean[] valid, int at, int length) {
    boolean any = false;
    for (int i = at; i < at + length; i++) {
      any |= valid[i];
    }
    return any;
  }

  /** Writes the goal of one list, zeros for what is not real. */
  private static void distribution(
      Tensor relevance, boolean[] valid, int at, int length, ListTarget target, Tensor goal) {
    float[] real = new float[length];
    int n = 0;
    for (int i = at; i < at + length; i++) {
      if (valid[i]) {
        real[n++] = relevance.data()[i];
      }
    }
    if (n == 0) {
      return;
    }
    float sum;
    if (target == ListTarget.SOFTMAX) {
      float largest = Engine.kernels().reductions().max(n, real, 0);
      for (int i = 0; i < n; i++) {
        real[i] -= largest;
      }
      Engine.kernels().elementwise().exp(n, real, 0, real, 0);
      sum = Engine.kernels().reductions().sum(n, real, 0);
    } else {
      sum = Math.max(Engine.kernels().reductions().sum(n, real, 0), 1e-12f);
    }
    int next = 0;
    for (int i = at; i < at + length; i++) {
      goal.data()[i] = valid[i] ? real[next++] / sum : 0f;
    }
  }

  /**
   * Skip-gram with negative sampling: {@code -ln sigmoid(o.c) - sum_k ln sigmoid(-n_k.c)} for each
   * pair of a center and a context (T. Mikolov et al.: Distributed Representations, 2013; O.
   * Barkan, N. Koenigstein: Item2Vec, 2016).
   *
   * @param center c, shape {@code [batch, dim]}
   * @param context o, shape {@code [batch, dim]}
   * @param negatives n, shape {@code [batch, samples, dim]}
   * @param reduction over the pairs
   */
  public static Variable negativeSampling(
      Variable center, Variable context, Variable negatives, Reduction reduction) {
    checkRows("negativeSampling", center.shape(), context.shape());
    int batch = center.shape().dim(0);
    int dim = center.shape().dim(1);
    Variable positive = Layout.reshape(Reductions.rowDot(context, center), batch, 1);
    Variable negative =
        Layout.reshape(
            Products.matmul(negatives, Layout.reshape(center, batch, dim, 1)), batch, -1);
    Variable terms = Layout.concat(1, Arithmetic.neg(positive), negative);
    Variable each = Reductions.rowSum(Activations.softplus(terms));
    return switch (reduction) {
      case MEAN -> Reductions.mean(each);
      case SUM -> Reductions.sum(each);
      case NONE -> each;
    };
  }

  private static Variable scaled(Variable scores, float temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("expected a temperature above 0, found " + temperature);
    }
    return Arithmetic.scale(scores, 1 / temperature);
  }

  /** Row i's target is column {@code i + shift}, around the end. */
  private static IntTensor diagonal(int n, int shift) {
    int[] targets = new int[n];
    Arrays.setAll(targets, i -> (i + shift) % n);
    return IntTensor.of(targets);
  }

  private static void checkRows(String loss, Shape a, Shape b) {
    if (a.rank() != 2 || !a.equals(b)) {
      throw new IllegalArgumentException(
          "%s: expected two tensors [batch, dim], found %s and %s".formatted(loss, a, b));
    }
  }
}
