// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.kernel.elementwise.ElementwiseKernels;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Sums, differences, products and quotients, element by element; axes of length 1 are repeated as
 * in NumPy, and their gradients summed back.
 */
public final class Arithmetic {
  private Arithmetic() {}

  /** {@code a + b}. Gradients: g for both. */
  public static Variable add(Variable a, Variable b) {
    Tape tape = Tape.of(a, b);
    Tensor y = binary(tape, "add", a, b, ElementwiseKernels::add);
    return tape.record(
        y,
        gradient -> {
          addTo(tape, a, gradient);
          addTo(tape, b, gradient);
        },
        a,
        b);
  }

  /** {@code a - b}. Gradients: g and -g. */
  public static Variable sub(Variable a, Variable b) {
    Tape tape = Tape.of(a, b);
    Tensor y = binary(tape, "sub", a, b, ElementwiseKernels::subtract);
    return tape.record(
        y,
        gradient -> {
          addTo(tape, a, gradient);
          if (b.requiresGradient()) {
            Broadcast.addReduced(tape, b, scaled(tape, gradient, -1f));
          }
        },
        a,
        b);
  }

  /** {@code a * b}. Gradients: g b and g a. */
  public static Variable mul(Variable a, Variable b) {
    Tape tape = Tape.of(a, b);
    Tensor y = binary(tape, "mul", a, b, ElementwiseKernels::multiply);
    return tape.record(
        y,
        gradient -> {
          if (a.requiresGradient()) {
            Broadcast.addReduced(tape, a, times(tape, gradient, b.value()));
          }
          if (b.requiresGradient()) {
            Broadcast.addReduced(tape, b, times(tape, gradient, a.value()));
          }
        },
        a,
        b);
  }

  /** {@code a / b}. Gradients: g / b and -(g / b) (a / b). */
  public static Variable div(Variable a, Variable b) {
    Tape tape = Tape.of(a, b);
    Tensor y = binary(tape, "div", a, b, ElementwiseKernels::divide);
    return tape.record(
        y,
        gradient -> {
          Tensor quotient =
              elementwise(
                  tape,
                  gradient,
                  Broadcast.expand(tape, b.value(), y.shape()),
                  ElementwiseKernels::divide);
          if (b.requiresGradient()) {
            Tensor product = elementwise(tape, quotient, y, ElementwiseKernels::multiply);
            Broadcast.addReduced(tape, b, scaled(tape, product, -1f));
          }
          if (a.requiresGradient()) {
            Broadcast.addReduced(tape, a, quotient);
          }
        },
        a,
        b);
  }

  /**
   * {@code a * b + c} with one rounding, for three tensors of one shape. Gradients: g b, g a and g.
   */
  public static Variable multiplyAdd(Variable a, Variable b, Variable c) {
    Tape tape = Tape.of(a, b, c);
    if (!a.shape().equals(b.shape()) || !a.shape().equals(c.shape())) {
      throw new IllegalArgumentException(
          "multiplyAdd: expected three tensors of one shape, found %s, %s, %s"
              .formatted(a.shape(), b.shape(), c.shape()));
    }
    Tensor y = tape.take(a.shape());
    float[] left = a.value().data();
    float[] right = b.value().data();
    float[] addend = c.value().data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            y.size(),
            TaskSize.ELEMENTS,
            (from, to) ->
                Engine.kernels()
                    .elementwise()
                    .multiplyAdd(to - from, left, from, right, from, addend, from, out, from));
    return tape.record(
        y,
        g -> {
          if (a.requiresGradient()) {
            a.transferGradient(elementwise(tape, g, b.value(), ElementwiseKernels::multiply));
          }
          if (b.requiresGradient()) {
            b.transferGradient(elementwise(tape, g, a.value(), ElementwiseKernels::multiply));
          }
          if (c.requiresGradient()) {
            c.addGradient(g);
          }
        },
        a,
        b,
        c);
  }

  /** {@code factor * x}. Gradient: factor g. */
  public static Variable scale(Variable x, float factor) {
    Tape tape = Tape.of(x);
    return tape.record(
        scaled(tape, x.value(), factor), g -> x.transferGradient(scaled(tape, g, factor)), x);
  }

  /** {@code -x}. */
  public static Variable neg(Variable x) {
    return scale(x, -1f);
  }

  private static void addTo(Tape tape, Variable variable, Tensor gradient) {
    if (!variable.requiresGradient()) {
      return;
    }
    if (variable.shape().equals(gradient.shape())) {
      variable.addGradient(gradient);
    } else {
      Broadcast.addReduced(tape, variable, gradient);
    }
  }

  private static Tensor scaled(Tape tape, Tensor x, float factor) {
    Tensor y = tape.take(x.shape());
    float[] from = x.data();
    float[] to = y.data();
    Workers.shared()
        .forRange(
            x.size(),
            TaskSize.ELEMENTS,
            (start, end) ->
                Engine.kernels().elementwise().scale(end - start, factor, from, start, to, start));
    return y;
  }

  private static Tensor times(Tape tape, Tensor gradient, Tensor other) {
    return elementwise(
        tape,
        gradient,
        Broadcast.expand(tape, other, gradient.shape()),
        ElementwiseKernels::multiply);
  }

  /** A kernel of two arrays that writes a third. */
  interface Binary {
    void apply(
        ElementwiseKernels kernels,
        int n,
        float[] a,
        int aOffset,
        float[] b,
        int bOffset,
        float[] y,
        int yOffset);
  }

  private static Tensor binary(Tape tape, String name, Variable a, Variable b, Binary kernel) {
    Shape shape = Broadcast.shape(name, a.shape(), b.shape());
    return elementwise(
        tape,
        Broadcast.expand(tape, a.value(), shape),
        Broadcast.expand(tape, b.value(), shape),
        kernel);
  }

  static Tensor elementwise(Tape tape, Tensor a, Tensor b, Binary kernel) {
    Tensor y = tape.take(a.shape());
    float[] from = a.data();
    float[] with = b.data();
    float[] to = y.data();
    Workers.shared()
        .forRange(
            a.size(),
            TaskSize.ELEMENTS,
            (start, end) ->
                kernel.apply(
                    Engine.kernels().elementwise(),
                    end - start,
                    from,
                    start,
                    with,
                    start,
                    to,
                    start));
    return y;
  }
}
