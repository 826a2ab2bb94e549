// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Variable;
import org.palate.autograd.convolution.Window;
import org.palate.tensor.RandomStream;

/**
 * The basic block of a residual network (K. He et al., Deep Residual Learning for Image
 * Recognition, 2016): {@code y = relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x))}, with 3x3
 * convolutions, the first of which has the stride. The shortcut is x itself, or, where the shape
 * changes, a 1x1 convolution of the same stride and batch norm.
 *
 * <p>Parts as in torchvision: {@code conv1}, {@code bn1}, {@code conv2}, {@code bn2}, {@code
 * downsample.0}, {@code downsample.1}; the convolutions have no bias.
 */
public final class ResidualBlock extends Layer {
  private final Convolution conv1;
  private final BatchNorm bn1;
  private final Convolution conv2;
  private final BatchNorm bn2;
  private final Convolution projection;
  private final BatchNorm projectionNorm;

  /** A block with PyTorch's batch norm, projected where the shape changes. */
  public ResidualBlock(int in, int out, int stride, RandomStream random) {
    this(in, out, stride, stride != 1 || in != out, BatchNorm.MOMENTUM, BatchNorm.EPS, random);
  }

  /**
   * A block.
   *
   * @param in channels of the input
   * @param out channels of the output
   * @param projected whether the shortcut is a convolution; needed where the shape changes
   * @param momentum of batch norm
   * @param eps of batch norm
   * @throws IllegalArgumentException if the shape changes and the shortcut is not projected
   */
  public ResidualBlock(
      int in,
      int out,
      int stride,
      boolean projected,
      double momentum,
      double eps,
      RandomStream random) {
    if (!projected && (stride != 1 || in != out)) {
      throw new IllegalArgumentException(
          "%d to %d channels with stride %d need a projected shortcut".formatted(in, out, stride));
    }
    Window three = Window.of(3, 3).withPadding(1);
    conv1 = child("conv1", new Convolution(in, out, three.withStride(stride), 1, false, random));
    bn1 = child("bn1", new BatchNorm(out, momentum, eps, true));
    conv2 = child("conv2", new Convolution(out, out, three, 1, false, random));
    bn2 = child("bn2", new BatchNorm(out, momentum, eps, true));
    if (projected) {
      Group downsample = child("downsample", new Group());
      Window one = Window.of(1, 1).withStride(stride);
      projection = downsample.with(0, new Convolution(in, out, one, 1, false, random));
      projectionNorm = downsample.with(1, new BatchNorm(out, momentum, eps, true));
    } else {
      projection = null;
      projectionNorm = null;
    }
  }

  /**
   * {@code [batch, in, height, width]} to {@code [batch, out, height / stride, width / stride]},
   * rounded up.
   */
  public Variable forward(Variable x) {
    Variable hidden = Activations.relu(bn1.forward(conv1.forward(x)));
    Variable residual = bn2.forward(conv2.forward(hidden));
    Variable shortcut = projection == null ? x : projectionNorm.forward(projection.forward(x));
    return Activations.relu(Arithmetic.add(residual, shortcut));
  }
}
