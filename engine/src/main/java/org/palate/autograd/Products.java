// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.kernel.product.Form;
import org.palate.parallel.BatchedProduct;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/** Matrix products. */
public final class Products {
  private Products() {}

  /**
   * {@code C = A B}, for matrices or for batches of them; batch axes are repeated as in NumPy.
   * Gradients: {@code g Bᵀ} and {@code Aᵀ g}, summed over the repeated axes.
   *
   * @param a shape {@code [..., m, k]}
   * @param b shape {@code [..., k, n]}
   * @return shape {@code [..., m, n]}
   */
  public static Variable matmul(Variable a, Variable b) {
    return matmul(a, false, b, false);
  }

  /**
   * {@link #matmul(Variable, Variable)} of matrices that may be stored transposed.
   *
   * @param a shape {@code [..., m, k]}, or {@code [..., k, m]} if {@code transposeA}
   * @param b shape {@code [..., k, n]}, or {@code [..., n, k]} if {@code transposeB}
   * @return shape {@code [..., m, n]}
   */
  public static Variable matmul(Variable a, boolean transposeA, Variable b, boolean transposeB) {
    if (a.shape().rank() < 2
        || b.shape().rank() < 2
        || a.shape().dim(transposeA ? -2 : -1) != b.shape().dim(transposeB ? -1 : -2)) {
      throw new IllegalArgumentException(
          "matmul: expected [..., m, k] and [..., k, n], found %s%s and %s%s"
              .formatted(
                  a.shape(),
                  transposeA ? " transposed" : "",
                  b.shape(),
                  transposeB ? " transposed" : ""));
    }
    if (transposeA && transposeB) {
      return matmul(Layout.transpose(a, -1, -2), false, b, true);
    }
    return product(transposeA ? Form.TN : transposeB ? Form.NT : Form.NN, a, b);
  }

  private static Variable product(Form form, Variable a, Variable b) {
    Tape tape = Tape.of(a, b);
    Shape aBatch = batch(a.shape());
    Shape bBatch = batch(b.shape());
    Shape batch = Broadcast.shape("matmul", aBatch, bBatch);
    int rows = a.shape().dim(form == Form.TN ? -1 : -2);
    int k = a.shape().dim(form == Form.TN ? -2 : -1);
    int n = b.shape().dim(form == Form.NT ? -2 : -1);
    Tensor c = tape.take(matrices(batch, rows, n));
    // One matrix B for all: the matrices A are one tall matrix.
    boolean tall = bBatch.size() == 1 && form != Form.TN && aBatch.size() == batch.size();
    int pairs = tall ? 1 : batch.size();
    int m = tall ? batch.size() * rows : rows;
    int[] aOf = tall || aBatch.equals(batch) ? null : Broadcast.offsets(aBatch, batch, 1);
    int[] bOf = tall || bBatch.equals(batch) ? null : Broadcast.offsets(bBatch, batch, 1);
    new BatchedProduct(form, m, n, k, pairs)
        .write(a.value().data(), aOf, b.value().data(), bOf, c.data(), false);
    return tape.record(
        c,
        gradient -> {
          float[] g = gradient.data();
          float[] left = a.value().data();
          float[] right = b.value().data();
          if (a.requiresGradient()) {
            int matrices = aBatch.size();
            switch (form) {
              case NN ->
                  addProducts(Form.NT, m, k, n, pairs, g, null, right, bOf, a, aOf, matrices);
              case NT ->
                  addProducts(Form.NN, m, k, n, pairs, g, null, right, bOf, a, aOf, matrices);
              case TN ->
                  addProducts(Form.NT, k, m, n, pairs, right, bOf, g, null, a, aOf, matrices);
            }
          }
          if (b.requiresGradient()) {
            int matrices = bBatch.size();
            switch (form) {
              case NN -> addProducts(Form.TN, k, n, m, pairs, left, aOf, g, null, b, bOf, matrices);
              case NT -> addProducts(Form.TN, n, k, m, pairs, g, null, left, aOf, b, bOf, matrices);
              case TN -> addProducts(Form.NN, k, n, m, pairs, left, aOf, g, null, b, bOf, matrices);
            }
          }
        },
        a,
        b);
  }

  /** Adds the products of x and y to the gradient of a variable, each pair to its matrix. */
  private static void addProducts(
      Form form,
      int m,
      int n,
      int k,
      int pairs,
      float[] x,
      int[] xOf,
      float[] y,
      int[] yOf,
      Variable variable,
      int[] matrixOf,
      int matrices) {
    BatchedProduct product = new BatchedProduct(form, m, n, k, pairs);
    variable.addGradient(
        (gradient, accumulate) -> {
          if (matrixOf == null) {
            product.write(x, xOf, y, yOf, gradient, accumulate);
          } else {
            product.sum(x, xOf, y, yOf, gradient, matrixOf, matrices, accumulate);
          }
        });
  }

  private static Shape batch(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2));
  }

  private static Shape matrices(Shape batch, int rows, int columns) {
    int[] dims = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
    dims[batch.rank()] = rows;
    dims[batch.rank() + 1] = columns;
    return Shape.of(dims);
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
          "linear: expected x [..., in], weight [out, in], bias [out], found %s, %s, %s"
              .formatted(x.shape(), weight.shape(), bias == null ? "none" : bias.shape()));
    }
    Variable[] inputs =
        bias == null ? new Variable[] {x, weight} : new Variable[] {x, weight, bias};
    Tape tape = Tape.of(inputs);
    int out = weight.shape().dim(0);
    int in = weight.shape().dim(1);
    int rows = x.shape().rows();
    Tensor y = tape.take(x.shape().with(-1, out));
    WeightProduct.write(tape, rows, x.value().data(), 0, weight, y.data(), 0, false);
    if (bias != null) {
      Engine.kernels()
          .elementwise()
          .addRow(rows, out, y.data(), 0, bias.value().data(), 0, y.data(), 0);
    }
    return tape.record(
        y,
        g -> {
          if (bias != null) {
            bias.addGradient(
                (sums, accumulate) ->
                    Engine.kernels()
                        .reductions()
                        .columnSums(rows, out, g.data(), 0, sums, 0, accumulate));
          }
          weight.addGradient(
              (dw, accumulate) -> gemm(Form.TN, out, in, rows, g, x.value(), dw, accumulate));
          x.addGradient(
              (dx, accumulate) -> gemm(Form.NN, rows, in, out, g, weight.value(), dx, accumulate));
        },
        inputs);
  }

  private static void gemm(
      Form form, int m, int n, int k, Tensor a, Tensor b, float[] c, boolean accumulate) {
    new BatchedProduct(form, m, n, k, 1).write(a.data(), null, b.data(), null, c, accumulate);
  }
}
