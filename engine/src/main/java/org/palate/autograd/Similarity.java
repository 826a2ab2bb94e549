// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/** Normalisation of vectors to length 1, and cosine similarity. */
public final class Similarity {
  /** PyTorch's least length of {@link #l2Normalize}. */
  public static final float NORMALIZE_EPS = 1e-12f;

  private Similarity() {}

  /**
   * {@code y = x / max(|x|, eps)} along an axis. Gradient: {@code (g - y <g, y>) / |x|}, and {@code
   * g / eps} where x is shorter than eps.
   *
   * @param axis from 0, or from the end if negative
   */
  public static Variable l2Normalize(Variable x, int axis, float eps) {
    return x.shape().axis(axis) == x.shape().rank() - 1
        ? normalizeRows(x, eps)
        : Layout.transpose(normalizeRows(Layout.transpose(x, axis, -1), eps), axis, -1);
  }

  /**
   * The cosine of two vectors along an axis, which the result has no more: {@code <a, b> /
   * (max(|a|, eps) max(|b|, eps))}.
   *
   * @param a any shape
   * @param b the same shape
   * @param axis from 0, or from the end if negative
   */
  public static Variable cosine(Variable a, Variable b, int axis, float eps) {
    return Reductions.sum(
        Arithmetic.mul(l2Normalize(a, axis, eps), l2Normalize(b, axis, eps)), false, axis);
  }

  /**
   * The cosine of each vector of one tensor with each of another.
   *
   * @param a shape {@code [..., m, dim]}
   * @param b shape {@code [..., n, dim]}
   * @return shape {@code [..., m, n]}
   */
  public static Variable pairwiseCosine(Variable a, Variable b, float eps) {
    return Products.matmul(l2Normalize(a, -1, eps), false, l2Normalize(b, -1, eps), true);
  }

  private static Variable normalizeRows(Variable x, float eps) {
    Tape tape = Tape.of(x);
    int dim = x.shape().last();
    int rows = x.shape().rows();
    Tensor y = tape.take(x.shape());
    float[] in = x.value().data();
    float[] out = y.data();
    float[] norms = tape.take(rows).data();
    Workers.shared()
        .forRange(
            rows,
            TaskSize.rows(dim),
            (from, to) -> {
              Kernels kernels = Engine.kernels();
              kernels
                  .reductions()
                  .rowDots(to - from, dim, in, from * dim, in, from * dim, norms, from);
              kernels.elementwise().sqrt(to - from, norms, from, norms, from);
              for (int row = from; row < to; row++) {
                kernels
                    .elementwise()
                    .scale(dim, 1 / Math.max(norms[row], eps), in, row * dim, out, row * dim);
              }
            });
    return tape.record(
        y,
        g -> {
          Tensor gradient = tape.take(x.shape());
          float[] dx = gradient.data();
          Workers.shared()
              .forRange(
                  rows,
                  TaskSize.rows(dim),
                  (from, to) -> {
                    for (int row = from; row < to; row++) {
                      gradientOfRow(dim, row * dim, g.data(), out, norms[row], eps, dx);
                    }
                  });
          x.transferGradient(gradient);
        },
        x);
  }

  private static void gradientOfRow(
      int dim, int at, float[] g, float[] y, float norm, float eps, float[] dx) {
    if (norm < eps) {
      Engine.kernels().elementwise().scale(dim, 1 / eps, g, at, dx, at);
      return;
    }
    float along = Engine.kernels().reductions().dot(dim, g, at, y, at);
    for (int i = at; i < at + dim; i++) {
      dx[i] = (g[i] - y[i] * along) / norm;
    }
  }
}
