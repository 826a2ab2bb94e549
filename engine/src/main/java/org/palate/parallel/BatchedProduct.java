// SPDX-License-Identifier: Apache-2.0
package org.palate.parallel;

import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;

/**
 * Products of many pairs of matrices of one size, row-major and without gaps, by several threads.
 *
 * @param form how the matrices are stored
 * @param m rows of each product
 * @param n columns of each product
 * @param k what is summed over
 * @param pairs how many pairs there are
 */
public record BatchedProduct(Form form, int m, int n, int k, int pairs) {
  /** Multiplications of one pair from which on a pair is worth several threads. */
  private static final long LARGE = 1L << 22;

  /** Multiplications below which a second thread does not pay. */
  private static final long WORTH_A_THREAD = 1L << 19;

  /**
   * Writes the product of each pair to a matrix of its own, or adds it.
   *
   * @param aOf which matrix of a is in pair i; null: matrix i
   * @param bOf which matrix of b is in pair i; null: matrix i
   */
  public void write(float[] a, int[] aOf, float[] b, int[] bOf, float[] c, boolean accumulate) {
    long work = (long) m * n * k;
    if (pairs == 1 || work >= LARGE) {
      for (int pair = 0; pair < pairs; pair++) {
        multiply(a, at(aOf, pair), b, at(bOf, pair), c, pair, accumulate);
      }
      return;
    }
    int taskSize = Math.clamp(WORTH_A_THREAD / Math.max(1, work), 1, Math.max(1, pairs));
    Workers.shared()
        .forRange(
            pairs,
            taskSize,
            (from, to) -> {
              Kernels kernels = Engine.kernels();
              for (int pair = from; pair < to; pair++) {
                kernels
                    .products()
                    .gemm(
                        form,
                        m,
                        n,
                        k,
                        a,
                        at(aOf, pair) * m * k,
                        lda(),
                        b,
                        at(bOf, pair) * k * n,
                        ldb(),
                        c,
                        pair * m * n,
                        n,
                        accumulate);
              }
            });
  }

  /**
   * Sums the products of all pairs that share a matrix of c, in rising order of the pairs.
   *
   * @param cOf which matrix of c pair i belongs to; every matrix of c has a pair
   * @param matrices how many matrices c has
   */
  public void sum(
      float[] a, int[] aOf, float[] b, int[] bOf, float[] c, int[] cOf, int matrices, boolean add) {
    boolean[] begun = new boolean[matrices];
    for (int pair = 0; pair < pairs; pair++) {
      int matrix = cOf[pair];
      multiply(a, at(aOf, pair), b, at(bOf, pair), c, matrix, add || begun[matrix]);
      begun[matrix] = true;
    }
  }

  private void multiply(
      float[] a, int aMatrix, float[] b, int bMatrix, float[] c, int cMatrix, boolean accumulate) {
    ParallelProduct.gemm(
        Workers.shared(),
        Engine.kernels(),
        form,
        m,
        n,
        k,
        a,
        aMatrix * m * k,
        lda(),
        b,
        bMatrix * k * n,
        ldb(),
        c,
        cMatrix * m * n,
        n,
        accumulate);
  }

  private int lda() {
    return form == Form.TN ? m : k;
  }

  private int ldb() {
    return form == Form.NT ? k : n;
  }

  private static int at(int[] of, int pair) {
    return of == null ? pair : of[pair];
  }
}
