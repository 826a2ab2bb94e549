// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import org.palate.bench.peers.Inputs;

/** A 3x3 convolution with a padding of 1, forward. */
final class DjlConvolution extends DjlSide {
  private static final Shape ONE = new Shape(1, 1);

  private final NDArray images = floats("images");
  private final NDArray weight = floats("weight");
  private final NDArray bias = floats("bias");

  DjlConvolution(Inputs inputs) {
    super(inputs);
  }

  private NDArray convolve() {
    return Conv2d.conv2d(images, weight, bias, ONE, ONE).singletonOrThrow();
  }

  @Override
  void call() {
    convolve().close();
  }

  @Override
  public float[] outcome() {
    try (NDArray out = convolve()) {
      return out.toFloatArray();
    }
  }
}
