// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.kernel.elementwise.ElementwiseKernels;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * Functions of one element, with their derivatives; those of the ReLU family are in {@link
 * Rectifiers}.
 */
public final class Activations {
  private Activations() {}

  /** {@code max(x, 0)}. Derivative: 1 where the result is above 0, else 0. */
  public static Variable relu(Variable x) {
    Tape tape = Tape.of(x);
    Tensor y = map(tape, x.value(), TaskSize.ELEMENTS, ElementwiseKernels::relu);
    return tape.record(
        y,
        g ->
            x.transferGradient(
                Arithmetic.elementwise(tape, y, g, ElementwiseKernels::reluBackward)),
        x);
  }

  /** {@code 1 / (1 + e^-x)}. Derivative: y (1 - y). */
  public static Variable sigmoid(Variable x) {
    Tape tape = Tape.of(x);
    Tensor y = map(tape, x.value(), TaskSize.TRANSCENDENTAL, ElementwiseKernels::sigmoid);
    return tape.record(
        y,
        g -> x.transferGradient(Arithmetic.elementwise(tape, g, y, Activations::sigmoidBackward)),
        x);
  }

  /** The hyperbolic tangent. Derivative: 1 - y^2. */
  public static Variable tanh(Variable x) {
    Tape tape = Tape.of(x);
    Tensor y = map(tape, x.value(), TaskSize.TRANSCENDENTAL, ElementwiseKernels::tanh);
    return tape.record(
        y,
        g -> x.transferGradient(Arithmetic.elementwise(tape, g, y, Activations::tanhBackward)),
        x);
  }

  /** {@code e^x}. Derivative: y. */
  public static Variable exp(Variable x) {
    Tape tape = Tape.of(x);
    Tensor y = map(tape, x.value(), TaskSize.TRANSCENDENTAL, ElementwiseKernels::exp);
    return tape.record(
        y,
        g -> x.transferGradient(Arithmetic.elementwise(tape, g, y, ElementwiseKernels::multiply)),
        x);
  }

  /** The natural logarithm. Derivative: 1 / x. */
  public static Variable log(Variable x) {
    Tape tape = Tape.of(x);
    Tensor y = map(tape, x.value(), TaskSize.TRANSCENDENTAL, ElementwiseKernels::log);
    return tape.record(
        y,
        g ->
            x.transferGradient(
                Arithmetic.elementwise(tape, g, x.value(), ElementwiseKernels::divide)),
        x);
  }

  /** {@code log(1 + e^x)}, without overflow. Derivative: sigmoid(x). */
  public static Variable softplus(Variable x) {
    Tape tape = Tape.of(x);
    Tensor y = map(tape, x.value(), TaskSize.TRANSCENDENTAL, ElementwiseKernels::softplus);
    return tape.record(
        y,
        g -> {
          Tensor slope = map(tape, x.value(), TaskSize.TRANSCENDENTAL, ElementwiseKernels::sigmoid);
          x.transferGradient(Arithmetic.elementwise(tape, g, slope, ElementwiseKernels::multiply));
        },
        x);
  }

  /** {@code ln sigmoid(x) = -softplus(-x)}, without underflow. Derivative: sigmoid(-x). */
  public static Variable logSigmoid(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.TRANSCENDENTAL,
        (in, out, from, to) -> {
          negate(in, out, from, to);
          Engine.kernels().elementwise().softplus(to - from, out, from, out, from);
          negate(out, out, from, to);
        },
        (in, g, dx, from, to) -> {
          negate(in, dx, from, to);
          Engine.kernels().elementwise().sigmoid(to - from, dx, from, dx, from);
          Engine.kernels().elementwise().multiply(to - from, g, from, dx, from, dx, from);
        });
  }

  /** The square root, correctly rounded. Derivative: 1 / (2 y). */
  public static Variable sqrt(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.ELEMENTS,
        (in, out, from, to) -> Engine.kernels().elementwise().sqrt(to - from, in, from, out, from),
        (in, g, dx, from, to) -> {
          Engine.kernels().elementwise().sqrt(to - from, in, from, dx, from);
          for (int i = from; i < to; i++) {
            dx[i] = g[i] / (2 * dx[i]);
          }
        });
  }

  /** {@code x^2}. Derivative: 2 x. */
  public static Variable square(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.ELEMENTS,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = in[i] * in[i];
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = 2 * in[i] * g[i];
          }
        });
  }

  /** {@code |x|}. Derivative: the sign of x, and 0 at 0. */
  public static Variable abs(Variable x) {
    return Elementwise.apply(
        x,
        TaskSize.ELEMENTS,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = Math.abs(in[i]);
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = in[i] > 0 ? g[i] : in[i] < 0 ? -g[i] : 0f;
          }
        });
  }

  private static void negate(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = -x[i];
    }
  }

  /** A kernel of one array that writes another. */
  private interface Unary {
    void apply(ElementwiseKernels kernels, int n, float[] x, int xOffset, float[] y, int yOffset);
  }

  private static Tensor map(Tape tape, Tensor x, int taskSize, Unary kernel) {
    Tensor y = tape.take(x.shape());
    float[] from = x.data();
    float[] to = y.data();
    Workers.shared()
        .forRange(
            x.size(),
            taskSize,
            (start, end) ->
                kernel.apply(Engine.kernels().elementwise(), end - start, from, start, to, start));
    return y;
  }

  static void sigmoidBackward(
      ElementwiseKernels kernels,
      int n,
      float[] g,
      int gOffset,
      float[] y,
      int yOffset,
      float[] dx,
      int dxOffset) {
    for (int i = 0; i < n; i++) {
      dx[dxOffset + i] = g[gOffset + i] * (y[yOffset + i] * (1 - y[yOffset + i]));
    }
  }

  static void tanhBackward(
      ElementwiseKernels kernels,
      int n,
      float[] g,
      int gOffset,
      float[] y,
      int yOffset,
      float[] dx,
      int dxOffset) {
    for (int i = 0; i < n; i++) {
      dx[dxOffset + i] = g[gOffset + i] * (1 - y[yOffset + i] * y[yOffset + i]);
    }
  }
}
