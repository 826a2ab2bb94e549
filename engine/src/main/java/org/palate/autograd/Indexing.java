// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** Elements of a tensor selected by their positions along an axis. */
public final class Indexing {
  private Indexing() {}

  /**
   * Positions of an axis in a given order: {@code y[.., i, ..] = x[.., index[i], ..]}. Gradient:
   * each position receives the g of all its copies, in rising i.
   *
   * @param axis from 0, or from the end if negative
   * @param index shape {@code [n]}
   * @return the shape of x with n along the axis
   * @throws IndexOutOfBoundsException if an index is not a position of the axis
   */
  public static Variable indexSelect(Variable x, int axis, IntTensor index) {
    Tape tape = Tape.of(x);
    if (index.shape().rank() != 1) {
      throw new IllegalArgumentException(
          "indexSelect: expected an index of one axis, found " + index.shape());
    }
    int at = x.shape().axis(axis);
    int length = x.shape().dim(at);
    int n = index.size();
    int[] positions = index.data();
    checkPositions("indexSelect", positions, n, axis, x.shape());
    int outer = x.shape().product(0, at);
    int inner = x.shape().product(at + 1, x.shape().rank());
    Tensor y = tape.take(x.shape().with(at, n));
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < n; i++) {
        int from = (o * length + positions[i]) * inner;
        System.arraycopy(x.value().data(), from, y.data(), (o * n + i) * inner, inner);
      }
    }
    return tape.record(
        y,
        g -> {
          float[] dx = x.gradientAccumulator();
          for (int o = 0; o < outer; o++) {
            for (int i = 0; i < n; i++) {
              int to = (o * length + positions[i]) * inner;
              Engine.kernels()
                  .elementwise()
                  .accumulate(inner, g.data(), (o * n + i) * inner, dx, to);
            }
          }
        },
        x);
  }

  /**
   * Elements picked one by one: {@code y[.., i, ..] = x[.., index[.., i, ..], ..]}. Gradient: each
   * element receives the g of all its copies, in the order of the index.
   *
   * @param axis from 0, or from the end if negative
   * @param index as many axes as x, along the others at most as long
   * @return the shape of the index
   * @throws IndexOutOfBoundsException if an index is not a position of the axis
   */
  public static Variable gather(Variable x, int axis, IntTensor index) {
    Tape tape = Tape.of(x);
    int[] sources = places("gather", x.shape(), axis, index);
    Tensor y = tape.take(index.shape());
    for (int i = 0; i < sources.length; i++) {
      y.data()[i] = x.value().data()[sources[i]];
    }
    return tape.record(
        y,
        g -> {
          float[] dx = x.gradientAccumulator();
          for (int i = 0; i < sources.length; i++) {
            dx[sources[i]] += g.data()[i];
          }
        },
        x);
  }

  /**
   * For each element of an index, the place in a tensor of this shape that it names.
   *
   * @throws IndexOutOfBoundsException if an index is not a position of the axis
   */
  static int[] places(String operation, Shape shape, int axis, IntTensor index) {
    int at = shape.axis(axis);
    checkFits(operation, shape, at, index.shape());
    checkPositions(operation, index.data(), index.size(), axis, shape);
    return sources(shape, at, index);
  }

  private static int[] sources(Shape shape, int at, IntTensor index) {
    int rank = shape.rank();
    int[] strides = new int[rank];
    int stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.dim(axis);
    }
    int[] sources = new int[index.size()];
    for (int i = 0; i < sources.length; i++) {
      int rest = i;
      int source = index.data()[i] * strides[at];
      for (int axis = rank - 1; axis >= 0; axis--) {
        int position = rest % index.shape().dim(axis);
        rest /= index.shape().dim(axis);
        source += axis == at ? 0 : position * strides[axis];
      }
      sources[i] = source;
    }
    return sources;
  }

  private static void checkFits(String operation, Shape x, int at, Shape index) {
    boolean fits = x.rank() == index.rank();
    for (int axis = 0; fits && axis < x.rank(); axis++) {
      fits = axis == at || index.dim(axis) <= x.dim(axis);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s along axis %d: expected an index that fits shape %s, found %s"
              .formatted(operation, at, x, index));
    }
  }

  private static void checkPositions(
      String operation, int[] positions, int n, int axis, Shape shape) {
    int length = shape.dim(axis);
    for (int i = 0; i < n; i++) {
      if (positions[i] < 0 || positions[i] >= length) {
        throw new IndexOutOfBoundsException(
            "%s: expected positions on axis %d of shape %s, found %d at %d"
                .formatted(operation, axis, shape, positions[i], i));
      }
    }
  }
}
