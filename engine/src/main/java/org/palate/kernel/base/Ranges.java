// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.base;

/**
 * The checks of arguments that the kernels of all families share: once per call, before the choice
 * between plain loops and vectors, never per element.
 */
public final class Ranges {

  private Ranges() {}

  public static void count(String name, int n) {
    if (n < 0) {
      throw new IllegalArgumentException(name + ": expected at least 0, found " + n);
    }
  }

  public static void atLeastOne(String name, int n) {
    if (n < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, found " + n);
    }
  }

  /** Checks that {@code array} holds n floats from {@code offset} on. */
  public static void floats(String name, float[] array, int offset, long n) {
    if ((offset | n | (array.length - offset - n)) < 0) {
      throw outside(name, array.length, offset, n);
    }
  }

  /** Checks rows of {@code cols} floats whose starts are {@code stride} apart. */
  public static void matrix(
      String name, float[] array, int offset, int rows, int cols, int stride) {
    if (stride < cols) {
      throw new IllegalArgumentException(
          name + ": expected rows at least " + cols + " floats apart, found " + stride);
    }
    long n = rows == 0 || cols == 0 ? 0 : (long) (rows - 1) * stride + cols;
    floats(name, array, offset, n);
  }

  /** Checks {@code [from, to)} within an array of positions. */
  public static void positions(String name, int length, int from, int to) {
    if (from < 0 || to < from || to > length) {
      throw new IndexOutOfBoundsException(
          name + ": expected positions " + from + " to " + to + ", found " + length + " positions");
    }
  }

  private static RuntimeException outside(String name, int length, int offset, long n) {
    if (n < 0) {
      return new IllegalArgumentException(name + ": expected a count of at least 0, found " + n);
    }
    return new IndexOutOfBoundsException(
        name
            + ": expected "
            + n
            + " floats from offset "
            + offset
            + ", found an array of "
            + length);
  }
}
