// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Layout;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;

/**
 * Fusion by concatenation: {@code y = W [x_1, …, x_M] + b}. Linear, so what one modality adds does
 * not depend on another; layers after it must find that.
 *
 * <p>Parameters: {@code out.weight [out, sum of the widths]}, {@code out.bias [out]}.
 */
public final class ConcatenationFusion extends Layer implements Fusion {
  private final Linear out;
  private final Modalities expected;

  /** A layer before training. */
  public ConcatenationFusion(int[] widths, int out, RandomStream random) {
    this.expected = new Modalities(widths);
    this.out = child("out", new Linear(expected.joined(), out, random));
  }

  @Override
  public Variable forward(Variable... modalities) {
    expected.check(modalities);
    return out.forward(Layout.concat(1, modalities));
  }
}
