// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.kernel.Engine;
import org.palate.tensor.Permutation;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** The same elements in another layout: reshape, permute, concat, stack, slice, split. */
public final class Layout {
  private Layout() {}

  /** The same elements under another shape; one length may be -1. Gradient: g, reshaped back. */
  public static Variable reshape(Variable x, int... dims) {
    Tape tape = Tape.of(x);
    return tape.record(x.value().reshape(dims), g -> x.addGradient(g.reshape(x.shape())), x);
  }

  /**
   * Tensors one after another along an axis; the other axes agree. Gradient: each one's part of g.
   *
   * @param axis from 0, or from the end if negative
   */
  public static Variable concat(int axis, Variable... parts) {
    Tape tape = Tape.of(parts);
    Shape shape = concatenated(axis, parts);
    int at = shape.axis(axis);
    int outer = shape.product(0, at);
    int stride = shape.product(at, shape.rank());
    Tensor y = tape.take(shape);
    int offset = 0;
    for (Variable part : parts) {
      int width = outer == 0 ? 0 : part.value().size() / outer;
      copyBlocks(part.value().data(), 0, width, y.data(), offset, stride, outer, width);
      offset += width;
    }
    return tape.record(
        y,
        g -> {
          int start = 0;
          for (Variable part : parts) {
            int width = outer == 0 ? 0 : part.value().size() / outer;
            if (part.requiresGradient()) {
              Tensor cut = tape.take(part.shape());
              copyBlocks(g.data(), start, stride, cut.data(), 0, width, outer, width);
              part.transferGradient(cut);
            }
            start += width;
          }
        },
        parts);
  }

