// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** Many numbers made one: sums, means, inner products. */
public final class Reductions {
  private Reductions() {}

  /** The sum of all elements, a scalar. Gradient: g for each. */
  public static Variable sum(Variable x) {
    return summed(x, 1f);
  }

  /** The mean of all elements, a scalar. Gradient: g / n for each. */
  public static Variable mean(Variable x) {
    return summed(x, 1f / x.value().size());
  }

  private static Variable summed(Variable x, float factor) {
    Tape tape = Tape.of(x);
    Tensor y = tape.take(Shape.SCALAR);
    y.data()[0] = factor * Engine.kernels().sum(x.value().size(), x.value().data(), 0);
    return tape.record(
        y,
        g -> {
          Tensor each = tape.take(x.shape());
          Arrays.fill(each.data(), 0, each.size(), factor * g.data()[0]);
          x.giveGradient(each);
        },
        x);
  }

  /**
   * The sums over the innermost axis: {@code y[...] = sum_i x[..., i]}. Gradient: {@code g[...]}
   * for each.
   *
   * @param x shape {@code [..., n]}
   * @return shape {@code [...]}
   */
  public static Variable rowSum(Variable x) {
    Tape tape = Tape.of(x);
    int n = x.shape().last();
    int rows = x.shape().rows();
    Tensor y = tape.take(withoutLast(x.shape()));
    for (int row = 0; row < rows; row++) {
      y.data()[row] = Engine.kernels().sum(n, x.value().data(), row * n);
    }
    return tape.record(
        y,
        g -> {
          Tensor each = tape.take(x.shape());
          for (int row = 0; row < rows; row++) {
            Arrays.fill(each.data(), row * n, (row + 1) * n, g.data()[row]);
          }
          x.giveGradient(each);
        },
        x);
  }

  private static Shape withoutLast(Shape shape) {
    if (shape.rank() == 0) {
      throw new IllegalArgumentException("a scalar has no innermost axis to reduce");
    }
    return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 1));
  }

  /**
   * The inner products of the rows of two tensors: {@code y[...] = sum_d a[..., d] b[..., d]}.
   * Gradients: {@code g[...] b[..., :]} and {@code g[...] a[..., :]}.
   *
   * @param a shape {@code [..., dim]}
   * @param b the same shape
   * @return shape {@code [...]}
   */
  public static Variable rowDot(Variable a, Variable b) {
    Tape tape = Tape.of(a, b);
    if (!a.shape().equals(b.shape())) {
      throw new IllegalArgumentException(
          "rowDot wants two tensors of one shape [..., dim], came %s and %s"
              .formatted(a.shape(), b.shape()));
    }
    int dim = a.shape().last();
    int rows = a.shape().rows();
    Tensor y = tape.take(withoutLast(a.shape()));
    float[] left = a.value().data();
    float[] right = b.value().data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            rows,
            Grain.rows(dim),
            (from, to) ->
                Engine.kernels()
                    .rowDots(to - from, dim, left, from * dim, right, from * dim, out, from));
    return tape.record(
        y,
        g -> {
          if (a.requiresGradient()) {
            a.giveGradient(scaledRows(tape, b.value(), g));
          }
          if (b.requiresGradient()) {
            b.giveGradient(scaledRows(tape, a.value(), g));
          }
        },
        a,
        b);
  }

  /** Row i of {@code x} times number i of {@code factors}. */
  private static Tensor scaledRows(Tape tape, Tensor x, Tensor factors) {
    int dim = x.shape().last();
    Tensor y = tape.take(x.shape());
    float[] from = x.data();
    float[] by = factors.data();
    float[] to = y.data();
    Workers.shared()
        .forRange(
            x.shape().rows(),
            Grain.rows(dim),
            (start, end) -> {
              for (int row = start; row < end; row++) {
                Engine.kernels().scale(dim, by[row], from, row * dim, to, row * dim);
              }
            });
    return y;
  }
}
