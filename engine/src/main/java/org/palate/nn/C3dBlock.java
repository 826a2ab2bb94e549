// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Activations;
import org.palate.autograd.Variable;
import org.palate.autograd.convolution.Pooling;
import org.palate.autograd.convolution.Window;
import org.palate.tensor.RandomStream;

/**
 * A block of C3D, which convolves a video over time, height and width alike (D. Tran et al.,
 * Learning Spatiotemporal Features with 3D Convolutional Networks, 2015): {@code y =
 * maxPool(relu(conv(x)))}, with a 3x3x3 convolution and padding of 1. The paper's first block pools
 * height and width by 2, the others time as well.
 *
 * <p>Part: {@code conv}, with a bias.
 */
public final class C3dBlock extends Layer {
  private final Convolution conv;
  private final Window pool;

  /**
   * A block.
   *
   * @param in channels of the input
   * @param out channels of the output
   * @param pool the window of the pooling, over time, height and width
   */
  public C3dBlock(int in, int out, Window pool, RandomStream random) {
    this.conv = child("conv", new Convolution(in, out, Window.of(3, 3, 3).withPadding(1), random));
    this.pool = pool;
  }

  /**
   * {@code [batch, in, time, height, width]} to {@code [batch, out, ...]} as the pool leaves it.
   */
  public Variable forward(Variable x) {
    return Pooling.max(Activations.relu(conv.forward(x)), pool, false);
  }
}
