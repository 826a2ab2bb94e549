// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * One vector from a sequence: {@code y[b] = mean, max or sum over valid l of x[b, l]}, or {@code
 * x[b, 0]}. A sequence without a valid position gives zeros.
 *
 * <p>Gradients: {@code g} for each valid position, divided by their number in a mean; for the
 * largest of each column, the first of several, in a max.
 */
public final class SequencePooling {
  /** How the positions become one. */
  public enum Mode {
    /** The sum of the valid positions, divided by their number. */
    MEAN,
    /** The largest of the valid positions, column by column. */
    MAX,
    /** The sum of the valid positions. */
    SUM,
    /** The first position, valid or not: where BERT keeps its token for the whole. */
    CLS
  }

  private SequencePooling() {}

  /**
   * One vector from each sequence.
   *
   * @param x shape {@code [batch, length, dim]}
   * @param valid {@code [batch, length]}: the positions that take part; null for all
   * @return shape {@code [batch, dim]}
   */
  public static Variable pool(Variable x, boolean[] valid, Mode mode) {
    if (x.shape().rank() != 3
        || (valid != null && valid.length != x.shape().rows())
        || (mode == Mode.CLS && x.shape().dim(1) == 0)) {
      throw new IllegalArgumentException(
          ("pooling %s: expected [batch, length, dim] and flags [batch, length],"
                  + " found %s and %s flags")
              .formatted(mode, x.shape(), valid == null ? "no" : valid.length));
    }
    int batch = x.shape().dim(0);
    int length = x.shape().dim(1);
    int dim = x.shape().dim(2);
    if (mode == Mode.CLS) {
      return Layout.reshape(Layout.slice(x, 1, 0, 1), batch, dim);
    }
    Tape tape = Tape.of(x);
    Tensor y = tape.take(Shape.of(batch, dim));
    int[] largest = mode == Mode.MAX ? new int[batch * dim] : null;
    Workers.shared()
        .forRange(
            batch,
            TaskSize.rows(length * dim),
            (from, to) -> {
              for (int b = from; b < to; b++) {
                if (mode == Mode.MAX) {
                  max(x.value().data(), valid, b, length, dim, y.data(), largest);
                } else {
                  sum(x.value().data(), valid, b, length, dim, y.data(), mode == Mode.MEAN);
                }
              }
            });
    return tape.record(
        y,
        g -> {
          Tensor gradient = tape.zeros(batch, length, dim);
          Workers.shared()
              .forRange(
                  batch,
                  TaskSize.rows(length * dim),
                  (from, to) -> {
                    for (int b = from; b < to; b++) {
                      if (mode == Mode.MAX) {
                        spreadMax(g.data(), largest, b, dim, gradient.data());
                      } else {
                        float share = mode == Mode.MEAN ? 1f / count(valid, b, length) : 1f;
                        spread(g.data(), valid, b, length, dim, share, gradient.data());
                      }
                    }
                  });
          x.transferGradient(gradient);
        },
        x);
  }

  private static boolean takes(boolean[] valid, int position) {
    return valid == null || valid[position];
  }

  private static int count(boolean[] valid, int b, int length) {
    int count = 0;
    for (int l = 0; l < length; l++) {
      count += takes(valid, b * length + l) ? 1 : 0;
    }
    return count;
  }

  private static void sum(
      float[] x, boolean[] valid, int b, int length, int dim, float[] y, boolean mean) {
    Arrays.fill(y, b * dim, (b + 1) * dim, 0f);
    for (int l = b * length; l < (b + 1) * length; l++) {
      if (takes(valid, l)) {
        Engine.kernels().elementwise().accumulate(dim, x, l * dim, y, b * dim);
      }
    }
    int count = count(valid, b, length);
    for (int d = b * dim; mean && count > 0 && d < (b + 1) * dim; d++) {
      y[d] /= count;
    }
  }

  private static void spread(
      float[] g, boolean[] valid, int b, int length, int dim, float share, float[] dx) {
    for (int l = b * length; l < (b + 1) * length; l++) {
      if (takes(valid, l)) {
        Engine.kernels().elementwise().scale(dim, share, g, b * dim, dx, l * dim);
      }
    }
  }

  private static void max(
      float[] x, boolean[] valid, int b, int length, int dim, float[] y, int[] largest) {
    for (int d = 0; d < dim; d++) {
      int best = -1;
      for (int l = b * length; l < (b + 1) * length; l++) {
        if (takes(valid, l) && (best < 0 || x[l * dim + d] > x[best * dim + d])) {
          best = l;
        }
      }
      y[b * dim + d] = best < 0 ? 0f : x[best * dim + d];
      largest[b * dim + d] = best;
    }
  }

  private static void spreadMax(float[] g, int[] largest, int b, int dim, float[] dx) {
    for (int d = b * dim; d < (b + 1) * dim; d++) {
      if (largest[d] >= 0) {
        dx[largest[d] * dim + d - b * dim] = g[d];
      }
    }
  }
}
