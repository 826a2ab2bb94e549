// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.palate.kernel.Engine;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** Reductions over axes: sums, means, maxima, inner products of rows. */
public final class Reductions {
  private Reductions() {}

  /** The sum of all elements, a scalar. Gradient: g for each. */
  public static Variable sum(Variable x) {
    return summed(Reduced.of(x, false), 1f);
  }

  /** The mean of all elements, a scalar. Gradient: g / n for each. */
  public static Variable mean(Variable x) {
    return summed(Reduced.of(x, false), 1f / x.value().size());
  }

  /**
   * The sums over the innermost axis: {@code y[...] = sum_i x[..., i]}. Gradient: {@code g[...]}
   * for each.
   *
   * @param x shape {@code [..., n]}
   * @return shape {@code [...]}
   */
  public static Variable rowSum(Variable x) {
    withoutLast(x.shape());
    return sum(x, false, -1);
  }

  /**
   * The sums over some axes. Gradient: g for each element.
   *
   * @param keep whether the result has these axes, with length 1
   * @param axes from 0, or from the end if negative; none: all
   */
  public static Variable sum(Variable x, boolean keep, int... axes) {
    return summed(Reduced.of(x, keep, axes), 1f);
  }

  /**
   * The means over some axes. Gradient: g / n for each element.
   *
   * @param keep whether the result has these axes, with length 1
   * @param axes from 0, or from the end if negative; none: all
   */
  public static Variable mean(Variable x, boolean keep, int... axes) {
    Reduced view = Reduced.of(x, keep, axes);
    return summed(view, 1f / view.n());
  }

  private static Variable summed(Reduced view, float factor) {
    Variable x = view.x();
    Tape tape = Tape.of(x);
    int n = view.n();
    int inner = view.inner();
    Tensor y = tape.take(view.shape());
    float[] in = x.value().data();
    float[] out = y.data();
    forBlocks(
        view,
        block -> {
          if (inner == 1) {
            out[block] = Engine.kernels().reductions().sum(n, in, block * n);
          } else {
            Engine.kernels()
                .reductions()
                .columnSums(n, inner, in, block * n * inner, out, block * inner, false);
          }
        });
    if (factor != 1f) {
      Engine.kernels().elementwise().scale(y.size(), factor, out, 0, out, 0);
    }
    return tape.record(
        y,
        g -> {
          Tensor each = tape.take(x.shape());
          float[] dy = g.data();
          float[] dx = each.data();
          forBlocks(
              view,
              block -> {
                for (int i = block * n; i < (block + 1) * n; i++) {
                  if (inner == 1) {
                    dx[i] = factor * dy[block];
                  } else {
                    Engine.kernels()
                        .elementwise()
                        .scale(inner, factor, dy, block * inner, dx, i * inner);
                  }
                }
              });
          x.transferGradient(each);
        },
        x);
  }

  /**
   * The largest elements over some axes, NaN where there is one. Gradient: g shared evenly among
   * those that are largest.
   *
   * @param keep whether the result has these axes, with length 1
   * @param axes from 0, or from the end if negative; none: all
   */
  public static Variable amax(Variable x, boolean keep, int... axes) {
    Reduced view = notEmpty(Reduced.of(x, keep, axes));
    Variable moved = view.x();
    Tape tape = Tape.of(moved);
    int n = view.n();
    int inner = view.inner();
    Tensor y = tape.take(view.shape());
    float[] in = moved.value().data();
    float[] out = y.data();
    forBlocks(
        view,
        block -> {
          for (int c = 0; c < inner; c++) {
            float largest = in[block * n * inner + c];
            for (int i = 1; i < n; i++) {
              largest = Math.max(largest, in[(block * n + i) * inner + c]);
            }
            out[block * inner + c] = largest;
          }
        });
    return tape.record(
        y,
        g -> {
          Tensor gradient = tape.take(moved.shape());
          float[] dy = g.data();
          float[] dx = gradient.data();
          forBlocks(
              view,
              block -> {
                for (int c = 0; c < inner; c++) {
                  float largest = out[block * inner + c];
                  int ties = 0;
                  for (int i = 0; i < n; i++) {
                    ties += in[(block * n + i) * inner + c] == largest ? 1 : 0;
                  }
                  float share = dy[block * inner + c] / ties;
                  for (int i = 0; i < n; i++) {
                    int at = (block * n + i) * inner + c;
                    dx[at] = in[at] == largest ? share : 0f;
                  }
                }
              });
          moved.transferGradient(gradient);
        },
        moved);
  }

