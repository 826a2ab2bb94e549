// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import org.palate.autograd.GradientTarget;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.WeightProduct;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.RangeTask;
import org.palate.parallel.TaskSize;
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
          kernels.elementwise().addRow(to - from, width, in, at, bias.value().data(), 0, out, at);
          for (int row = from; row < to; row++) {
            s[row] = kernels.reductions().dot(width, in, row * width, w, 0);
            kernels.elementwise().axpy(width, s[row], in0, row * width, out, row * width);
          }
        });
    return tape.record(
        y,
        g -> {
          float[] dy = g.data();
          float[] ds = tape.take(batch).data();
          Engine.kernels().reductions().rowDots(batch, width, dy, 0, in0, 0, ds, 0);
          if (x0.requiresGradient()) {
            Tensor dx0 = tape.take(x0.shape());
            for (int row = 0; row < batch; row++) {
              Engine.kernels()
                  .elementwise()
                  .scale(width, s[row], dy, row * width, dx0.data(), row * width);
            }
            x0.transferGradient(dx0);
          }
          if (x.requiresGradient()) {
            Tensor dx = tape.take(x.shape());
            System.arraycopy(dy, 0, dx.data(), 0, batch * width);
            for (int row = 0; row < batch; row++) {
              Engine.kernels().elementwise().axpy(width, ds[row], w, 0, dx.data(), row * width);
            }
            x.transferGradient(dx);
          }
          weight.addGradient(
              (dw, add) -> gemm(Form.NN, 1, width, batch, ds, batch, in, width, dw, add));
          addSums(bias, batch, width, dy);
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
          kernels.elementwise().addRow(to - from, width, u, at, bias.value().data(), 0, u, at);
          kernels.elementwise().multiplyAdd(n, in0, at, u, at, in, at, y.data(), at);
        });
    return tape.record(
        y,
        g -> {
          float[] dy = g.data();
          Tensor own = tape.take(x.shape());
          float[] du = own.data();
          // x may be x0 itself: the gradient of x0 is then there before that of x is added to it.
          GradientTarget dx0 = x0.gradientTarget();
          GradientTarget dx = x.gradientTarget();
          forRows(
              batch,
              width,
              (from, to) -> {
                Kernels kernels = Engine.kernels();
                int n = (to - from) * width;
                int at = from * width;
                if (dx0.wanted() && dx0.accumulate()) {
                  kernels.elementwise().multiply(n, dy, at, u, at, du, at);
                  kernels.elementwise().accumulate(n, du, at, dx0.array(), at);
                } else if (dx0.wanted()) {
                  kernels.elementwise().multiply(n, dy, at, u, at, dx0.array(), at);
                }
                if (dx.wanted() && dx.accumulate()) {
                  kernels.elementwise().accumulate(n, dy, at, dx.array(), at);
                } else if (dx.wanted()) {
                  System.arraycopy(dy, at, dx.array(), at, n);
                }
                kernels.elementwise().multiply(n, dy, at, in0, at, du, at);
              });
          addSums(bias, batch, width, du);
          weight.addGradient(
              (dw, add) -> gemm(Form.TN, width, width, batch, du, width, in, width, dw, add));
          if (dx.wanted()) {
            gemm(Form.NN, batch, width, width, du, width, w, width, dx.array(), true);
          }
          tape.release(own);
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
   * Calls a task for few rows at a time, so that its later loops find in the cache what the earlier
   * ones wrote.
   */
  private static void forRows(int batch, int width, RangeTask task) {
    int few = TaskSize.arithmeticRows(width);
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

  private static void addSums(Variable bias, int batch, int width, float[] g) {
    bias.addGradient(
        (sums, accumulate) ->
            Engine.kernels().reductions().columnSums(batch, width, g, 0, sums, 0, accumulate));
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
