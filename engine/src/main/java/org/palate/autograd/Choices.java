// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Objects;
import org.palate.parallel.RangeTask;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** One of two numbers for each element: by a condition, by size, or by a bound. */
public final class Choices {
  private Choices() {}

  /**
   * {@code condition ? a : b}, element by element; axes of length 1 are repeated. Gradients: g
   * where the condition chose the variable, else 0.
   *
   * @param condition a flag for each element of its shape
   * @param conditionShape its shape
   */
  public static Variable where(boolean[] condition, Shape conditionShape, Variable a, Variable b) {
    Tape tape = Tape.of(a, b);
    Shape values = Broadcast.shape("where", a.shape(), b.shape());
    Shape shape = Broadcast.shape("where", conditionShape, values);
    boolean[] chosen = spread("where", condition, conditionShape, shape);
    Tensor y = tape.take(shape);
    float[] left = Broadcast.expand(tape, a.value(), shape).data();
    float[] right = Broadcast.expand(tape, b.value(), shape).data();
    float[] out = y.data();
    forElements(
        y.size(),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = chosen[i] ? left[i] : right[i];
          }
        });
    return tape.record(
        y,
        g -> {
          if (a.requiresGradient()) {
            Broadcast.addReduced(tape, a, filled(tape, g, chosen, false, 0f));
          }
          if (b.requiresGradient()) {
            Broadcast.addReduced(tape, b, filled(tape, g, chosen, true, 0f));
          }
        },
        a,
        b);
  }

  /**
   * x with a value in place of the elements that the mask marks. Gradient: g where the mask is
   * false, else 0.
   *
   * @param mask a flag for each element of its shape; true: filled
   * @param maskShape a shape that fits that of x when axes of length 1 are repeated
   */
  public static Variable maskedFill(Variable x, boolean[] mask, Shape maskShape, float value) {
    if (!Broadcast.shape("maskedFill", maskShape, x.shape()).equals(x.shape())) {
      throw new IllegalArgumentException(
          "maskedFill: expected a mask that fits %s, found %s".formatted(x.shape(), maskShape));
    }
    Tape tape = Tape.of(x);
    boolean[] marked = spread("maskedFill", mask, maskShape, x.shape());
    return tape.record(
        filled(tape, x.value(), marked, true, value),
        g -> x.transferGradient(filled(tape, g, marked, true, 0f)),
        x);
  }

  /** x with a value where the mask is {@code marked}. */
  private static Tensor filled(Tape tape, Tensor x, boolean[] mask, boolean marked, float value) {
    Tensor y = tape.take(x.shape());
    float[] in = x.data();
    float[] out = y.data();
    forElements(
        y.size(),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = mask[i] == marked ? value : in[i];
          }
        });
    return y;
  }

  private static void forElements(int size, RangeTask task) {
    Workers.shared().forRange(size, TaskSize.ELEMENTS, task);
  }

  private static boolean[] spread(String operation, boolean[] mask, Shape own, Shape shape) {
    Objects.requireNonNull(mask, operation + ": expected flags, found null");
    if (mask.length != own.size()) {
      throw new IllegalArgumentException(
          "%s: expected %d flags for shape %s, found %d"
              .formatted(operation, own.size(), own, mask.length));
    }
    if (own.equals(shape)) {
      return mask;
    }
    int[] sources = Broadcast.offsets(own, shape, 1);
    boolean[] flags = new boolean[shape.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = mask[sources[i]];
    }
    return flags;
  }

  /**
   * x held between two bounds; the upper one counts where they cross. Derivative: 1 from the lower
   * to the upper bound, both included, else 0; 0 for NaN, which stays NaN.
   *
   * @param min the lower bound, or negative infinity for none
   * @param max the upper bound, or infinity for none
   */
  public static Variable clamp(Variable x, float min, float max) {
    return Elementwise.apply(
        x,
        TaskSize.ELEMENTS,
        (in, out, from, to) -> {
          for (int i = from; i < to; i++) {
            out[i] = Math.min(Math.max(in[i], min), max);
          }
        },
        (in, g, dx, from, to) -> {
          for (int i = from; i < to; i++) {
            dx[i] = in[i] >= min && in[i] <= max ? g[i] : 0f;
          }
        });
  }

  /**
   * The smaller of two elements, NaN if one is; axes of length 1 are repeated. Gradients: g for the
   * smaller one, half of it each where both are equal.
   */
  public static Variable minimum(Variable a, Variable b) {
    return extreme("minimum", a, b, Math::min, -1f);
  }

  /**
   * The larger of two elements, NaN if one is; axes of length 1 are repeated. Gradients: g for the
   * larger one, half of it each where both are equal.
   */
  public static Variable maximum(Variable a, Variable b) {
    return extreme("maximum", a, b, Math::max, 1f);
  }

  /** As in PyTorch, both have all of g where one of them is NaN. */
  private static Variable extreme(
      String name, Variable a, Variable b, Functions.Pair function, float sign) {
    Tape tape = Tape.of(a, b);
    Shape shape = Broadcast.shape(name, a.shape(), b.shape());
    Tensor left = Broadcast.expand(tape, a.value(), shape);
    Tensor right = Broadcast.expand(tape, b.value(), shape);
    return tape.record(
        Functions.pairs(tape, left, right, function),
        g -> {
          if (a.requiresGradient()) {
            Broadcast.addReduced(tape, a, ofLarger(tape, g, left, right, sign));
          }
          if (b.requiresGradient()) {
            Broadcast.addReduced(tape, b, ofLarger(tape, g, right, left, sign));
          }
        },
        a,
        b);
  }

  /** What the first of two tensors has of g, where the larger by sign has all. */
  private static Tensor ofLarger(Tape tape, Tensor g, Tensor own, Tensor other, float sign) {
    Tensor gradient = tape.take(g.shape());
    float[] x = own.data();
    float[] y = other.data();
    float[] dy = g.data();
    float[] dx = gradient.data();
    forElements(
        g.size(),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float weight = x[i] == y[i] ? 0.5f : sign * x[i] < sign * y[i] ? 0f : 1f;
            dx[i] = weight * dy[i];
          }
        });
    return gradient;
  }
}
