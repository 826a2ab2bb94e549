// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import java.util.Objects;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/** Sets rows to zero: the positions of a sequence that are padding, for example. */
public final class RowMask {
  private RowMask() {}

  /**
   * x with zeros in the rows that are not kept. Gradient: g with zeros in the same rows.
   *
   * @param x shape {@code [..., dim]}
   * @param kept a flag for each row; if all are true, the result is x itself
   */
  public static Variable keep(Variable x, boolean[] kept) {
    Objects.requireNonNull(kept, "row mask: expected flags kept, found null");
    if (x.shape().rank() == 0 || kept.length != x.shape().rows()) {
      throw new IllegalArgumentException(
          "expected a flag for each row of %s, found %d flags".formatted(x.shape(), kept.length));
    }
    boolean all = true;
    for (boolean row : kept) {
      all &= row;
    }
    if (all) {
      return x;
    }
    Tape tape = Tape.of(x);
    return tape.record(
        masked(tape, x.value(), kept), g -> x.transferGradient(masked(tape, g, kept)), x);
  }

  private static Tensor masked(Tape tape, Tensor x, boolean[] kept) {
    Tensor y = tape.take(x.shape());
    int dim = x.shape().last();
    float[] from = x.data();
    float[] to = y.data();
    Workers.shared()
        .forRange(
            kept.length,
            TaskSize.rows(dim),
            (start, end) -> {
              for (int row = start; row < end; ) {
                int run = row + 1;
                while (run < end && kept[run] == kept[row]) {
                  run++;
                }
                if (kept[row]) {
                  System.arraycopy(from, row * dim, to, row * dim, (run - row) * dim);
                } else {
                  Arrays.fill(to, row * dim, run * dim, 0f);
                }
                row = run;
              }
            });
    return y;
  }
}