  /**
   * The largest elements along an axis and where they are.
   *
   * @param values the elements
   * @param positions of each on the axis, the first where several are largest; the same shape
   */
  public record Max(Variable values, IntTensor positions) {}

  /**
   * The largest elements along an axis, the first NaN where there is one. Gradient: g for the
   * element at the position that is returned.
   *
   * @param axis from 0, or from the end if negative
   * @param keep whether the result has the axis, with length 1
   */
  public static Max max(Variable x, int axis, boolean keep) {
    Reduced view = notEmpty(Reduced.of(x, keep, axis));
    Tape tape = Tape.of(x);
    int n = view.n();
    int inner = view.inner();
    Tensor y = tape.take(view.shape());
    int[] positions = new int[y.size()];
    float[] in = x.value().data();
    float[] out = y.data();
    forBlocks(
        view,
        block -> {
          for (int c = 0; c < inner; c++) {
            int best = 0;
            float largest = in[block * n * inner + c];
            for (int i = 1; i < n && !Float.isNaN(largest); i++) {
              float value = in[(block * n + i) * inner + c];
              if (!(value <= largest)) {
                best = i;
                largest = value;
              }
            }
            positions[block * inner + c] = best;
            out[block * inner + c] = largest;
          }
        });
    Variable values =
        tape.record(
            y,
            g -> {
              Tensor gradient = tape.take(x.shape());
              float[] dx = gradient.data();
              Arrays.fill(dx, 0, gradient.size(), 0f);
              forBlocks(
                  view,
                  block -> {
                    for (int c = block * inner; c < (block + 1) * inner; c++) {
                      dx[(block * n + positions[c]) * inner + c - block * inner] = g.data()[c];
                    }
                  });
              x.transferGradient(gradient);
            },
            x);
    return new Max(values, new IntTensor(y.shape(), positions));
  }

  private static Reduced notEmpty(Reduced view) {
    if (view.n() == 0) {
      throw new IllegalArgumentException(
          "expected at least one element for a maximum, found shape " + view.x().shape());
    }
    return view;
  }

  private static void forBlocks(Reduced view, IntConsumer work) {
    Workers.shared()
        .forRange(
            view.outer(),
            TaskSize.rows(view.n() * view.inner()),
            (from, to) -> {
              for (int block = from; block < to; block++) {
                work.accept(block);
              }
            });
  }

  private static Shape withoutLast(Shape shape) {
    if (shape.rank() == 0) {
      throw new IllegalArgumentException("expected an innermost axis to reduce, found a scalar");
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
          "rowDot: expected two tensors of one shape [..., dim], found %s and %s"
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
            TaskSize.rows(dim),
            (from, to) ->
                Engine.kernels()
                    .reductions()
                    .rowDots(to - from, dim, left, from * dim, right, from * dim, out, from));
    return tape.record(
        y,
        g -> {
          if (a.requiresGradient()) {
            a.transferGradient(scaledRows(tape, b.value(), g));
          }
          if (b.requiresGradient()) {
            b.transferGradient(scaledRows(tape, a.value(), g));
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
            TaskSize.rows(dim),
            (start, end) -> {
              for (int row = start; row < end; row++) {
                Engine.kernels().elementwise().scale(dim, by[row], from, row * dim, to, row * dim);
              }
            });
    return y;
  }
}
