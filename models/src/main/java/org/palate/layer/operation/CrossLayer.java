// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.WeightProduct;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.Kernels.Form;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.RangeTask;
import org.palate.parallel.Workers;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * One layer of a {@code CrossNetwork}, in each of its two forms one node of the tape.
 *
 * <p>By matrix it is equal to the bit to its composition of a linear layer and {@code
 * Arithmetic.multiplyAdd}. By vector it rounds once where {@code x0 (x . w) + b + x} rounds three
 * times: for values of order 1 output and gradients are within 1e-5 of it. Tests hold both.
 */
public final class CrossLayer {
  private CrossLayer() {}

  /**
   * {@code y = x0 (x . w) + b + x}.
   *
   * <p>With {@code s = x . w} for each example, the gradients are {@code ds = g . x0}, {@code dx0 =
   * s g}, {@code dx = g + ds w}, {@code dw = sum_b ds x}, {@code db = sum_b g}.
   *
   * @param x0 the network's input, {@code [batch, width]}
   * @param x the layer's input, {@code [batch, width]}
   * @param weight {@code [1, width]}
   * @param bias {@code [width]}
   */
  public static Variable byVector(Variable x0, Variable x, Variable weight, Variable bias) {
    check(1, x0, x, weight, bias);
    Tape tape = Tape.of(x0, x, weight, bias);
    int batch = x0.shape().dim(0);
    int width = x0.shape().dim(1);
    Tensor products = tape.take(batch);
    Tensor y = tape.take(x.shape());
    float[] in0 = x0.value().data();
    float[] in = x.value().data();
    float[] w = weight.value().data();
    float[] s = products.data();
    float[] out = y.data();
    forRows(
        batch,
        width,
        (from, to) -> {
          Kernels kernels = Engine.kernels();
          int at = from * width;
          kernels.addRow(to - from, width, in, at, bias.value().data(), 0, out, at);
          for (int row = from; row < to; row++) {
            s[row] = kernels.dot(width, in, row * width, w, 0);
            kernels.axpy(width, s[row], in0, row * width, out, row * width);
          }
        });
    return tape.record(
        y,
        g -> {
          float[] dy = g.data();
          float[] ds = tape.take(batch).data();
          Engine.kernels().rowDots(batch, width, dy, 0, in0, 0, ds, 0);
          if (x0.requiresGradient()) {
            Tensor dx0 = tape.take(x0.shape());
            for (int row = 0; row < batch; row++) {
              Engine.kernels().scale(width, s[row], dy, row * width, dx0.data(), row * width);
            }
            x0.giveGradient(dx0);
          }
          if (x.requiresGradient()) {
            Tensor dx = tape.take(x.shape());
            System.arraycopy(dy, 0, dx.data(), 0, batch * width);
            for (int row = 0; row < batch; row++) {
              Engine.kernels().axpy(width, ds[row], w, 0, dx.data(), row * width);
            }
            x.giveGradient(dx);
          }
          if (weight.requiresGradient()) {
            gemmInto(Form.NN, weight, 1, width, batch, ds, batch, in, width);
          }
          giveBias(bias, batch, width, dy);
        },
        x0,
        x,
        weight,
        bias);
  }

