// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** The same numbers arranged otherwise: reshaped, joined, cut. */
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
              part.giveGradient(cut);
            }
            start += width;
          }
        },
        parts);
  }

  /**
   * The part {@code [start, end)} of an axis. Gradient: g in that part, zeros elsewhere.
   *
   * @param axis from 0, or from the end if negative
   */
  public static Variable slice(Variable x, int axis, int start, int end) {
    Tape tape = Tape.of(x);
    int at = x.shape().axis(axis);
    if (start < 0 || end > x.shape().dim(at) || start > end) {
      throw new IndexOutOfBoundsException(
          "slice [%d, %d) of axis %d of shape %s".formatted(start, end, axis, x.shape()));
    }
    int outer = x.shape().product(0, at);
    int inner = x.shape().product(at + 1, x.shape().rank());
    int stride = x.shape().dim(at) * inner;
    int width = (end - start) * inner;
    Tensor y = tape.take(x.shape().with(at, end - start));
    copyBlocks(x.value().data(), start * inner, stride, y.data(), 0, width, outer, width);
    return tape.record(
        y,
        g -> {
          Tensor whole = tape.take(x.shape());
          Arrays.fill(whole.data(), 0, whole.size(), 0f);
          copyBlocks(g.data(), 0, width, whole.data(), start * inner, stride, outer, width);
          x.giveGradient(whole);
        },
        x);
  }

  private static Shape concatenated(int axis, Variable[] parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("concat wants at least one tensor");
    }
    Shape first = parts[0].shape();
    int at = first.axis(axis);
    int length = 0;
    for (Variable part : parts) {
      if (part.shape().rank() != first.rank()
          || !part.shape().with(at, 0).equals(first.with(at, 0))) {
        throw new IllegalArgumentException(
            "concat along axis %d: shapes %s and %s differ elsewhere"
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
