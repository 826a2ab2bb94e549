// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * Dropout: each element becomes 0 with probability p, else is divided by 1 - p, so that the
 * expected value stays (N. Srivastava et al., Dropout, 2014).
 *
 * <p>The mask is never stored. Whether an element is dropped is read off random bits that its
 * number and the operation's key determine, and the backward pass reads them again.
 */
public final class RandomMask {
  private final long key;
  private final int threshold;
  private final float factor;

  private RandomMask(long key, double p) {
    this.key = key;
    this.threshold = (int) (long) (p * 0x1p32);
    this.factor = (float) (1 / (1 - p));
  }

  /**
   * The next mask of a step.
   *
   * @throws IllegalArgumentException if p is not in [0, 1)
   */
  public static RandomMask of(Tape tape, double p) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("expected a dropout probability in [0, 1), found " + p);
    }
    return new RandomMask(tape.random("dropout").nextLong(), p);
  }

  /**
   * Dropout, whatever the tape is for. Gradient: g under the same mask.
   *
   * @param p the probability of dropping, in [0, 1)
   */
  public static Variable dropout(Variable x, double p) {
    Tape tape = Tape.of(x);
    RandomMask mask = of(tape, p);
    return tape.record(
        mask.applied(tape, x.value()), g -> x.transferGradient(mask.applied(tape, g)), x);
  }

  private Tensor applied(Tape tape, Tensor x) {
    Tensor y = tape.take(x.shape());
    float[] from = x.data();
    float[] to = y.data();
    Workers.shared()
        .forRange(
            x.size(),
            TaskSize.ELEMENTS,
            (start, end) -> apply(end - start, start, from, start, to, start));
    return y;
  }

  /** What an element that is not dropped is multiplied by. */
  float factor() {
    return factor;
  }

  /**
   * Writes n elements under the mask, as part of an operation.
   *
   * @param number the number of the first element in the operation's tensor, even
   * @param x the elements, from {@code xOffset} on
   * @param out receives them, from {@code outOffset} on; may be {@code x} at the same offset
   */
  public void apply(int n, long number, float[] x, int xOffset, float[] out, int outOffset) {
    Engine.kernels()
        .elementwise()
        .dropout(n, key, number, threshold, factor, x, xOffset, out, outOffset);
  }
}
