// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;

/** One matrix product: {@code C[m, n] = A[m, k] B[k, n]} in one of its forms. */
public final class ProductWork {
  private final Kernels kernels = Engine.kernels();
  private final Form form;
  private final int m;
  private final int k;
  private final int n;
  private final int lda;
  private final int ldb;
  private final float[] a;
  private final float[] b;
  private final float[] c;

  /** A product of m rows, sums of k terms, and n columns. */
  public ProductWork(Form form, int m, int k, int n) {
    this.form = form;
    this.m = m;
    this.k = k;
    this.n = n;
    lda = form == Form.TN ? m : k;
    ldb = form == Form.NT ? k : n;
    a = Values.floats("a", m * k);
    b = Values.floats("b", k * n);
    c = new float[m * n];
  }

  /** A, of m x k floats, stored k x m in form TN. */
  public float[] a() {
    return a;
  }

  /** B, of k x n floats, stored n x k in form NT. */
  public float[] b() {
    return b;
  }

  /** Floating-point operations of one call; a multiply-add is two. */
  public double flops() {
    return 2.0 * m * n * k;
  }

  /** One call on this thread; gives C. */
  public float[] run() {
    kernels.products().gemm(form, m, n, k, a, 0, lda, b, 0, ldb, c, 0, n, false);
    return c;
  }

  /** One call that these workers share; gives C. */
  public float[] run(Workers workers) {
    ParallelProduct.gemm(workers, kernels, form, m, n, k, a, 0, lda, b, 0, ldb, c, 0, n, false);
    return c;
  }
}