  /**
   * {@code y = x0 (W x + b) + x}, the product with x0 element by element.
   *
   * <p>With {@code u = W x + b}, the gradients are {@code du = g x0}, {@code dx0 = g u}, {@code dx
   * = g + du W}, {@code dW = duᵀ x}, {@code db = sum_b du}.
   *
   * @param x0 the network's input, {@code [batch, width]}
   * @param x the layer's input, {@code [batch, width]}
   * @param weight {@code [width, width]}
   * @param bias {@code [width]}
   */
  public static Variable byMatrix(Variable x0, Variable x, Variable weight, Variable bias) {
    check(x0.shape().last(), x0, x, weight, bias);
    Tape tape = Tape.of(x0, x, weight, bias);
    int batch = x0.shape().dim(0);
    int width = x0.shape().dim(1);
    Tensor y = tape.take(x.shape());
    float[] in0 = x0.value().data();
    float[] in = x.value().data();
    float[] w = weight.value().data();
    float[] u = tape.take(x.shape()).data();
    WeightProduct.write(tape, batch, in, 0, weight, u, 0, false);
    forRows(
        batch,
        width,
        (from, to) -> {
          Kernels kernels = Engine.kernels();
          int n = (to - from) * width;
          int at = from * width;
          kernels.addRow(to - from, width, u, at, bias.value().data(), 0, u, at);
          kernels.multiplyAdd(n, in0, at, u, at, in, at, y.data(), at);
        });
    return tape.record(
        y,
        g -> {
          float[] dy = g.data();
          Tensor own = tape.take(x.shape());
          float[] du = own.data();
          // x may be x0 itself: the gradient of x0 is then there before that of x is added to it.
          boolean more0 = x0.hasGradient();
          float[] sums0 = x0.requiresGradient() ? x0.openGradient().data() : null;
          boolean more = x.hasGradient();
          float[] sums = x.requiresGradient() ? x.openGradient().data() : null;
          forRows(
              batch,
              width,
              (from, to) -> {
                Kernels kernels = Engine.kernels();
                int n = (to - from) * width;
                int at = from * width;
                if (sums0 != null && more0) {
                  kernels.multiply(n, dy, at, u, at, du, at);
                  kernels.accumulate(n, du, at, sums0, at);
                } else if (sums0 != null) {
                  kernels.multiply(n, dy, at, u, at, sums0, at);
                }
                if (sums != null && more) {
                  kernels.accumulate(n, dy, at, sums, at);
                } else if (sums != null) {
                  System.arraycopy(dy, at, sums, at, n);
                }
                kernels.multiply(n, dy, at, in0, at, du, at);
              });
          giveBias(bias, batch, width, du);
          if (weight.requiresGradient()) {
            gemmInto(Form.TN, weight, width, width, batch, du, width, in, width);
          }
          if (sums != null) {
            gemm(Form.NN, batch, width, width, du, width, w, width, sums, true);
          }
          tape.giveBack(own);
        },
        x0,
        x,
        weight,
        bias);
  }

  private static void check(int rows, Variable x0, Variable x, Variable weight, Variable bias) {
    int width = x0.shape().last();
    if (x0.shape().rank() != 2
        || !x.shape().equals(x0.shape())
        || !weight.shape().equals(Shape.of(rows, width))
        || !bias.shape().equals(Shape.of(width))) {
      throw new IllegalArgumentException(
          "expected x0, x [batch, width], weight [%s, width], bias [width]; found %s, %s, %s, %s"
              .formatted(
                  rows == 1 ? "1" : "width", x0.shape(), x.shape(), weight.shape(), bias.shape()));
    }
  }

  /**
   * Calls a task for few rows at a time, so that what one of its loops wrote the next finds near.
   */
  private static void forRows(int batch, int width, RangeTask task) {
    int few = Math.max(1, 16_384 / Math.max(1, width));
    Workers.shared()
        .forRange(
            batch,
            few,
            (from, to) -> {
              for (int row = from; row < to; row += few) {
                task.run(row, Math.min(row + few, to));
              }
            });
  }

  private static void giveBias(Variable bias, int batch, int width, float[] g) {
    if (bias.requiresGradient()) {
      boolean accumulate = bias.hasGradient();
      Engine.kernels().columnSums(batch, width, g, 0, bias.openGradient().data(), 0, accumulate);
    }
  }

  /** Adds a product {@code [m, n]} to the gradient of a variable. */
  private static void gemmInto(
      Form form, Variable variable, int m, int n, int k, float[] a, int lda, float[] b, int ldb) {
    boolean accumulate = variable.hasGradient();
    gemm(form, m, n, k, a, lda, b, ldb, variable.openGradient().data(), accumulate);
  }

  private static void gemm(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int lda,
      float[] b,
      int ldb,
      float[] c,
      boolean accumulate) {
    ParallelProduct.gemm(
        Workers.shared(),
        Engine.kernels(),
        form,
        m,
        n,
        k,
        a,
        0,
        lda,
        b,
        0,
        ldb,
        c,
        0,
        n,
        accumulate);
  }
}
