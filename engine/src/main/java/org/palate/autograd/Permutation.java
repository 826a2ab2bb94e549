// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** Copies a tensor with its axes in another order. */
final class Permutation {
  private Permutation() {}

  /** Axis i of the result is axis {@code order[i]} of x. */
  static Tensor of(Tape tape, Tensor x, int[] order) {
    int rank = order.length;
    int[] dims = new int[rank];
    int[] strides = new int[rank];
    int[] given = strides(x.shape());
    for (int i = 0; i < rank; i++) {
      dims[i] = x.shape().dim(order[i]);
      strides[i] = given[order[i]];
    }
    Tensor y = tape.take(Shape.of(dims));
    if (x.size() == 0) {
      return y;
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
    return y;
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
