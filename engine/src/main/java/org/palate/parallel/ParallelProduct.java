// SPDX-License-Identifier: Apache-2.0
package org.palate.parallel;

import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.kernel.product.PackedMatrix;
import org.palate.kernel.product.ProductKernels;

/**
 * {@link ProductKernels#gemm} and {@link ProductKernels#gemmPacked} by several threads: the rows or
 * the columns of the product are split, which changes no bit.
 */
public final class ParallelProduct {

  /** Fewer multiplications than this are done sooner by one thread (about 5 microseconds). */
  private static final long WORTH_A_THREAD = 1 << 19;

  /** Splits fall on multiples of this, so that every thread but the last has whole tiles. */
  private static final int TILE_ROWS = 24;

  private static final int TILE_COLUMNS = 32;

  private ParallelProduct() {}

  /** The product as {@link ProductKernels#gemm} describes it, on the given workers. */
  public static void gemm(
      Workers workers,
      Kernels kernels,
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate) {
    long work = (long) m * n * k;
    int threads = (int) Math.min(workers.threads(), work / WORTH_A_THREAD);
    if (threads <= 1) {
      kernels
          .products()
          .gemm(form, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc, accumulate);
    } else if (m >= n) {
      // Each thread packs all of B, and its share of A; the other way round below.
      int aRow = form == Form.TN ? 1 : lda;
      workers.forRange(
          m,
          share(m, threads, TILE_ROWS),
          (from, to) ->
              kernels
                  .products()
                  .gemm(
                      form,
                      to - from,
                      n,
                      k,
                      a,
                      aOffset + from * aRow,
                      lda,
                      b,
                      bOffset,
                      ldb,
                      c,
                      cOffset + from * ldc,
                      ldc,
                      accumulate));
    } else {
      int bColumn = form == Form.NT ? ldb : 1;
      workers.forRange(
          n,
          share(n, threads, TILE_COLUMNS),
          (from, to) ->
              kernels
                  .products()
                  .gemm(
                      form,
                      m,
                      to - from,
                      k,
                      a,
                      aOffset,
                      lda,
                      b,
                      bOffset + from * bColumn,
                      ldb,
                      c,
                      cOffset + from,
                      ldc,
                      accumulate));
    }
  }

  /** All columns of {@link ProductKernels#gemmPacked}, on the given workers. */
  public static void gemmPacked(
      Workers workers,
      Kernels kernels,
      int m,
      float[] a,
      int aOffset,
      int lda,
      PackedMatrix b,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate) {
    int n = b.rows();
    long work = (long) m * n * b.columns();
    int threads = (int) Math.min(workers.threads(), work / WORTH_A_THREAD);
    if (threads <= 1) {
      kernels.products().gemmPacked(m, a, aOffset, lda, b, 0, n, c, cOffset, ldc, accumulate);
    } else if (m >= n) {
      workers.forRange(
          m,
          share(m, threads, TILE_ROWS),
          (from, to) ->
              kernels
                  .products()
                  .gemmPacked(
                      to - from,
                      a,
                      aOffset + from * lda,
                      lda,
                      b,
                      0,
                      n,
                      c,
                      cOffset + from * ldc,
                      ldc,
                      accumulate));
    } else {
      workers.forRange(
          n,
          share(n, threads, TILE_COLUMNS),
          (from, to) ->
              kernels
                  .products()
                  .gemmPacked(m, a, aOffset, lda, b, from, to, c, cOffset + from, ldc, accumulate));
    }
  }

  private static int share(int n, int threads, int tile) {
    int share = (n - 1) / threads + 1;
    return (share + tile - 1) / tile * tile;
  }
}
