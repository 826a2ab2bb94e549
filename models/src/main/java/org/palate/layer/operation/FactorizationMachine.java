// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * The second-order term of a factorisation machine: the inner products of all pairs of fields,
 * {@code y[b] = sum over i < j of <x[b, i], x[b, j]>}.
 *
 * <p>In linear time as {@code 1/2 sum_d ((sum_i x[b, i, d])^2 - sum_i x[b, i, d]^2)}. With S the
 * sum over the fields, the gradient is {@code dx[b, i] = g[b] (S[b] - x[b, i])}. One node of the
 * tape: for values of order 1 output and gradient are within 1e-5 of those of the products of all
 * pairs, as a test holds.
 *
 * <p>S. Rendle: Factorization Machines, 2010.
 */
public final class FactorizationMachine {
  private FactorizationMachine() {}

  /**
   * The term for each example.
   *
   * @param x the fields' vectors, each times its value: shape {@code [batch, fields, dim]}
   * @return shape {@code [batch]}
   */
  public static Variable interaction(Variable x) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException(
          "factorisation machine: expected [batch, fields, dim], found " + x.shape());
    }
    Tape tape = Tape.of(x);
    int batch = x.shape().dim(0);
    int fields = x.shape().dim(1);
    int dim = x.shape().dim(2);
    int row = fields * dim;
    int taskSize = TaskSize.arithmeticRows(row);
    Tensor sums = tape.take(batch, dim);
    Tensor y = tape.take(batch);
    float[] in = x.value().data();
    float[] sum = sums.data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            batch,
            taskSize,
            (from, to) ->
                Engine.kernels()
                    .interaction()
                    .fmForward(to - from, fields, dim, in, from * row, sum, from * dim, out, from));
    return tape.record(
        y,
        g -> {
          float[] dOut = g.data();
          x.addGradient(
              (dx, accumulate) ->
                  Workers.shared()
                      .forRange(
                          batch,
                          taskSize,
                          (from, to) ->
                              Engine.kernels()
                                  .interaction()
                                  .fmBackward(
                                      to - from,
                                      fields,
                                      dim,
                                      in,
                                      from * row,
                                      sum,
                                      from * dim,
                                      dOut,
                                      from,
                                      dx,
                                      from * row,
                                      accumulate)));
        },
        x);
  }
}
