// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.convolution;

import java.util.Arrays;
import org.palate.tensor.Shape;

/**
 * A window that slides over one to three axes of an image, as a convolution's kernel or a pooling
 * region does.
 *
 * <p>Along an axis, output i looks at the positions {@code i * stride - padding + j * dilation} for
 * j from 0 to {@code kernel - 1}; those outside the image are padding.
 */
public final class Window {
  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;

  private Window(int[] kernel, int[] stride, int[] padding, int[] dilation) {
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
  }

  /**
   * A window of these lengths, one for each axis, with strides and dilations of 1 and no padding.
   *
   * @throws IllegalArgumentException if there are not one to three lengths, or one is below 1
   */
  public static Window of(int... kernel) {
    if (kernel.length < 1 || kernel.length > 3) {
      throw new IllegalArgumentException(
          "expected a window of one to three axes, found " + Arrays.toString(kernel));
    }
    int[] lengths = lengths("kernel", kernel.length, 1, kernel);
    int[] ones = new int[kernel.length];
    Arrays.fill(ones, 1);
    return new Window(lengths, ones, new int[kernel.length], ones);
  }

  /** With these steps between outputs, one for each axis, or one for all of them. */
  public Window withStride(int... stride) {
    return new Window(kernel, lengths("stride", axes(), 1, stride), padding, dilation);
  }

  /** With so much padding at both ends, for each axis, or one for all of them. */
  public Window withPadding(int... padding) {
    return new Window(kernel, stride, lengths("padding", axes(), 0, padding), dilation);
  }

  /** With these distances between the window's elements, one for each axis, or one for all. */
  public Window withDilation(int... dilation) {
    return new Window(kernel, stride, padding, lengths("dilation", axes(), 1, dilation));
  }

  private static int[] lengths(String name, int axes, int least, int[] values) {
    if (values.length != axes && values.length != 1
        || Arrays.stream(values).min().orElse(0) < least) {
      throw new IllegalArgumentException(
          "%s: expected a number from %d on for each of %d axes, or one for all, found %s"
              .formatted(name, least, axes, Arrays.toString(values)));
    }
    int[] lengths = new int[axes];
    Arrays.setAll(lengths, i -> values[values.length == 1 ? 0 : i]);
    return lengths;
  }

  /** How many axes the window slides over: 1 to 3. */
  public int axes() {
    return kernel.length;
  }

  /** The number of elements. */
  public int size() {
    return Shape.of(kernel).size();
  }

  /** The lengths, a fresh array. */
  public int[] kernel() {
    return kernel.clone();
  }

  int kernel(int axis) {
    return kernel[axis];
  }

  int stride(int axis) {
    return stride[axis];
  }

  int padding(int axis) {
    return padding[axis];
  }

  int dilation(int axis) {
    return dilation[axis];
  }

  /** How far the last element lies from the first. */
  int reach(int axis) {
    return Math.multiplyExact(kernel[axis] - 1, dilation[axis]);
  }

  /**
   * The number of outputs along an axis of some length; below 1 if the window does not fit.
   *
   * @param ceil whether one more counts whose window reaches beyond the end, if it starts before
   *     the padding at the end
   */
  int outputs(int axis, int length, boolean ceil) {
    int room = length + 2 * padding[axis] - reach(axis) - 1;
    int whole = Math.floorDiv(room, stride[axis]) + 1;
    boolean partly = Math.floorMod(room, stride[axis]) != 0;
    return ceil && partly && whole * stride[axis] < length + padding[axis] ? whole + 1 : whole;
  }

  /**
   * Refuses an image that is not {@code [batch, channels, ...]} with this window's axes, or that
   * the window does not fit into.
   */
  void check(String operation, Shape image, boolean ceil) {
    boolean fits = image.rank() == axes() + 2;
    for (int axis = 0; fits && axis < axes(); axis++) {
      fits = outputs(axis, image.dim(axis + 2), ceil) > 0;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          ("%s: expected an image [batch, channels and %d axes] that the window fits into,"
                  + " found %s, %s")
              .formatted(operation, axes(), image, this));
    }
  }

  /** As in {@code window [3, 3] stride [1, 1] padding [1, 1] dilation [1, 1]}. */
  @Override
  public String toString() {
    return "window %s stride %s padding %s dilation %s"
        .formatted(
            Arrays.toString(kernel),
            Arrays.toString(stride),
            Arrays.toString(padding),
            Arrays.toString(dilation));
  }
}
