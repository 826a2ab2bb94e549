// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/** Running sums along an axis. */
public final class CumulativeSum {
  private CumulativeSum() {}

  /**
   * {@code y_i = x_0 + ... + x_i} along an axis, added up in double precision and rounded once for
   * each element. Gradient: {@code dx_i = g_i + ... + g_last}.
   *
   * @param axis from 0, or from the end if negative
   */
  public static Variable of(Variable x, int axis) {
    Tape tape = Tape.of(x);
    int at = x.shape().axis(axis);
    return tape.record(
        sums(tape, x.value(), at, false), g -> x.transferGradient(sums(tape, g, at, true)), x);
  }

  private static Tensor sums(Tape tape, Tensor x, int at, boolean fromEnd) {
    int n = x.shape().dim(at);
    int inner = x.shape().product(at + 1, x.shape().rank());
    Tensor y = tape.take(x.shape());
    float[] in = x.data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            x.shape().product(0, at) * inner,
            TaskSize.rows(n),
            (from, to) -> {
              for (int run = from; run < to; run++) {
                int start = run / inner * n * inner + run % inner;
                double sum = 0;
                for (int i = 0; i < n; i++) {
                  int place = start + (fromEnd ? n - 1 - i : i) * inner;
                  sum += in[place];
                  out[place] = (float) sum;
                }
              }
            });
    return y;
  }
}
