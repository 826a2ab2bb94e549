// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.kernel.Engine;
import org.palate.kernel.product.Form;
import org.palate.linalg.Cholesky;

/** The inverse of a symmetric positive definite matrix, as EASE needs it of items by items. */
public final class InverseWork {
  private final int n;
  private final float[] matrix;

  /** A matrix of n rows and columns: {@code X^T X + n I}. */
  public InverseWork(int n) {
    this.n = n;
    int rows = n / 2;
    float[] x = Values.floats("x", rows * n);
    matrix = new float[n * n];
    Engine.kernels().products().gemm(Form.TN, n, n, rows, x, 0, n, x, 0, n, matrix, 0, n, false);
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] += n;
    }
  }

  /** Floating-point operations: {@code n^3 / 3} for the factor, twice as many for its inverse. */
  public double flops() {
    return (double) n * n * n;
  }

  /** Copies, factors and inverts the matrix on the threads of the process; gives the inverse. */
  public float[] run() {
    return Cholesky.factor(n, matrix.clone()).inverse();
  }
}
