// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.elementwise.FloatMath;
import org.palate.kernel.elementwise.Power;
import org.palate.kernel.elementwise.Trigonometry;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** Powers, sine, cosine, the error function and the Euclidean norm, with their derivatives. */
public final class Functions {
  /** {@code 2 / sqrt(pi)}. */
  private static final float ERF_SLOPE = 1.1283792f;

  private Functions() {}

  /** {@code x^p}. Derivative: {@code p x^(p - 1)}, and 0 for p = 0. */
  public static Variable pow(Variable x, float p) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = Power.pow(in[i], p);
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = g[i] * baseSlope(in[i], p);
          }
        });
  }

  /**
   * {@code x^p}, element by element; axes of length 1 are repeated. Gradients: {@code g p x^(p -
   * 1)}, and 0 where p is 0; {@code g x^p ln x}, and 0 where x is 0 and p at least 0.
   */
  public static Variable pow(Variable x, Variable p) {
    Tape tape = Tape.of(x, p);
    Shape shape = Broadcast.shape("pow", x.shape(), p.shape());
    Tensor bases = Broadcast.expand(tape, x.value(), shape);
    Tensor exponents = Broadcast.expand(tape, p.value(), shape);
    Tensor y = pairs(tape, bases, exponents, Power::pow);
    return tape.record(
        y,
        g -> {
          if (x.requiresGradient()) {
            Tensor slopes = pairs(tape, bases, exponents, Functions::baseSlope);
            Broadcast.addReduced(tape, x, pairs(tape, g, slopes, (dy, slope) -> dy * slope));
          }
          if (p.requiresGradient()) {
            Tensor slopes = pairs(tape, bases, exponents, Functions::exponentSlope);
            Broadcast.addReduced(tape, p, pairs(tape, g, slopes, (dy, slope) -> dy * slope));
          }
        },
        x,
        p);
  }

  private static float baseSlope(float x, float p) {
    return p == 0f ? 0f : p * Power.pow(x, p - 1f);
  }

  private static float exponentSlope(float x, float p) {
    return x == 0f && p >= 0f ? 0f : Power.pow(x, p) * FloatMath.log(x);
  }

  /** The sine of x radians. Derivative: cos x. */
  public static Variable sin(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = Trigonometry.sin(in[i]);
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = g[i] * Trigonometry.cos(in[i]);
          }
        });
  }

  /** The cosine of x radians. Derivative: -sin x. */
  public static Variable cos(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = Trigonometry.cos(in[i]);
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = -g[i] * Trigonometry.sin(in[i]);
          }
        });
  }

  /** The error function. Derivative: {@code 2 / sqrt(pi) e^(-x^2)}. */
  public static Variable erf(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = FloatMath.erf(in[i]);
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = g[i] * ERF_SLOPE * FloatMath.exp(-in[i] * in[i]);
          }
        });
  }

  /**
   * The Euclidean norms over some axes, {@code y = sqrt(sum x^2)}. Gradient: {@code g x / y}, and 0
   * where y is 0.
   *
   * @param keep whether the result has these axes, with length 1
   * @param axes from 0, or from the end if negative; none: all
   */
  public static Variable norm(Variable x, boolean keep, int... axes) {
    return Elementwise.apply(
        Reductions.sum(Activations.square(x), keep, axes),
        TaskSize.ELEMENTS,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = (float) Math.sqrt(in[i]);
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = in[i] == 0f ? 0f : g[i] / (2 * (float) Math.sqrt(in[i]));
          }
        });
  }

  /** A function of two numbers. */
  interface Pair {
    float of(float a, float b);
  }

  /** The function of each pair of elements of two tensors of one shape. */
  static Tensor pairs(Tape tape, Tensor a, Tensor b, Pair function) {
    Tensor y = tape.take(a.shape());
    float[] left = a.data();
    float[] right = b.data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            y.size(),
            TaskSize.TRANSCENDENTAL,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                out[i] = function.of(left[i], right[i]);
              }
            });
    return y;
  }
}
