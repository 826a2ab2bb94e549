// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metrics of one prediction per example: {@code prediction[i]} against {@code label[i]}.
 *
 * <p>Every method takes two arrays of the same length of at least 1 and throws {@link
 * IllegalArgumentException} when the lengths differ, when nothing is there, or when a value is not
 * a number.
 */
public final class PointwiseMetrics {
  private PointwiseMetrics() {}

  /**
   * The area under the ROC curve: the share of (positive, negative) pairs in which the positive has
   * the higher score, where a tied pair counts one half.
   *
   * <p>The pairs are counted in integers after one sort, so the value is exact but for its last
   * division. It is the same for logits and for probabilities as long as these do not collide.
   *
   * @param scores any real numbers, infinities included
   * @param labels 0 or 1
   * @return a value in [0, 1], or NaN when all labels are alike, for which no pair exists and the
   *     area is undefined
   */
  public static double auc(float[] scores, float[] labels) {
    requireSameLength("scores", scores.length, labels.length);
    long[] order = new long[scores.length];
    long positives = 0;
    for (int i = 0; i < scores.length; i++) {
      requireNumber("scores", scores[i], i);
      int positive = binaryLabel(labels[i], i);
      positives += positive;
      order[i] = ((long) ascendingBits(scores[i]) << 1) | positive;
    }
    long negatives = scores.length - positives;
    if (positives == 0 || negatives == 0) {
      return Double.NaN;
    }
    Arrays.sort(order);
    long halfPairs = 0;
    long negativesBelow = 0;
    int i = 0;
    while (i < order.length) {
      long score = order[i] >> 1;
      long tiedNegatives = 0;
      long tiedPositives = 0;
      for (; i < order.length && order[i] >> 1 == score; i++) {
        tiedPositives += order[i] & 1;
        tiedNegatives += 1 - (order[i] & 1);
      }
      halfPairs += tiedPositives * (2 * negativesBelow + tiedNegatives);
      negativesBelow += tiedNegatives;
    }
    return (double) halfPairs / (2.0 * ((double) positives * (double) negatives));
  }

  /**
   * The area under the curve within groups, such as the examples of one user: the mean over groups
   * that have both labels, weighted by their numbers of examples and unweighted (H. Zhu et al.:
   * Optimized Cost per Click in Taobao Display Advertising, 2017). NaN where no group has both.
   */
  public record GroupedAuc(double weighted, double unweighted) {}

  /**
   * {@link #auc} within groups.
   *
   * @param groups the group of each example, any numbers
   * @param scores any real numbers, infinities included
   * @param labels 0 or 1
   */
  public static GroupedAuc groupedAuc(long[] groups, float[] scores, float[] labels) {
    requireSameLength("groups", groups.length, labels.length);
    requireSameLength("scores", scores.length, labels.length);
    Map<Long, List<Integer>> members = new TreeMap<>();
    for (int i = 0; i < groups.length; i++) {
      members.computeIfAbsent(groups[i], group -> new ArrayList<>()).add(i);
    }
    double weighted = 0;
    double unweighted = 0;
    long examples = 0;
    long counted = 0;
    for (List<Integer> group : members.values()) {
      float[] own = new float[group.size()];
      float[] labelsOfGroup = new float[group.size()];
      for (int i = 0; i < own.length; i++) {
        own[i] = scores[group.get(i)];
        labelsOfGroup[i] = labels[group.get(i)];
      }
      double auc = auc(own, labelsOfGroup);
      if (!Double.isNaN(auc)) {
        weighted += own.length * auc;
        unweighted += auc;
        examples += own.length;
        counted++;
      }
    }
    return new GroupedAuc(weighted / examples, unweighted / counted);
  }

