// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Broadcasting as in NumPy: shapes are aligned at the innermost axis, and an axis that is missing
 * or has length 1 is repeated.
 */
final class Broadcast {
  private Broadcast() {}

  /**
   * The shape that two operands share.
   *
   * @throws IllegalArgumentException if some axis has two different lengths, neither of them 1
   */
  static Shape shape(String operation, Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] dims = new int[rank];
    for (int axis = 1; axis <= rank; axis++) {
      int da = axis <= a.rank() ? a.dim(-axis) : 1;
      int db = axis <= b.rank() ? b.dim(-axis) : 1;
      if (da != db && da != 1 && db != 1) {
        throw new IllegalArgumentException(
            "%s: expected axis lengths that are equal or 1, found %s and %s: on axis %d, %d and %d"
                .formatted(operation, a, b, -axis, da, db));
      }
      dims[rank - axis] = da == 1 ? db : da;
    }
    return Shape.of(dims);
  }

  /** The tensor repeated to a shape it fits; itself where it has that shape already. */
  static Tensor expand(Tape tape, Tensor tensor, Shape shape) {
    if (tensor.shape().equals(shape)) {
      return tensor;
    }
    Tensor expanded = tape.take(shape);
    float[] from = tensor.data();
    float[] to = expanded.data();
    if (tensor.size() == 1) {
      Arrays.fill(to, 0, shape.size(), from[0]);
      return expanded;
    }
    int length = innerRun(tensor.shape(), shape);
    int repeats = innerRepeats(tensor.shape(), shape);
    int[] offsets = offsets(tensor.shape(), shape, length * repeats);
    for (int run = 0; run < offsets.length; run++) {
      if (repeats == 1) {
        System.arraycopy(from, offsets[run], to, run * length, length);
      } else {
        Arrays.fill(to, run * repeats, (run + 1) * repeats, from[offsets[run]]);
      }
    }
    return expanded;
  }

  /** Adds to the variable's gradient one of a broadcast shape, summed over the repeated axes. */
  static void addReduced(Tape tape, Variable variable, Tensor gradient) {
    Shape shape = variable.shape();
    if (shape.equals(gradient.shape())) {
      variable.transferGradient(gradient);
      return;
    }
    Kernels kernels = Engine.kernels();
    Tensor reduced = tape.take(shape);
    float[] sum = reduced.data();
    int length = innerRun(shape, gradient.shape());
    if (gradient.size() == 0) {
      Arrays.fill(sum, 0, shape.size(), 0f);
    } else if (shape.size() == 1) {
      sum[0] = kernels.reductions().sum(gradient.size(), gradient.data(), 0);
    } else if (length == shape.size()) {
      kernels
          .reductions()
          .columnSums(gradient.size() / length, length, gradient.data(), 0, sum, 0, false);
    } else {
      Arrays.fill(sum, 0, shape.size(), 0f);
      int repeats = innerRepeats(shape, gradient.shape());
      int[] offsets = offsets(shape, gradient.shape(), length * repeats);
      for (int run = 0; run < offsets.length; run++) {
        if (repeats == 1) {
          kernels
              .elementwise()
              .accumulate(length, gradient.data(), run * length, sum, offsets[run]);
        } else {
          sum[offsets[run]] = added(sum[offsets[run]], gradient.data(), run * repeats, repeats);
        }
      }
    }
    variable.transferGradient(reduced);
  }

  /** How many innermost elements lie side by side in both shapes. */
  private static int innerRun(Shape small, Shape large) {
    int run = 1;
    for (int axis = 1; axis <= small.rank() && small.dim(-axis) == large.dim(-axis); axis++) {
      run *= small.dim(-axis);
    }
    return run;
  }

  /** How often each element of the small shape comes side by side in the large one. */
  private static int innerRepeats(Shape small, Shape large) {
    int repeats = 1;
    for (int axis = 1; axis <= large.rank(); axis++) {
      if (axis <= small.rank() && small.dim(-axis) > 1) {
        break;
      }
      repeats *= large.dim(-axis);
    }
    return repeats;
  }

  private static float added(float start, float[] values, int from, int count) {
    float sum = start;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    return sum;
  }

  /**
   * For each run of {@code length} elements of the large shape, where it starts in the small one.
   */
  static int[] offsets(Shape small, Shape large, int length) {
    int[] offsets = new int[length == 0 ? 0 : large.size() / length];
    // The runs of an axis repeat those of the axes within it, each time a stride further on.
    int known = 1;
    int within = 1;
    int stride = 1;
    for (int axis = 1; axis <= large.rank() && known < offsets.length; axis++) {
      int dim = large.dim(-axis);
      int own = axis <= small.rank() ? small.dim(-axis) : 1;
      if (within < length) {
        within *= dim;
      } else {
        int step = own == 1 ? 0 : stride;
        for (int i = 1; i < dim; i++) {
          for (int run = 0; run < known; run++) {
            offsets[i * known + run] = offsets[run] + i * step;
          }
        }
        known *= dim;
      }
      stride *= own;
    }
    return offsets;
  }
}