  /**
   * Tensors of one shape one after another along a new axis. Gradient: each one's part of g.
   *
   * @param axis where the new axis goes in the result, from 0, or from the end if negative
   */
  public static Variable stack(int axis, Variable... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("stack: expected at least one tensor, found none");
    }
    int rank = parts[0].shape().rank();
    int at = axis < 0 ? axis + rank + 1 : axis;
    if (at < 0 || at > rank) {
      throw new IndexOutOfBoundsException(
          "stack: expected an axis of the result of shapes %s, found axis %d"
              .formatted(parts[0].shape(), axis));
    }
    Variable[] raised = new Variable[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].shape().equals(parts[0].shape())) {
        throw new IllegalArgumentException(
            "stack: expected tensors of one shape, found %s and %s"
                .formatted(parts[0].shape(), parts[i].shape()));
      }
      int[] dims = new int[rank + 1];
      for (int d = 0; d <= rank; d++) {
        dims[d] = d == at ? 1 : parts[i].shape().dim(d < at ? d : d - 1);
      }
      raised[i] = reshape(parts[i], dims);
    }
    return concat(at, raised);
  }

  /**
   * An axis cut into parts of the given lengths. Gradient: each part's g where it came from.
   *
   * @param axis from 0, or from the end if negative
   * @param sizes the lengths, which add up to the axis
   */
  public static List<Variable> split(Variable x, int axis, int... sizes) {
    int total = 0;
    for (int size : sizes) {
      total += size;
    }
    if (total != x.shape().dim(axis)) {
      throw new IllegalArgumentException(
          "split: expected sizes that add up to axis %d of shape %s, found %s"
              .formatted(axis, x.shape(), Arrays.toString(sizes)));
    }
    List<Variable> parts = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      parts.add(slice(x, axis, start, start + size));
      start += size;
    }
    return parts;
  }

  /**
   * The part {@code [start, end)} of an axis. Gradient: g in that part, zeros elsewhere.
   *
   * @param axis from 0, or from the end if negative
   */
  public static Variable slice(Variable x, int axis, int start, int end) {
    return slice(x, axis, start, end, 1);
  }

  /**
   * Positions start, start + step, … before end of an axis. Gradient: g at those, zeros elsewhere.
   *
   * @param axis from 0, or from the end if negative
   * @param step at least 1
   */
  public static Variable slice(Variable x, int axis, int start, int end, int step) {
    Tape tape = Tape.of(x);
    int at = x.shape().axis(axis);
    if (start < 0 || end > x.shape().dim(at) || start > end || step < 1) {
      throw new IndexOutOfBoundsException(
          "slice: expected a part of axis %d of shape %s, found [%d, %d) in steps of %d"
              .formatted(axis, x.shape(), start, end, step));
    }
    int length = (end - start + step - 1) / step;
    int outer = x.shape().product(0, at);
    int inner = x.shape().product(at + 1, x.shape().rank());
    int stride = x.shape().dim(at) * inner;
    // Without gaps the part of one outer position is one run.
    int runs = step == 1 ? 1 : length;
    int width = step == 1 ? length * inner : inner;
    Tensor y = tape.take(x.shape().with(at, length));
    for (int o = 0; o < outer; o++) {
      int from = o * stride + start * inner;
      int to = o * length * inner;
      copyBlocks(x.value().data(), from, step * inner, y.data(), to, inner, runs, width);
    }
    return tape.record(
        y,
        g -> {
          float[] dx = x.gradientAccumulator();
          for (int o = 0; o < outer; o++) {
            for (int run = 0; run < runs; run++) {
              int from = (o * length + run) * inner;
              int to = o * stride + (start + run * step) * inner;
              Engine.kernels().elementwise().accumulate(width, g.data(), from, dx, to);
            }
          }
        },
        x);
  }

  /** Two axes exchanged. Gradient: g with the two exchanged back. */
  public static Variable transpose(Variable x, int first, int second) {
    int[] order = new int[x.shape().rank()];
    Arrays.setAll(order, axis -> axis);
    order[x.shape().axis(first)] = x.shape().axis(second);
    order[x.shape().axis(second)] = x.shape().axis(first);
    return permute(x, order);
  }

  /**
   * The axes in another order: axis i of the result is axis {@code order[i]} of x. Gradient: g in
   * the order before.
   */
  public static Variable permute(Variable x, int... order) {
    Tape tape = Tape.of(x);
    int[] inverse = inverse(x.shape(), order);
    return tape.record(
        permuted(tape, x.value(), order), g -> x.transferGradient(permuted(tape, g, inverse)), x);
  }

  private static Tensor permuted(Tape tape, Tensor x, int[] order) {
    Tensor y = tape.take(Permutation.shape(x.shape(), order));
    Permutation.copy(x, order, y);
    return y;
  }

  private static int[] inverse(Shape shape, int[] order) {
    int[] inverse = new int[order.length];
    Arrays.fill(inverse, -1);
    boolean complete = order.length == shape.rank();
    for (int i = 0; i < order.length && complete; i++) {
      complete = order[i] >= 0 && order[i] < order.length && inverse[order[i]] < 0;
      if (complete) {
        inverse[order[i]] = i;
      }
    }
    if (!complete) {
      throw new IllegalArgumentException(
          "permute: expected each axis of shape %s once, found %s"
              .formatted(shape, Arrays.toString(order)));
    }
    return inverse;
  }

  private static Shape concatenated(int axis, Variable[] parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("concat: expected at least one tensor, found none");
    }
    Shape first = parts[0].shape();
    int at = first.axis(axis);
    int length = 0;
    for (Variable part : parts) {
      if (part.shape().rank() != first.rank()
          || !part.shape().with(at, 0).equals(first.with(at, 0))) {
        throw new IllegalArgumentException(
            "concat: expected shapes that differ only along axis %d, found %s and %s"
                .formatted(axis, first, part.shape()));
      }
      length += part.shape().dim(at);
    }
    return first.with(at, length);
  }

  private static void copyBlocks(
      float[] from,
      int fromOffset,
      int fromStride,
      float[] to,
      int toOffset,
      int toStride,
      int blocks,
      int width) {
    for (int block = 0; block < blocks; block++) {
      System.arraycopy(
          from, fromOffset + block * fromStride, to, toOffset + block * toStride, width);
    }
  }
}
