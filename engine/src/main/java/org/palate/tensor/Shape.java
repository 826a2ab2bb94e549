// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The lengths of a tensor's axes, outermost first; {@code []} is a scalar. Immutable.
 *
 * <p>An axis may have length 0. The number of elements fits an {@code int}; larger things are
 * {@link Table}s.
 */
public final class Shape {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new int[0], 1);

  private final int[] dims;
  private final int size;

  private Shape(int[] dims, int size) {
    this.dims = dims;
    this.size = size;
  }

  /**
   * The shape with these axis lengths.
   *
   * @throws IllegalArgumentException if a length is negative or the product exceeds 2^31 - 1
   */
  public static Shape of(int... dims) {
    long size = 1;
    for (int dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException(
            "expected axis lengths from 0 on, found " + Arrays.toString(dims));
      }
      size *= dim;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(dims) + " has more than 2^31 - 1 elements");
      }
    }
    return new Shape(dims.clone(), (int) size);
  }

  /** The number of axes. */
  public int rank() {
    return dims.length;
  }

  /** The number of elements. */
  public int size() {
    return size;
  }

  /**
   * The length of an axis; a negative axis counts from the end, so {@code dim(-1)} is the
   * innermost.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /**
   * The axis as a number from 0, where a negative one counts from the end.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int axis(int axis) {
    int position = axis < 0 ? axis + dims.length : axis;
    if (position < 0 || position >= dims.length) {
      throw new IndexOutOfBoundsException(
          "expected an axis of shape " + this + ", found axis " + axis);
    }
    return position;
  }

  /** The length of the innermost axis; 1 for a scalar. */
  public int last() {
    return dims.length == 0 ? 1 : dims[dims.length - 1];
  }

  /** The number of innermost vectors: the product of all axes but the last; 1 for a scalar. */
  public int rows() {
    return product(0, dims.length - 1);
  }

  /** The product of the lengths of axes {@code from} to {@code to}, exclusive; 1 where none. */
  public int product(int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= dims[axis];
    }
    return product;
  }

  /** This shape with one axis given another length. */
  public Shape with(int axis, int length) {
    int[] changed = dims.clone();
    changed[axis(axis)] = length;
    return of(changed);
  }

  /** A fresh array of the axis lengths. */
  public int[] toArray() {
    return dims.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As in {@code [128, 26, 16]}. */
  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
