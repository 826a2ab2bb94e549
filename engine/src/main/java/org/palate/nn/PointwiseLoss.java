// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** A loss with a term for each element, times a weight if asked, reduced. */
final class PointwiseLoss {
  private PointwiseLoss() {}

  /** Writes a number for each of the elements {@code [from, to)} of x. */
  interface Loop {
    void write(float[] x, float[] out, int from, int to);
  }

  /**
   * The reduced loss.
   *
   * @param weights what each term is multiplied by, as many as x has elements, or null
   * @param terms writes the loss of each element
   * @param slopes writes its derivative
   */
  static Variable of(Variable x, Tensor weights, Reduction reduction, Loop terms, Loop slopes) {
    Tape tape = Tape.of(x);
    int n = x.value().size();
    Tensor each = tape.take(x.shape());
    weighted(terms, x, weights, each);
    return tape.record(
        reduced(tape, each, reduction),
        g -> {
          Tensor gradient = tape.take(x.shape());
          weighted(slopes, x, weights, gradient);
          float[] dx = gradient.data();
          switch (reduction) {
            case MEAN -> Engine.kernels().elementwise().scale(n, g.item() / n, dx, 0, dx, 0);
            case SUM -> Engine.kernels().elementwise().scale(n, g.item(), dx, 0, dx, 0);
            case NONE -> Engine.kernels().elementwise().multiply(n, g.data(), 0, dx, 0, dx, 0);
          }
          x.transferGradient(gradient);
        },
        x);
  }

  private static void weighted(Loop loop, Variable x, Tensor weights, Tensor out) {
    float[] in = x.value().data();
    float[] to = out.data();
    Workers.shared()
        .forRange(
            out.size(),
            TaskSize.TRANSCENDENTAL,
            (start, end) -> {
              loop.write(in, to, start, end);
              if (weights != null) {
                Engine.kernels()
                    .elementwise()
                    .multiply(end - start, to, start, weights.data(), start, to, start);
              }
            });
  }

  /** The terms themselves, or their sum or mean. */
  static Tensor reduced(Tape tape, Tensor each, Reduction reduction) {
    if (reduction == Reduction.NONE) {
      return each;
    }
    Tensor scalar = tape.take(Shape.SCALAR);
    float sum = Engine.kernels().reductions().sum(each.size(), each.data(), 0);
    scalar.data()[0] = reduction == Reduction.MEAN ? sum / each.size() : sum;
    return scalar;
  }
}
