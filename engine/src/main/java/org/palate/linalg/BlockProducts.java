// SPDX-License-Identifier: Apache-2.0
package org.palate.linalg;

import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;

/** {@link ParallelProduct#gemm} of {@link Block}s. */
record BlockProducts(Workers workers, Kernels kernels) {

  /** {@code C[m, n] = A[m, k] B[k, n]}, whose elements are none of A's or B's. */
  void store(Form form, int m, int n, int k, Block a, Block b, Block c) {
    gemm(form, m, n, k, a, b, c, false);
  }

  /** {@code C[m, n] += A[m, k] B[k, n]}, whose elements are none of A's or B's. */
  void add(Form form, int m, int n, int k, Block a, Block b, Block c) {
    gemm(form, m, n, k, a, b, c, true);
  }

  private void gemm(Form form, int m, int n, int k, Block a, Block b, Block c, boolean accumulate) {
    ParallelProduct.gemm(
        workers,
        kernels,
        form,
        m,
        n,
        k,
        a.data(),
        a.at(),
        a.stride(),
        b.data(),
        b.at(),
        b.stride(),
        c.data(),
        c.at(),
        c.stride(),
        accumulate);
  }
}
