// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.parallel.RangeTask;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Softmax, its logarithm, and the logarithm of its denominator.
 *
 * <p>The largest element m of a row is subtracted first, so nothing overflows: {@code e^(x - m)} is
 * at most 1. An element of -infinity has probability 0; in a row of nothing else softmax and
 * log-softmax are NaN, as in PyTorch, and log-sum-exp is -infinity.
 */
public final class Softmax {
  private Softmax() {}

  /**
   * {@code y_i = e^x_i / sum_j e^x_j} along an axis. Gradient: {@code y (g - sum_j g_j y_j)}.
   *
   * @param axis from 0, or from the end if negative
   */
  public static Variable softmax(Variable x, int axis) {
    return isLast(x, axis)
        ? softmaxRows(x)
        : Layout.transpose(softmaxRows(Layout.transpose(x, axis, -1)), axis, -1);
  }

  /**
   * {@code y_i = x_i - ln sum_j e^x_j} along an axis. Gradient: {@code g - e^y sum_j g_j}.
   *
   * @param axis from 0, or from the end if negative
   */
  public static Variable logSoftmax(Variable x, int axis) {
    return isLast(x, axis)
        ? logSoftmaxRows(x)
        : Layout.transpose(logSoftmaxRows(Layout.transpose(x, axis, -1)), axis, -1);
  }

  /**
   * {@code y = ln sum_j e^x_j} over an axis, which the result has no more. Gradient: {@code g e^(x
   * - y)}.
   *
   * @param axis from 0, or from the end if negative
   */
  public static Variable logSumExp(Variable x, int axis) {
    int at = x.shape().axis(axis);
    if (at == x.shape().rank() - 1) {
      return logSumExpRows(x);
    }
    int[] order = new int[x.shape().rank()];
    Arrays.setAll(order, i -> i < at ? i : i == order.length - 1 ? at : i + 1);
    return logSumExpRows(Layout.permute(x, order));
  }

  private static boolean isLast(Variable x, int axis) {
    return x.shape().axis(axis) == x.shape().rank() - 1;
  }

  private static Variable softmaxRows(Variable x) {
    Tape tape = Tape.of(x);
    int n = rowLength(x);
    Tensor y = tape.take(x.shape());
    float[] out = y.data();
    float[] sums = tape.take(x.shape().rows()).data();
    forRows(
        x.shape(),
        n,
        (from, to) -> {
          exponentials(x.value().data(), from, to, n, out, sums);
          for (int row = from; row < to; row++) {
            float sum = sums[row];
            for (int i = row * n; i < (row + 1) * n; i++) {
              out[i] /= sum;
            }
          }
        });
    return tape.record(
        y,
        g -> {
          Tensor gradient = tape.take(x.shape());
          float[] dx = gradient.data();
          float[] dy = g.data();
          forRows(
              x.shape(),
              n,
              (from, to) -> {
                Engine.kernels()
                    .reductions()
                    .rowDots(to - from, n, dy, from * n, out, from * n, sums, from);
                for (int row = from; row < to; row++) {
                  float dot = sums[row];
                  for (int i = row * n; i < (row + 1) * n; i++) {
                    dx[i] = out[i] * (dy[i] - dot);
                  }
                }
              });
          x.transferGradient(gradient);
        },
        x);
  }

  private static Variable logSoftmaxRows(Variable x) {
    Tape tape = Tape.of(x);
    int n = rowLength(x);
    Tensor y = tape.take(x.shape());
    float[] in = x.value().data();
    float[] out = y.data();
    float[] sums = tape.take(x.shape().rows()).data();
    forRows(
        x.shape(),
        n,
        (from, to) -> {
          exponentials(in, from, to, n, out, sums);
          Engine.kernels().elementwise().log(to - from, sums, from, sums, from);
          for (int row = from; row < to; row++) {
            float largest = Engine.kernels().reductions().max(n, in, row * n);
            float log = sums[row];
            for (int i = row * n; i < (row + 1) * n; i++) {
              out[i] = in[i] - largest - log;
            }
          }
        });
    return tape.record(
        y,
        g -> {
          Tensor gradient = tape.take(x.shape());
          float[] dx = gradient.data();
          float[] dy = g.data();
          forRows(
              x.shape(),
              n,
              (from, to) -> {
                Engine.kernels().elementwise().exp((to - from) * n, out, from * n, dx, from * n);
                for (int row = from; row < to; row++) {
                  float sum = Engine.kernels().reductions().sum(n, dy, row * n);
                  for (int i = row * n; i < (row + 1) * n; i++) {
                    dx[i] = dy[i] - dx[i] * sum;
                  }
                }
              });
          x.transferGradient(gradient);
        },
        x);
  }

  private static Variable logSumExpRows(Variable x) {
    Tape tape = Tape.of(x);
    int n = rowLength(x);
    int[] dims = x.shape().toArray();
    Tensor y = tape.take(Shape.of(Arrays.copyOf(dims, dims.length - 1)));
    float[] terms = tape.take(x.shape()).data();
    float[] in = x.value().data();
    float[] out = y.data();
    float[] sums = tape.take(x.shape().rows()).data();
    forRows(
        x.shape(),
        n,
        (from, to) -> {
          exponentials(in, from, to, n, terms, sums);
          Engine.kernels().elementwise().log(to - from, sums, from, out, from);
          for (int row = from; row < to; row++) {
            float largest = Engine.kernels().reductions().max(n, in, row * n);
            out[row] = Float.isInfinite(largest) ? largest : largest + out[row];
          }
        });
    return tape.record(
        y,
        g -> {
          Tensor gradient = tape.take(x.shape());
          float[] dx = gradient.data();
          float[] dy = g.data();
          forRows(
              x.shape(),
              n,
              (from, to) -> {
                for (int row = from; row < to; row++) {
                  float factor = dy[row] / sums[row];
                  Engine.kernels().elementwise().scale(n, factor, terms, row * n, dx, row * n);
                }
              });
          x.transferGradient(gradient);
        },
        x);
  }

  /** Writes {@code e^(x - m)} of rows {@code [from, to)}, and the sum of each. */
  private static void exponentials(float[] x, int from, int to, int n, float[] out, float[] sums) {
    Kernels kernels = Engine.kernels();
    for (int row = from; row < to; row++) {
      float largest = kernels.reductions().max(n, x, row * n);
      for (int i = row * n; i < (row + 1) * n; i++) {
        out[i] = x[i] - largest;
      }
    }
    kernels.elementwise().exp((to - from) * n, out, from * n, out, from * n);
    for (int row = from; row < to; row++) {
      sums[row] = kernels.reductions().sum(n, out, row * n);
    }
  }

  private static int rowLength(Variable x) {
    if (x.shape().rank() == 0 || x.shape().last() == 0) {
      throw new IllegalArgumentException(
          "softmax: expected [..., n] with n from 1, found " + x.shape());
    }
    return x.shape().last();
  }

  private static void forRows(Shape shape, int n, RangeTask task) {
    Workers.shared().forRange(shape.rows(), TaskSize.transcendentalRows(n), task);
  }
}
