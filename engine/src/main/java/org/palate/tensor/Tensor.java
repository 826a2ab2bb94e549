// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import java.util.Arrays;

/**
 * A block of floats with a shape: contiguous, row-major, on the heap.
 *
 * <p>Element {@code [i, j, k]} of shape {@code [a, b, c]} is {@code data()[(i * b + j) * c + k]}.
 * The array may be longer than the tensor: only its first {@link #size()} floats count.
 *
 * <p>A tensor drawn from a {@link TensorPool} lives until its step ends. Touching it later is an
 * error that says so, rather than a read of numbers that belong to another step; {@link #copy}
 * makes one that stays.
 */
public final class Tensor {
  private final Shape shape;
  private final float[] data;
  private final Lifetime lifetime;

  Tensor(Shape shape, float[] data, Lifetime lifetime) {
    this.shape = shape;
    this.data = data;
    this.lifetime = lifetime;
  }

  /**
   * Wraps an array without copying it.
   *
   * @throws IllegalArgumentException if the array's length is not the shape's size
   */
  public static Tensor of(Shape shape, float[] data) {
    if (data.length != shape.size()) {
      throw new IllegalArgumentException(
          "shape %s: expected %d floats, found an array of %d"
              .formatted(shape, shape.size(), data.length));
    }
    return new Tensor(shape, data, Lifetime.FOREVER);
  }

  /** The vector of these values. */
  public static Tensor of(float... values) {
    return of(Shape.of(values.length), values);
  }

  /** A tensor of zeros. */
  public static Tensor zeros(int... dims) {
    return zeros(Shape.of(dims));
  }

  /** A tensor of zeros. */
  public static Tensor zeros(Shape shape) {
    return new Tensor(shape, new float[shape.size()], Lifetime.FOREVER);
  }

  /** A tensor of one value throughout. */
  public static Tensor full(float value, int... dims) {
    Tensor tensor = zeros(dims);
    Arrays.fill(tensor.data, value);
    return tensor;
  }

  /** The axis lengths. */
  public Shape shape() {
    return shape;
  }

  /** The number of elements. */
  public int size() {
    return shape.size();
  }

  /**
   * The floats themselves, not a copy; the first {@link #size()} belong to this tensor.
   *
   * @throws IllegalStateException if this tensor was drawn in a step that has ended
   */
  public float[] data() {
    if (lifetime.ended()) {
      throw new IllegalStateException(
          "this tensor of shape "
              + shape
              + " belonged to a step that has ended, and its memory is in use elsewhere;"
              + " call copy() inside the step to keep the numbers");
    }
    return data;
  }

  /**
   * The single value of a tensor with one element.
   *
   * @throws IllegalStateException if it has more or fewer
   */
  public float item() {
    if (size() != 1) {
      throw new IllegalStateException("item(): expected one element, found shape " + shape);
    }
    return data()[0];
  }

  /**
   * The value at these positions, counted from 0.
   *
   * @throws IndexOutOfBoundsException if a position is outside its axis
   * @throws IllegalArgumentException if the number of positions is not the rank
   */
  public float get(int... positions) {
    if (positions.length != shape.rank()) {
      throw new IllegalArgumentException(
          "shape %s: expected %d positions, found %d"
              .formatted(shape, shape.rank(), positions.length));
    }
    int index = 0;
    for (int axis = 0; axis < positions.length; axis++) {
      if (positions[axis] < 0 || positions[axis] >= shape.dim(axis)) {
        throw new IndexOutOfBoundsException(
            "expected a position in [0, %d) on axis %d of shape %s, found %d"
                .formatted(shape.dim(axis), axis, shape, positions[axis]));
      }
      index = index * shape.dim(axis) + positions[axis];
    }
    return data()[index];
  }

  /**
   * The same floats under another shape; one length may be -1 and is then worked out.
   *
   * @throws IllegalArgumentException if the sizes differ
   */
  public Tensor reshape(int... dims) {
    return reshape(inferred(dims));
  }

  /**
   * The same floats under another shape.
   *
   * @throws IllegalArgumentException if the sizes differ
   */
  public Tensor reshape(Shape other) {
    if (other.size() != size()) {
      throw new IllegalArgumentException(
          "reshape of %s: expected %d elements, found %s with %d"
              .formatted(shape, size(), other, other.size()));
    }
    return new Tensor(other, data(), lifetime);
  }

  private Shape inferred(int[] dims) {
    int[] lengths = dims.clone();
    int unknown = -1;
    long known = 1;
    for (int axis = 0; axis < lengths.length; axis++) {
      if (lengths[axis] != -1) {
        known *= lengths[axis];
      } else if (unknown >= 0) {
        throw new IllegalArgumentException(
            "expected at most one length of -1, found " + Arrays.toString(dims));
      } else {
        unknown = axis;
      }
    }
    if (unknown >= 0) {
      if (known <= 0 || size() % known != 0) {
        throw new IllegalArgumentException(
            "reshape of %s: expected lengths that divide %d elements, found %s"
                .formatted(shape, size(), Arrays.toString(dims)));
      }
      lengths[unknown] = (int) (size() / known);
    }
    return Shape.of(lengths);
  }

  /** A copy with an array of its own that outlives every step. */
  public Tensor copy() {
    return of(shape, toArray());
  }

  /** A fresh array of the values. */
  public float[] toArray() {
    return Arrays.copyOf(data(), size());
  }

  /**
   * Overwrites the values with those of a tensor of the same shape.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public void set(Tensor source) {
    if (!source.shape.equals(shape)) {
      throw new IllegalArgumentException(
          "set: expected shape " + shape + ", found " + source.shape);
    }
    System.arraycopy(source.data(), 0, data(), 0, size());
  }

  /**
   * The values as NumPy prints them: nested brackets, aligned columns, three at each edge beyond
   * 1,000 elements.
   */
  @Override
  public String toString() {
    return lifetime.ended() ? "Tensor" + shape + " of an ended step" : ArrayText.of(shape, data);
  }
}
