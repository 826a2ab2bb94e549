// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.kernel.Kernels.Form;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** Matrix products. */
public final class Products {
  private Products() {}

  /**
   * {@code C = A B}. Gradients: {@code g Bᵀ} and {@code Aᵀ g}.
   *
   * @param a shape {@code [m, k]}
   * @param b shape {@code [k, n]}
   * @return shape {@code [m, n]}
   */
  public static Variable matmul(Variable a, Variable b) {
    Tape tape = Tape.of(a, b);
    if (a.shape().rank() != 2 || b.shape().rank() != 2 || a.shape().dim(1) != b.shape().dim(0)) {
      throw new IllegalArgumentException(
          "matmul wants [m, k] and [k, n], came %s and %s".formatted(a.shape(), b.shape()));
    }
    int m = a.shape().dim(0);
    int k = a.shape().dim(1);
    int n = b.shape().dim(1);
    Tensor c = tape.take(m, n);
    gemm(Form.NN, m, n, k, a.value(), b.value(), c, false);
    return tape.record(
        c,
        g -> {
          if (a.requiresGradient()) {
            boolean accumulate = a.hasGradient();
            gemm(Form.NT, m, k, n, g, b.value(), a.openGradient(), accumulate);
          }
          if (b.requiresGradient()) {
            boolean accumulate = b.hasGradient();
            gemm(Form.TN, k, n, m, a.value(), g, b.openGradient(), accumulate);
          }
        },
        a,
        b);
  }

  /**
   * {@code y = x Wᵀ + b}, over the innermost axis. Gradients: {@code dx = g W}, {@code dW = gᵀ x},
   * {@code db} the sum of g's rows.
   *
   * @param x shape {@code [..., in]}
   * @param weight shape {@code [out, in]}
   * @param bias shape {@code [out]}, or null for none
   * @return shape {@code [..., out]}
   */
  public static Variable linear(Variable x, Variable weight, Variable bias) {
    if (weight.shape().rank() != 2
        || x.shape().rank() == 0
        || x.shape().last() != weight.shape().dim(1)
        || (bias != null && !bias.shape().equals(Shape.of(weight.shape().dim(0))))) {
      throw new IllegalArgumentException(
          "linear wants x [..., in], weight [out, in], bias [out]; came %s, %s, %s"
              .formatted(x.shape(), weight.shape(), bias == null ? "none" : bias.shape()));
    }
    Variable[] inputs =
        bias == null ? new Variable[] {x, weight} : new Variable[] {x, weight, bias};
    Tape tape = Tape.of(inputs);
    int out = weight.shape().dim(0);
    int in = weight.shape().dim(1);
    int rows = x.shape().rows();
    Tensor y = tape.take(x.shape().with(-1, out));
    gemm(Form.NT, rows, out, in, x.value(), weight.value(), y, false);
    if (bias != null) {
      Engine.kernels().addRow(rows, out, y.data(), 0, bias.value().data(), 0, y.data(), 0);
    }
    return tape.record(
        y,
        g -> {
          if (bias != null && bias.requiresGradient()) {
            boolean accumulate = bias.hasGradient();
            Engine.kernels()
                .columnSums(rows, out, g.data(), 0, bias.openGradient().data(), 0, accumulate);
          }
          if (weight.requiresGradient()) {
            boolean accumulate = weight.hasGradient();
            gemm(Form.TN, out, in, rows, g, x.value(), weight.openGradient(), accumulate);
          }
          if (x.requiresGradient()) {
            boolean accumulate = x.hasGradient();
            gemm(Form.NN, rows, in, out, g, weight.value(), x.openGradient(), accumulate);
          }
        },
        inputs);
  }

  private static void gemm(
      Form form, int m, int n, int k, Tensor a, Tensor b, Tensor c, boolean accumulate) {
    ParallelProduct.gemm(
        Workers.shared(),
        Engine.kernels(),
        form,
        m,
        n,
        k,
        a.data(),
        0,
        form == Form.TN ? m : k,
        b.data(),
        0,
        form == Form.NT ? k : n,
        c.data(),
        0,
        n,
        accumulate);
  }
}
