// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.RandomMask;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;

/**
 * In training, sets each element to 0 with probability p and divides the others by 1 - p, so that
 * the expected value stays; otherwise does nothing (N. Srivastava et al., Dropout, 2014).
 *
 * <p>Element i of a step's mask depends on the seed, the step, the layer's place in the step and i,
 * not on threads or on what was drawn before.
 */
public final class Dropout extends Layer {
  /** A layer that never drops. */
  public static final Dropout NONE = new Dropout(0);

  private final double p;

  /**
   * A layer that drops with probability p.
   *
   * @throws IllegalArgumentException if p is not in [0, 1)
   */
  public Dropout(double p) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("expected a probability of dropout in [0, 1), found " + p);
    }
    this.p = p;
  }

  /** Any shape to the same shape. */
  public Variable forward(Variable x) {
    return probability(x) == 0 ? x : RandomMask.dropout(x, p);
  }

  /** The probability that an element is dropped on the tape of x: 0 unless it trains. */
  double probability(Variable x) {
    return Tape.of(x).training() ? p : 0;
  }
}