  /**
   * Binary cross-entropy of probabilities, {@code mean(-(y log p + (1 - y) log(1 - p)))} with p
   * clipped to {@code [eps, 1 - eps]}, natural logarithm.
   *
   * @param probabilities in [0, 1]
   * @param labels in [0, 1]
   * @param eps in [0, 0.5); with 0 a wrong certainty costs infinity
   */
  public static double logLoss(float[] probabilities, float[] labels, double eps) {
    requireSameLength("probabilities", probabilities.length, labels.length);
    if (!(eps >= 0 && eps < 0.5)) {
      throw new IllegalArgumentException("expected eps in [0, 0.5), found " + eps);
    }
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      requireUnit("probabilities", probabilities[i], i);
      requireUnit("labels", labels[i], i);
      double p = Math.min(Math.max(probabilities[i], eps), 1 - eps);
      double y = labels[i];
      sum -= weightedLog(y, p) + weightedLog(1 - y, 1 - p);
    }
    return sum / probabilities.length;
  }

  /**
   * Binary cross-entropy of logits, {@code mean(max(x, 0) - x y + log(1 + exp(-|x|)))}: the same
   * quantity as {@link #logLoss} of sigmoid(x), without clipping and without loss of digits.
   *
   * @param logits finite or infinite
   * @param labels in [0, 1]
   */
  public static double logLossOfLogits(float[] logits, float[] labels) {
    requireSameLength("logits", logits.length, labels.length);
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      requireNumber("logits", logits[i], i);
      requireUnit("labels", labels[i], i);
      double x = logits[i];
      double y = labels[i];
      // Written as the two one-sided products so that an infinite logit on the right side costs 0.
      double wrongSide = x > 0 ? (y == 1 ? 0 : x * (1 - y)) : (y == 0 ? 0 : -x * y);
      sum += wrongSide + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }
    return sum / logits.length;
  }

  /** Root of the mean squared difference of predictions and targets. */
  public static double rmse(float[] predictions, float[] targets) {
    requireSameLength("predictions", predictions.length, targets.length);
    double sum = 0;
    for (int i = 0; i < predictions.length; i++) {
      double difference = difference(predictions, targets, i);
      sum += difference * difference;
    }
    return Math.sqrt(sum / predictions.length);
  }

  /** Mean absolute difference of predictions and targets. */
  public static double mae(float[] predictions, float[] targets) {
    requireSameLength("predictions", predictions.length, targets.length);
    double sum = 0;
    for (int i = 0; i < predictions.length; i++) {
      sum += Math.abs(difference(predictions, targets, i));
    }
    return sum / predictions.length;
  }

  private static double difference(float[] predictions, float[] targets, int i) {
    requireNumber("predictions", predictions[i], i);
    requireNumber("targets", targets[i], i);
    return (double) predictions[i] - targets[i];
  }

  /** An int that orders as the float does; the two zeros become one, so that they tie. */
  private static int ascendingBits(float score) {
    int bits = Float.floatToRawIntBits(score + 0f);
    return bits >= 0 ? bits : bits ^ 0x7fffffff;
  }

  /** {@code weight * log(p)}, where no weight means no cost, also at p = 0. */
  private static double weightedLog(double weight, double p) {
    return weight == 0 ? 0 : weight * StrictMath.log(p);
  }

  private static int binaryLabel(float label, int i) {
    if (label != 0f && label != 1f) {
      throw new IllegalArgumentException("labels[" + i + "]: expected 0 or 1, found " + label);
    }
    return (int) label;
  }

  private static void requireSameLength(String name, int length, int labels) {
    if (length != labels) {
      throw new IllegalArgumentException(
          "expected as many " + name + " as labels or targets, found " + length + " and " + labels);
    }
    if (length == 0) {
      throw new IllegalArgumentException("expected at least one example, found none");
    }
  }

  private static void requireNumber(String name, float value, int i) {
    if (Float.isNaN(value)) {
      throw new IllegalArgumentException(name + "[" + i + "]: expected a number, found NaN");
    }
  }

  private static void requireUnit(String name, float value, int i) {
    if (!(value >= 0f && value <= 1f)) {
      throw new IllegalArgumentException(
          name + "[" + i + "]: expected a number in [0, 1], found " + value);
    }
  }
}
