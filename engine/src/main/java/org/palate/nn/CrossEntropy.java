// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import java.util.Arrays;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Cross-entropy of logits over C classes, softmax and all, as one node.
 *
 * <p>With log-probabilities {@code l_c = x_c - ln sum_j e^x_j}, class weights w and smoothing e,
 * the loss of an example of class y is {@code (1 - e) w_y (-l_y) + e / C sum_c w_c (-l_c)}; the
 * mean divides by the sum of w_y. With probabilities t as the target it is {@code sum_c w_c ((1 -
 * e) t_c + e / C) (-l_c)}; the mean divides by the number of examples.
 *
 * <p>Gradient: with a_c the factor of {@code -l_c} in the loss, {@code dx_c = g (p_c sum_j a_j -
 * a_c)}. Label smoothing: C. Szegedy et al., Rethinking the Inception Architecture, 2016.
 *
 * @param classWeights w, one for each class, or null for 1
 * @param ignored the class whose examples have no loss and do not count in the mean; null for none
 * @param labelSmoothing e, in [0, 1]
 * @param reduction how examples become one
 */
public record CrossEntropy(
    Tensor classWeights, Integer ignored, float labelSmoothing, Reduction reduction) {
  /** The mean of the plain loss. */
  public static final CrossEntropy MEAN = new CrossEntropy(null, null, 0f, Reduction.MEAN);

  /** Checks the range of the smoothing. */
  public CrossEntropy {
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
      throw new IllegalArgumentException(
          "expected a label smoothing in [0, 1], found " + labelSmoothing);
    }
  }

  /** This loss without examples of a class, such as that of padding. */
  public CrossEntropy withIgnored(int ignored) {
    return new CrossEntropy(classWeights, ignored, labelSmoothing, reduction);
  }

  /** This loss with smoothed targets, which leave some probability to all classes alike. */
  public CrossEntropy withLabelSmoothing(double labelSmoothing) {
    return new CrossEntropy(classWeights, ignored, (float) labelSmoothing, reduction);
  }

  /**
   * The loss where each example is of one class. The mean over no example that counts is NaN.
   *
   * @param logits shape {@code [..., C]}
   * @param targets the classes, shape {@code [...]}
   * @return a scalar, or shape {@code [...]} without reduction
   * @throws IndexOutOfBoundsException if a target is no class and not ignored
   */
  public Variable loss(Variable logits, IntTensor targets) {
    int classes = classes(logits, targets.shape());
    int[] classOf = targets.data();
    float divisor = 0;
    for (int row = 0; row < targets.size(); row++) {
      if (!isIgnored(classOf[row])) {
        if (classOf[row] < 0 || classOf[row] >= classes) {
          throw new IndexOutOfBoundsException(
              "target %d of example %d is not one of %d classes"
                  .formatted(classOf[row], row, classes));
        }
        divisor += weight(classOf[row]);
      }
    }
    float share = labelSmoothing / classes;
    float[] shares = Tape.of(logits).take(classes).data();
    float sharesTogether = 0;
    for (int c = 0; c < classes; c++) {
      shares[c] = share * weight(c);
      sharesTogether += shares[c];
    }
    float together = sharesTogether;
    float own = 1 - labelSmoothing;
    return node(
        logits,
        targets.shape(),
        divisor,
        (row, x, at, largest, log) -> {
          if (isIgnored(classOf[row])) {
            return 0;
          }
          float loss = own * weight(classOf[row]) * (log + (largest - x[at + classOf[row]]));
          return share == 0 ? loss : loss + expected(classes, shares, 0, x, at, largest, log);
        },
        (row, p, at, g) -> {
          if (isIgnored(classOf[row])) {
            Arrays.fill(p, at, at + classes, 0f);
            return;
          }
          float target = own * weight(classOf[row]);
          Engine.kernels().elementwise().scale(classes, g * (target + together), p, at, p, at);
          p[at + classOf[row]] -= g * target;
          if (share != 0) {
            Engine.kernels().elementwise().axpy(classes, -g, shares, 0, p, at);
          }
        });
  }

  /**
   * The loss where each example has a distribution over the classes.
   *
   * @param logits shape {@code [..., C]}
   * @param probabilities the same shape; not differentiated
   * @return a scalar, or shape {@code [...]} without reduction
   * @throws IllegalStateException if a class is ignored: no example is of one class
   */
  public Variable loss(Variable logits, Tensor probabilities) {
    if (ignored != null) {
      throw new IllegalStateException("an ignored class goes with targets that are classes");
    }
    if (!logits.shape().equals(probabilities.shape())) {
      throw mismatch(logits, probabilities.shape());
    }
    int[] dims = logits.shape().toArray();
    Shape rows = Shape.of(Arrays.copyOf(dims, Math.max(0, dims.length - 1)));
    int classes = classes(logits, rows);
    float[] factors = probabilities.toArray();
    float[] together = new float[rows.size()];
    for (int row = 0; row < together.length; row++) {
      for (int c = 0; c < classes; c++) {
        int at = row * classes + c;
        factors[at] = weight(c) * ((1 - labelSmoothing) * factors[at] + labelSmoothing / classes);
        together[row] += factors[at];
      }
    }
    return node(
        logits,
        rows,
        rows.size(),
        (row, x, at, largest, log) -> expected(classes, factors, at, x, at, largest, log),
        (row, p, at, g) -> {
          for (int i = at; i < at + classes; i++) {
            p[i] = g * (together[row] * p[i] - factors[i]);
          }
        });
  }

  /** The loss of one example, whose logits start at {@code at}. */
  private interface RowLoss {
    float of(int row, float[] x, int at, float largest, float logSum);
  }

  /** Makes of the probabilities of one example, which start at {@code at}, its gradient. */
  private interface RowGradient {
    void of(int row, float[] p, int at, float g);
  }

  private Variable node(
      Variable logits, Shape examples, float divisor, RowLoss loss, RowGradient gradient) {
    Tape tape = Tape.of(logits);
    int rows = examples.size();
    int classes = logits.shape().last();
    float[] x = logits.value().data();
    Tensor probabilities = tape.take(logits.shape());
    float[] p = probabilities.data();
    Tensor each = tape.take(examples);
    int taskSize = TaskSize.transcendentalRows(classes);
    Workers.shared()
        .forRange(
            rows,
            taskSize,
            (from, to) -> {
              for (int row = from; row < to; row++) {
                int at = row * classes;
                float largest = Engine.kernels().reductions().max(classes, x, at);
                float sum = exponentials(x, at, classes, largest, p);
                each.data()[row] = loss.of(row, x, at, largest, FloatMath.log(sum));
                Engine.kernels().elementwise().scale(classes, 1 / sum, p, at, p, at);
              }
            });
    return tape.record(
        reduced(tape, each, divisor),
        g -> {
          Workers.shared()
              .forRange(
                  rows,
                  taskSize,
                  (from, to) -> {
                    for (int row = from; row < to; row++) {
                      float upstream =
                          switch (reduction) {
                            case MEAN -> g.item() / divisor;
                            case SUM -> g.item();
                            case NONE -> g.data()[row];
                          };
                      gradient.of(row, p, row * classes, upstream);
                    }
                  });
          logits.transferGradient(probabilities);
        },
        logits);
  }

  private Tensor reduced(Tape tape, Tensor each, float divisor) {
    if (reduction == Reduction.NONE) {
      return each;
    }
    Tensor scalar = tape.take(Shape.SCALAR);
    float sum = Engine.kernels().reductions().sum(each.size(), each.data(), 0);
    scalar.data()[0] = reduction == Reduction.MEAN ? sum / divisor : sum;
    return scalar;
  }

  private static float exponentials(float[] x, int at, int classes, float largest, float[] out) {
    for (int i = at; i < at + classes; i++) {
      out[i] = x[i] - largest;
    }
    Engine.kernels().elementwise().exp(classes, out, at, out, at);
    return Engine.kernels().reductions().sum(classes, out, at);
  }

  /** {@code sum_c a_c (-l_c)}; a class with a = 0 adds nothing, however unlikely it is. */
  private static float expected(
      int classes, float[] a, int aOffset, float[] x, int at, float largest, float logSum) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      if (a[aOffset + c] != 0) {
        sum += (double) a[aOffset + c] * (logSum + (largest - x[at + c]));
      }
    }
    return (float) sum;
  }

  private boolean isIgnored(int target) {
    return ignored != null && target == ignored;
  }

  private float weight(int c) {
    return classWeights == null ? 1f : classWeights.data()[c];
  }

  /** The number of classes, once all shapes agree. */
  private int classes(Variable logits, Shape examples) {
    int[] dims = logits.shape().toArray();
    if (dims.length == 0
        || logits.shape().last() == 0
        || !examples.equals(Shape.of(Arrays.copyOf(dims, dims.length - 1)))) {
      throw mismatch(logits, examples);
    }
    if (classWeights != null && classWeights.size() != logits.shape().last()) {
      throw new IllegalArgumentException(
          "cross-entropy over %d classes, but weights of shape %s"
              .formatted(logits.shape().last(), classWeights.shape()));
    }
    return logits.shape().last();
  }

  private static IllegalArgumentException mismatch(Variable logits, Shape targets) {
    return new IllegalArgumentException(
        "cross-entropy: expected logits [..., C] and targets [...] or, as probabilities, [..., C];"
            + " found %s and %s".formatted(logits.shape(), targets));
  }
}
