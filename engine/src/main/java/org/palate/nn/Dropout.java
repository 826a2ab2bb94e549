// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;

/**
 * In training, sets each element to 0 with probability p and divides the others by 1 - p, so that
 * the expected value stays; otherwise does nothing (N. Srivastava et al., Dropout, 2014).
 *
 * <p>Element i of a step's mask depends on the seed, the step, the layer's place in the step and i,
 * not on threads or on what was drawn before.
 */
public final class Dropout extends Module {
  private final float p;

  /**
   * A layer that drops with probability p.
   *
   * @throws IllegalArgumentException if p is not in [0, 1)
   */
  public Dropout(double p) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("dropout probability must be in [0, 1), was " + p);
    }
    this.p = (float) p;
  }

  /** Any shape to the same shape. */
  public Variable forward(Tape tape, Variable x) {
    if (p == 0 || !tape.training()) {
      return x;
    }
    RandomStream random = tape.random("dropout");
    Tensor mask = tape.take(x.shape());
    float[] data = mask.data();
    float kept = 1f / (1f - p);
    for (int i = 0; i < mask.size(); i++) {
      data[i] = RandomStream.toFloat(random.at(i)) < p ? 0f : kept;
    }
    return Arithmetic.mul(x, tape.constant(mask));
  }
}
