// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.tensor.Shape;

/**
 * A tensor seen as {@code [outer, n, inner]}, of which the middle axis is reduced.
 *
 * @param x the tensor; with its axes in another order where the reduced ones did not lie together
 * @param outer how many blocks there are
 * @param n how many numbers become one
 * @param inner how many results a block has
 * @param shape the shape of the result
 */
record Reduced(Variable x, int outer, int n, int inner, Shape shape) {
  /**
   * The view for these axes, from 0 or from the end if negative; none given: all of them.
   *
   * @param keep whether the result has the reduced axes, with length 1
   */
  static Reduced of(Variable x, boolean keep, int... axes) {
    Shape shape = x.shape();
    int rank = shape.rank();
    boolean[] reduced = new boolean[rank];
    for (int axis : axes) {
      if (reduced[shape.axis(axis)]) {
        throw new IllegalArgumentException(
            "expected each axis of shape %s at most once, found axis %d twice"
                .formatted(shape, axis));
      }
      reduced[shape.axis(axis)] = true;
    }
    if (axes.length == 0) {
      Arrays.fill(reduced, true);
    }
    Shape result = result(shape, reduced, keep);
    int from = 0;
    while (from < rank && !reduced[from]) {
      from++;
    }
    int to = from;
    while (to < rank && reduced[to]) {
      to++;
    }
    for (int axis = to; axis < rank; axis++) {
      if (reduced[axis]) {
        return apart(x, reduced, result);
      }
    }
    return new Reduced(
        x, shape.product(0, from), shape.product(from, to), shape.product(to, rank), result);
  }

  /** Axes that are not adjacent are moved to the inside. */
  private static Reduced apart(Variable x, boolean[] reduced, Shape result) {
    int rank = reduced.length;
    int[] order = new int[rank];
    int at = 0;
    for (int axis = 0; axis < rank; axis++) {
      if (!reduced[axis]) {
        order[at++] = axis;
      }
    }
    int kept = at;
    for (int axis = 0; axis < rank; axis++) {
      if (reduced[axis]) {
        order[at++] = axis;
      }
    }
    Variable moved = Layout.permute(x, order);
    return new Reduced(
        moved, moved.shape().product(0, kept), moved.shape().product(kept, rank), 1, result);
  }

  private static Shape result(Shape shape, boolean[] reduced, boolean keep) {
    int[] dims = new int[shape.rank()];
    int rank = 0;
    for (int axis = 0; axis < reduced.length; axis++) {
      if (!reduced[axis] || keep) {
        dims[rank++] = reduced[axis] ? 1 : shape.dim(axis);
      }
    }
    return Shape.of(Arrays.copyOf(dims, rank));
  }
}
