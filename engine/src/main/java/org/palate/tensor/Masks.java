// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

/**
 * Which places of padded rows are padding, as flags of shape {@code [rows, width]}, row after row.
 *
 * <p>True means padding, which is not to be seen: what attention wants as its key padding. An
 * operation that asks for the places to keep wants the {@link #inverse}.
 */
public final class Masks {
  private Masks() {}

  /**
   * The padding of rows that are padded on the left.
   *
   * @param lengths of each row what is no padding, from 0 to the width
   */
  public static boolean[] leftPadding(int[] lengths, int width) {
    boolean[] padding = new boolean[Shape.of(lengths.length, width).size()];
    for (int i = 0; i < padding.length; i++) {
      padding[i] = i % width < width - checked(lengths, i / width, width);
    }
    return padding;
  }

  /**
   * The padding of rows that are padded on the right.
   *
   * @param lengths of each row what is no padding, from 0 to the width
   */
  public static boolean[] rightPadding(int[] lengths, int width) {
    boolean[] padding = new boolean[Shape.of(lengths.length, width).size()];
    for (int i = 0; i < padding.length; i++) {
      padding[i] = i % width >= checked(lengths, i / width, width);
    }
    return padding;
  }

  /** The padding of ids: true where one is the padding id. */
  public static boolean[] padding(IntTensor ids, int paddingId) {
    boolean[] padding = new boolean[ids.size()];
    for (int i = 0; i < padding.length; i++) {
      padding[i] = ids.data()[i] == paddingId;
    }
    return padding;
  }

  /** The other flags: true for the places to keep where the mask is true for padding. */
  public static boolean[] inverse(boolean[] mask) {
    boolean[] inverse = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      inverse[i] = !mask[i];
    }
    return inverse;
  }

  /**
   * How many places of each row are no padding, wherever they are.
   *
   * @param padding shape {@code [rows, width]}
   * @throws IllegalArgumentException if the flags are no such rectangle
   */
  public static int[] lengths(boolean[] padding, int rows) {
    if (rows < 0 || (rows == 0 ? padding.length > 0 : padding.length % rows != 0)) {
      throw new IllegalArgumentException(
          "expected flags for %d rows of one width, found %d".formatted(rows, padding.length));
    }
    int[] lengths = new int[rows];
    for (int i = 0; i < padding.length; i++) {
      lengths[i / (padding.length / rows)] += padding[i] ? 0 : 1;
    }
    return lengths;
  }

  private static int checked(int[] lengths, int row, int width) {
    if (lengths[row] < 0 || lengths[row] > width) {
      throw new IllegalArgumentException(
          "expected lengths from 0 to %d, found %d in row %d".formatted(width, lengths[row], row));
    }
    return lengths[row];
  }
}
