// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.kernel.product.PackedMatrix;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;

/** The product of rows and the transpose of weights, which are read packed where they are. */
public final class WeightProduct {
  private WeightProduct() {}

  /**
   * {@code C = A Wᵀ}, or {@code C += A Wᵀ}: no node of the tape, but a part of one.
   *
   * @param tape says by {@link Variable#packed} whether a packed form of W is to be read
   * @param rows how many rows A has, {@code [rows, in]} from {@code aOffset} on
   * @param weight W, shape {@code [out, in]}
   * @param c receives {@code [rows, out]} from {@code cOffset} on
   */
  public static void write(
      Tape tape,
      int rows,
      float[] a,
      int aOffset,
      Variable weight,
      float[] c,
      int cOffset,
      boolean accumulate) {
    int out = weight.shape().dim(0);
    int in = weight.shape().dim(1);
    Workers workers = Workers.shared();
    Kernels kernels = Engine.kernels();
    PackedMatrix packed = weight.packed(tape);
    if (packed != null) {
      ParallelProduct.gemmPacked(
          workers, kernels, rows, a, aOffset, in, packed, c, cOffset, out, accumulate);
    } else {
      float[] w = weight.value().data();
      ParallelProduct.gemm(
          workers,
          kernels,
          Form.NT,
          rows,
          out,
          in,
          a,
          aOffset,
          in,
          w,
          0,
          in,
          c,
          cOffset,
          out,
          accumulate);
    }
  }
}
