// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import java.util.Arrays;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * Bi-interaction pooling: the sum of the element-wise products of all pairs of fields, {@code y[b]
 * = sum over i < j of x[b, i] * x[b, j]}. It is the second-order term of a {@link
 * FactorizationMachine} before the sum over the vector's elements, so that layers after it can
 * weigh them.
 *
 * <p>In linear time as {@code y[b, d] = 1/2 ((sum_i x[b, i, d])^2 - sum_i x[b, i, d]^2)}. With S
 * the sum over the fields, the gradient is {@code dx[b, i, d] = g[b, d] (S[b, d] - x[b, i, d])}.
 *
 * <p>X. He, T.-S. Chua: Neural Factorization Machines for Sparse Predictive Analytics, 2017.
 */
public final class BiInteraction {
  private BiInteraction() {}

  /**
   * The pooled products of each example.
   *
   * @param x the fields' vectors, each times its value: shape {@code [batch, fields, dim]}
   * @return shape {@code [batch, dim]}
   */
  public static Variable pool(Variable x) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException(
          "bi-interaction: expected [batch, fields, dim], found " + x.shape());
    }
    Tape tape = Tape.of(x);
    int batch = x.shape().dim(0);
    int fields = x.shape().dim(1);
    int dim = x.shape().dim(2);
    int taskSize = TaskSize.arithmeticRows(fields * dim);
    Tensor sums = tape.take(batch, dim);
    Tensor y = tape.take(batch, dim);
    float[] in = x.value().data();
    float[] sum = sums.data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            batch,
            taskSize,
            (from, to) -> {
              for (int example = from; example < to; example++) {
                pool(fields, dim, in, example * fields * dim, sum, out, example * dim);
              }
            });
    return tape.record(
        y,
        g -> {
          Tensor gradient = tape.take(x.shape());
          float[] dx = gradient.data();
          float[] dOut = g.data();
          Workers.shared()
              .forRange(
                  batch,
                  taskSize,
                  (from, to) -> {
                    for (int row = from * fields; row < to * fields; row++) {
                      spread(dim, in, dx, row * dim, sum, dOut, row / fields * dim);
                    }
                  });
          x.transferGradient(gradient);
        },
        x);
  }

  private static void pool(
      int fields, int dim, float[] x, int xOffset, float[] sum, float[] out, int offset) {
    Arrays.fill(sum, offset, offset + dim, 0f);
    Arrays.fill(out, offset, offset + dim, 0f);
    for (int at = xOffset; at < xOffset + fields * dim; at += dim) {
      for (int d = 0; d < dim; d++) {
        float value = x[at + d];
        sum[offset + d] += value;
        out[offset + d] = Math.fma(value, value, out[offset + d]);
      }
    }
    for (int d = offset; d < offset + dim; d++) {
      out[d] = 0.5f * Math.fma(sum[d], sum[d], -out[d]);
    }
  }

  private static void spread(
      int dim, float[] x, float[] dx, int row, float[] sum, float[] g, int offset) {
    for (int d = 0; d < dim; d++) {
      dx[row + d] = g[offset + d] * (sum[offset + d] - x[row + d]);
    }
  }
}
