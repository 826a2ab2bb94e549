// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import java.util.Arrays;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * The outer product of vectors, laid out as one vector: every product of one element of each. Of
 * two, {@code y[b, i n + j] = a[b, i] b[b, j]}; of more, the same with the product so far in the
 * place of a, so that the index of the last vector moves fastest.
 *
 * <p>With a 1 appended to the end of each vector, the product holds the products of every subset of
 * the vectors: each vector alone, each pair, and so on to all of them, and the number 1.
 *
 * <p>Of two vectors, with G the gradient as a matrix {@code [m, n]}: {@code da = G b}, {@code db =
 * Gᵀ a}.
 *
 * <p>A. Zadeh, M. Chen, S. Poria, E. Cambria, L.-P. Morency: Tensor Fusion Network for Multimodal
 * Sentiment Analysis, 2017.
 */
public final class OuterProduct {
  private OuterProduct() {}

  /**
   * The flattened outer product for each example.
   *
   * @param vectors at least one, {@code [batch, width]} each, of one batch
   * @return {@code [batch, product of the widths]}
   */
  public static Variable flattened(Variable... vectors) {
    check(vectors);
    Variable product = vectors[0];
    for (int i = 1; i < vectors.length; i++) {
      product = ofTwo(product, vectors[i]);
    }
    return product;
  }

  /**
   * As {@link #flattened}, each vector with a 1 at its end.
   *
   * @return {@code [batch, product of the widths + 1]}
   */
  public static Variable flattenedWithOnes(Variable... vectors) {
    check(vectors);
    Tape tape = Tape.of(vectors);
    Tensor column = tape.take(vectors[0].shape().dim(0), 1);
    Arrays.fill(column.data(), 0, column.size(), 1f);
    Variable one = tape.constant(column);
    Variable[] longer = new Variable[vectors.length];
    Arrays.setAll(longer, i -> Layout.concat(1, vectors[i], one));
    return flattened(longer);
  }

  private static void check(Variable[] vectors) {
    boolean fit = vectors.length > 0;
    for (Variable vector : vectors) {
      fit &= vector.shape().rank() == 2 && vector.shape().dim(0) == vectors[0].shape().dim(0);
    }
    if (!fit) {
      throw new IllegalArgumentException(
          "outer product: expected vectors [batch, width] of one batch, found "
              + Arrays.toString(Arrays.stream(vectors).map(Variable::shape).toArray()));
    }
  }

  private static Variable ofTwo(Variable a, Variable b) {
    Tape tape = Tape.of(a, b);
    int batch = a.shape().dim(0);
    int m = a.shape().dim(1);
    int n = b.shape().dim(1);
    int taskSize = TaskSize.arithmeticRows(m * n);
    Tensor y = tape.take(batch, Math.multiplyExact(m, n));
    float[] left = a.value().data();
    float[] right = b.value().data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            batch,
            taskSize,
            (from, to) -> {
              Kernels kernels = Engine.kernels();
              for (int row = from * m; row < to * m; row++) {
                kernels.elementwise().scale(n, left[row], right, row / m * n, out, row * n);
              }
            });
    return tape.record(
        y,
        g -> {
          Tensor da = tape.take(a.shape());
          Tensor db = tape.zeros(batch, n);
          float[] slopes = g.data();
          Workers.shared()
              .forRange(
                  batch,
                  taskSize,
                  (from, to) -> {
                    Kernels kernels = Engine.kernels();
                    for (int row = from * m; row < to * m; row++) {
                      int at = row / m * n;
                      da.data()[row] = kernels.reductions().dot(n, slopes, row * n, right, at);
                      kernels.elementwise().axpy(n, left[row], slopes, row * n, db.data(), at);
                    }
                  });
          if (a.requiresGradient()) {
            a.transferGradient(da);
          }
          if (b.requiresGradient()) {
            b.transferGradient(db);
          }
        },
        a,
        b);
  }
}
