// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/** Applies a function to each element, forward and backward, on several threads. */
final class Elementwise {
  private Elementwise() {}

  /** Writes elements {@code [from, to)} of a function's values. */
  interface Values {
    void write(float[] x, float[] y, int from, int to);
  }

  /** Writes elements {@code [from, to)} of {@code g} times the function's derivative at x. */
  interface Slopes {
    void write(float[] x, float[] g, float[] dx, int from, int to);
  }

  /**
   * Applies a function to each element.
   *
   * @param taskSize the least number of elements of a task: one of {@link TaskSize}
   */
  static Variable apply(Variable x, int taskSize, Values values, Slopes slopes) {
    Tape tape = Tape.of(x);
    Tensor y = tape.take(x.shape());
    float[] in = x.value().data();
    float[] out = y.data();
    Workers.shared().forRange(y.size(), taskSize, (from, to) -> values.write(in, out, from, to));
    return tape.record(
        y,
        g -> {
          Tensor gradient = tape.take(x.shape());
          float[] dy = g.data();
          float[] dx = gradient.data();
          Workers.shared()
              .forRange(y.size(), taskSize, (from, to) -> slopes.write(in, dy, dx, from, to));
          x.transferGradient(gradient);
        },
        x);
  }
}
