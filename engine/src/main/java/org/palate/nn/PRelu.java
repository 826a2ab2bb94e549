// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Rectifiers;
import org.palate.autograd.Variable;
import org.palate.tensor.Tensor;

/**
 * ReLU with a learned slope for what is negative, one for each channel or one for all (K. He et
 * al.: Delving Deep into Rectifiers, 2015).
 *
 * <p>Parameter as in PyTorch: {@code weight [channels]}, which starts at 0.25.
 */
public final class PRelu extends Layer {
  private static final float START = 0.25f;

  private final Variable weight;

  /**
   * Slopes for this many channels.
   *
   * @param channels the length of the input's second axis, or 1 for one slope
   */
  public PRelu(int channels) {
    this.weight = parameter("weight", Tensor.full(START, channels));
  }

  /** {@code [batch, channels, ...]} to the same shape; any shape with a single slope. */
  public Variable forward(Variable x) {
    return Rectifiers.prelu(x, weight);
  }
}
