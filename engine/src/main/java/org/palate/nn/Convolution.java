// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Variable;
import org.palate.autograd.convolution.Convolutions;
import org.palate.autograd.convolution.Window;
import org.palate.tensor.RandomStream;

/**
 * A convolution over one, two or three axes, by the axes of its window: {@code y[n, o, p] = b[o] +
 * sum over c, t of W[o, c, t] x[n, c, p * stride - padding + t * dilation]}. Gradient: {@link
 * Convolutions}.
 *
 * <p>Parameters as in PyTorch's Conv1d, Conv2d and Conv3d: {@code weight [out, in / groups,
 * window]}, {@code bias [out]}; both start uniform within {@code 1 / sqrt(in / groups * window)}.
 */
public final class Convolution extends Layer {
  private final Variable weight;
  private final Variable bias;
  private final Window window;
  private final int groups;

  /** A layer of one group with a bias. */
  public Convolution(int in, int out, Window window, RandomStream random) {
    this(in, out, window, 1, true, random);
  }

  /**
   * A layer of several groups: the first {@code out / groups} channels come from the first {@code
   * in / groups}, and so on.
   *
   * @param in channels of the input
   * @param out channels of the output
   * @throws IllegalArgumentException if groups does not divide both
   */
  public Convolution(
      int in, int out, Window window, int groups, boolean bias, RandomStream random) {
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          "expected groups that divide the channels, found %d channels in, %d out and %d groups"
              .formatted(in, out, groups));
    }
    int[] kernel = window.kernel();
    int[] dims = new int[kernel.length + 2];
    dims[0] = out;
    dims[1] = in / groups;
    System.arraycopy(kernel, 0, dims, 2, kernel.length);
    int fanIn = in / groups * window.size();
    this.weight = parameter("weight", Init.fanIn(random, fanIn, dims));
    this.bias = bias ? parameter("bias", Init.fanIn(random, fanIn, out)) : null;
    this.window = window;
    this.groups = groups;
  }

  /** {@code [batch, in, ...]} to {@code [batch, out, ...]}. */
  public Variable forward(Variable x) {
    return Convolutions.convolve(x, weight, bias, window, groups);
  }
}
