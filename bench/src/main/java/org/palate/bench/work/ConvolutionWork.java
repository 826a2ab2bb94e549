// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.convolution.Window;
import org.palate.nn.Convolution;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** A 3x3 convolution with bias and padding of 64 channels to 64, on 8 images of 56 by 56. */
public final class ConvolutionWork {
  private static final int BATCH = 8;
  private static final int CHANNELS = 64;
  private static final int SIZE = 56;
  private static final int KERNEL = 3;

  private final Convolution layer =
      new Convolution(
          CHANNELS,
          CHANNELS,
          Window.of(KERNEL, KERNEL).withPadding(1),
          RandomStream.of(1, "convolution"));
  private final TensorPool pool = new TensorPool();
  private final Tensor images = values("images");
  private final Tensor upstream = values("upstream");

  private static Tensor values(String name) {
    Shape shape = Shape.of(BATCH, CHANNELS, SIZE, SIZE);
    return Tensor.of(shape, Values.floats(name, shape.size()));
  }

  /** Floating-point operations of one forward pass; a multiply-add is two. */
  public static double flops() {
    return 2.0 * BATCH * CHANNELS * SIZE * SIZE * CHANNELS * KERNEL * KERNEL;
  }

  /** The layer. */
  public Convolution layer() {
    return layer;
  }

  /** The images, {@code [batch, channels, height, width]}. */
  public Tensor images() {
    return images;
  }

  /** A copy of what a forward pass gives. */
  public float[] output() {
    try (Tape tape = Tape.inference(pool)) {
      return layer.forward(tape.constant(images)).value().toArray();
    }
  }

  /** A forward pass; gives one of its outputs. */
  public float forward() {
    try (Tape tape = Tape.inference(pool)) {
      return layer.forward(tape.constant(images)).value().data()[0];
    }
  }

  /** A forward pass and the gradients of images and weights: three times the operations. */
  public float forwardAndBackward() {
    try (Tape tape = Tape.gradients(pool)) {
      Variable x = tape.input(images);
      tape.backward(layer.forward(x), upstream);
      return x.gradient().data()[0];
    }
  }
}
