// SPDX-License-Identifier: Apache-2.0
package org.palate.own;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/** The operation that the page "Your own operation" of the package autograd shows. */
final class SquaredDistance {
  private SquaredDistance() {}

  /**
   * The squared distance of each row from a point, {@code y[r] = sum_i (x[r, i] - p[i])^2}.
   * Gradients: {@code dx[r, i] = 2 g[r] (x[r, i] - p[i])}, {@code dp} minus the sum of dx's rows.
   *
   * @param x {@code [rows, dim]}
   * @param point {@code [dim]}
   * @return {@code [rows]}
   */
  static Variable apply(Variable x, Variable point) {
    Tape tape = Tape.of(x, point);
    int rows = x.shape().rows();
    int dim = x.shape().last();
    float[] in = x.value().data();
    float[] p = point.value().data();
    Tensor y = tape.take(rows);
    float[] out = y.data();
    Workers.shared()
        .forRange(
            rows,
            TaskSize.rows(dim),
            (from, to) -> {
              for (int row = from; row < to; row++) {
                float sum = 0;
                for (int i = 0; i < dim; i++) {
                  float difference = in[row * dim + i] - p[i];
                  sum += difference * difference;
                }
                out[row] = sum;
              }
            });
    return tape.record(y, g -> backward(x, point, g.data()), x, point);
  }

  private static void backward(Variable x, Variable point, float[] g) {
    float[] in = x.value().data();
    float[] p = point.value().data();
    int dim = p.length;
    x.addGradient(
        (dx, accumulate) -> {
          for (int i = 0; i < x.value().size(); i++) {
            float slope = 2 * g[i / dim] * (in[i] - p[i % dim]);
            dx[i] = accumulate ? dx[i] + slope : slope;
          }
        });
    if (point.requiresGradient()) {
      float[] dp = point.gradientAccumulator();
      for (int i = 0; i < x.value().size(); i++) {
        dp[i % dim] -= 2 * g[i / dim] * (in[i] - p[i % dim]);
      }
    }
  }
}
