// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;

/** Copies a tensor with its axes in another order. */
public final class Permutation {
  private Permutation() {}

  /**
   * The shape with its axes in another order.
   *
   * @param order each axis once: axis i of the result is axis {@code order[i]}
   */
  public static Shape shape(Shape shape, int[] order) {
    int[] dims = new int[order.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape.dim(order[i]);
    }
    return Shape.of(dims);
  }

  /**
   * Copies x to y, where axis i of y is axis {@code order[i]} of x.
   *
   * @param y receives all elements, of the shape that {@link #shape} gives
   */
  public static void copy(Tensor x, int[] order, Tensor y) {
    int rank = order.length;
    int[] dims = new int[rank];
    int[] strides = new int[rank];
    int[] sourceStrides = strides(x.shape());
    for (int i = 0; i < rank; i++) {
      dims[i] = x.shape().dim(order[i]);
      strides[i] = sourceStrides[order[i]];
    }
    if (x.size() == 0) {
      return;
    }
    // Innermost axes that stay where they are move as one run.
    int kept = moving(order);
    int run = x.shape().product(kept, rank);
    float[] from = x.data();
    float[] to = y.data();
    if (run > 1 || kept == 0) {
      Workers.shared()
          .forRange(
              x.size() / run,
              TaskSize.rows(run),
              (start, end) -> {
                for (int i = start; i < end; i++) {
                  System.arraycopy(from, offset(i, dims, strides, kept), to, i * run, run);
                }
              });
    } else {
      int length = dims[rank - 1];
      int stride = strides[rank - 1];
      Workers.shared()
          .forRange(
              x.size() / length,
              TaskSize.rows(length),
              (start, end) -> {
                for (int i = start; i < end; i++) {
                  int source = offset(i, dims, strides, rank - 1);
                  int target = i * length;
                  for (int j = 0; j < length; j++) {
                    to[target + j] = from[source + j * stride];
                  }
                }
              });
    }
  }

  /** How many outermost axes there are up to the last one that moves. */
  private static int moving(int[] order) {
    int kept = order.length;
    while (kept > 0 && order[kept - 1] == kept - 1) {
      kept--;
    }
    return kept;
  }

  /** Where position {@code index} of the outermost {@code axes} axes lies in the source. */
  private static int offset(int index, int[] dims, int[] strides, int axes) {
    int offset = 0;
    for (int axis = axes - 1; axis >= 0; axis--) {
      offset += index % dims[axis] * strides[axis];
      index /= dims[axis];
    }
    return offset;
  }

  private static int[] strides(Shape shape) {
    int[] strides = new int[shape.rank()];
    int stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.dim(axis);
    }
    return strides;
  }
}
