// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import java.util.Arrays;

/**
 * A block of ints with a shape, contiguous and row-major: ids, positions, targets.
 *
 * @param shape the axis lengths
 * @param data the ints themselves, not a copy; the array may be longer than the shape's size
 */
public record IntTensor(Shape shape, int[] data) {
  /** Wraps an array without copying it. */
  public IntTensor {
    if (data.length < shape.size()) {
      throw new IllegalArgumentException(
          "shape %s: expected %d ints, found an array of %d"
              .formatted(shape, shape.size(), data.length));
    }
  }

  /** The vector of these values. */
  public static IntTensor of(int... values) {
    return new IntTensor(Shape.of(values.length), values);
  }

  /** The number of elements. */
  public int size() {
    return shape.size();
  }

  /** Whether shape and values are the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof IntTensor tensor
        && shape.equals(tensor.shape)
        && Arrays.equals(data, 0, size(), tensor.data, 0, size());
  }

  @Override
  public int hashCode() {
    int hash = shape.hashCode();
    for (int i = 0; i < size(); i++) {
      hash = 31 * hash + data[i];
    }
    return hash;
  }

  /** The values as NumPy prints them. */
  @Override
  public String toString() {
    return ArrayText.of(shape, data);
  }
}
