// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** Axes added, removed, merged, repeated and named from the end. */
public final class Axes {
  private Axes() {}

  /**
   * x with a new axis of length 1.
   *
   * @param axis where it goes in the result, from 0, or from the end if negative
   * @throws IndexOutOfBoundsException if the result cannot have such an axis
   */
  public static Variable unsqueeze(Variable x, int axis) {
    int rank = x.shape().rank();
    int at = axis < 0 ? axis + rank + 1 : axis;
    if (at < 0 || at > rank) {
      throw new IndexOutOfBoundsException(
          "unsqueeze: expected an axis from %d to %d for shape %s, found %d"
              .formatted(-rank - 1, rank, x.shape(), axis));
    }
    int[] dims = new int[rank + 1];
    for (int d = 0; d <= rank; d++) {
      dims[d] = d == at ? 1 : x.shape().dim(d < at ? d : d - 1);
    }
    return Layout.reshape(x, dims);
  }

  /** x without its axes of length 1. */
  public static Variable squeeze(Variable x) {
    return Layout.reshape(x, Arrays.stream(x.shape().toArray()).filter(dim -> dim != 1).toArray());
  }

  /**
   * x without one axis if that has length 1, else x as it is.
   *
   * @param axis from 0, or from the end if negative
   */
  public static Variable squeeze(Variable x, int axis) {
    int at = x.shape().axis(axis);
    return x.shape().dim(at) == 1 ? without(x, at) : x;
  }

  private static Variable without(Variable x, int at) {
    int[] dims = x.shape().toArray();
    System.arraycopy(dims, at + 1, dims, at, dims.length - at - 1);
    return Layout.reshape(x, Arrays.copyOf(dims, dims.length - 1));
  }

  /**
   * x with the axes from {@code first} to {@code last}, both included, as one.
   *
   * @param first from 0, or from the end if negative
   * @param last from 0, or from the end if negative; not before {@code first}
   */
  public static Variable flatten(Variable x, int first, int last) {
    Shape shape = x.shape();
    if (shape.rank() == 0) {
      return Layout.reshape(x, 1);
    }
    int from = shape.axis(first);
    int to = shape.axis(last);
    if (from > to) {
      throw new IllegalArgumentException(
          "flatten: expected a first axis up to the last, found %d and %d for shape %s"
              .formatted(first, last, shape));
    }
    int[] dims = new int[shape.rank() - (to - from)];
    for (int d = 0; d < dims.length; d++) {
      dims[d] =
          d < from
              ? shape.dim(d)
              : d == from ? shape.product(from, to + 1) : shape.dim(d + to - from);
    }
    return Layout.reshape(x, dims);
  }

  /**
   * The part of an axis at one position, without the axis. Gradient: g there, zeros elsewhere.
   *
   * @param axis from 0, or from the end if negative
   * @param position on the axis, from 0, or from its end if negative
   * @throws IndexOutOfBoundsException if the axis has no such position
   */
  public static Variable select(Variable x, int axis, int position) {
    int at = x.shape().axis(axis);
    int length = x.shape().dim(at);
    int start = position < 0 ? position + length : position;
    if (start < 0 || start >= length) {
      throw new IndexOutOfBoundsException(
          "select: expected a position from %d to %d on axis %d of shape %s, found %d"
              .formatted(-length, length - 1, axis, x.shape(), position));
    }
    return without(Layout.slice(x, at, start, start + 1), at);
  }

  /**
   * x repeated to a shape, along axes that it lacks or that have length 1. Gradient: g, summed over
   * the repeated axes.
   *
   * @param dims the lengths; -1 leaves the length of an axis that x has as it is
   * @throws IllegalArgumentException if x does not fit the shape
   */
  public static Variable broadcastTo(Variable x, int... dims) {
    int[] lengths = dims.clone();
    int added = dims.length - x.shape().rank();
    for (int d = Math.max(0, added); d < dims.length; d++) {
      lengths[d] = dims[d] == -1 ? x.shape().dim(d - added) : dims[d];
    }
    Shape shape = Shape.of(lengths);
    if (!Broadcast.shape("broadcastTo", x.shape(), shape).equals(shape)) {
      throw new IllegalArgumentException(
          "broadcastTo: expected a shape that %s can be repeated to, found %s"
              .formatted(x.shape(), shape));
    }
    if (shape.equals(x.shape())) {
      return x;
    }
    Tape tape = Tape.of(x);
    Tensor y = Broadcast.expand(tape, x.value(), shape);
    return tape.record(y, g -> Broadcast.addReduced(tape, x, g), x);
  }

  /** {@link Layout#permute}, where negative axes count from the end. */
  public static Variable permute(Variable x, int... order) {
    int rank = x.shape().rank();
    return Layout.permute(x, Arrays.stream(order).map(a -> a < 0 ? a + rank : a).toArray());
  }

  /**
   * The product of matrices and vectors as in PyTorch: a vector on the left is a row, one on the
   * right a column, and the result lacks that axis.
   *
   * @param a shape {@code [..., m, k]} or {@code [k]}
   * @param b shape {@code [..., k, n]} or {@code [k]}
   * @return shape {@code [..., m, n]}, without m or n for a vector
   */
  public static Variable matmul(Variable a, Variable b) {
    boolean row = a.shape().rank() == 1;
    boolean column = b.shape().rank() == 1;
    Variable product = Products.matmul(row ? unsqueeze(a, 0) : a, column ? unsqueeze(b, 1) : b);
    if (column) {
      product = without(product, product.shape().rank() - 1);
    }
    return row ? without(product, product.shape().rank() - (column ? 1 : 2)) : product;
  }
}
