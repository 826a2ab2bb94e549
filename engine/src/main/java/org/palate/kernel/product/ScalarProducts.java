// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import static org.palate.kernel.product.ProductKernels.K_BLOCK;

import java.util.Arrays;
import org.palate.kernel.base.ScratchPool;

/**
 * {@link ProductKernels} as plain loops: the specification. {@link #definition} is the product in
 * three loops; the others keep a block of B and a row of sums at hand, so that they serve where
 * there are no vectors.
 */
final class ScalarProducts implements ProductLoops {

  /** Columns of B that {@link #gemm} handles at a time; any number gives the same bits. */
  private static final int STRIP = 64;

  /** Rows in a panel of a packed matrix, the least there are. */
  private static final int PANEL = 2;

  private final ScratchPool scratch = new ScratchPool((K_BLOCK + 1) * STRIP);

  /**
   * The matrix product as it is defined, {@code C[i, j] = sum over p of A[i, p] B[p, j]}: summed in
   * rising p from +0, each term by one {@code fma}. Up to K_BLOCK terms these are the bits of
   * {@link ProductKernels#gemm}; of more, it adds up the products of blocks of K_BLOCK terms. All
   * else in this package computes the same sums sooner.
   *
   * @param a {@code [m, k]}, from aOffset on, its rows lda apart; likewise b {@code [k, n]}
   * @param c receives {@code [m, n]}
   */
  static void definition(
      int m, int n, int k, float[] a, int aOffset, int lda, float[] b, int bOffset, float[] c) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0f;
        for (int p = 0; p < k; p++) {
          sum = Math.fma(a[aOffset + i * lda + p], b[bOffset + p * n + j], sum);
        }
        c[i * n + j] = sum;
      }
    }
  }

  @Override
  public void gemm(
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
    product(form, m, n, k, a, aOffset, lda, b, bOffset, ldb, null, c, cOffset, ldc, accumulate);
  }

  /** The product, whose stored rows of B start at bRows, or else ldb apart. */
  private void product(
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
      int[] bRows,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate) {
    if (k == 0 && !accumulate) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, cOffset + i * ldc, cOffset + i * ldc + n, 0f);
      }
    }
    // A[i, p] is at aOffset + i * aRow + p * aCol.
    int aRow = form == Form.TN ? 1 : lda;
    int aCol = form == Form.TN ? lda : 1;

    float[] buffer = scratch.borrow(); // a block of B, [block, width], then one row of sums
    int sums = K_BLOCK * STRIP;
    for (int strip = 0; strip < n; strip += STRIP) {
      int width = Math.min(STRIP, n - strip);
      for (int from = 0; from < k; from += K_BLOCK) {
        int block = Math.min(K_BLOCK, k - from);
        for (int p = 0; p < block; p++) {
          for (int j = 0; j < width; j++) {
            int row = form == Form.NT ? strip + j : from + p;
            int col = form == Form.NT ? from + p : strip + j;
            int start = bRows == null ? row * ldb : bRows[row];
            buffer[p * STRIP + j] = b[bOffset + start + col];
          }
        }
        boolean store = from == 0 && !accumulate;
        for (int i = 0; i < m; i++) {
          Arrays.fill(buffer, sums, sums + width, 0f);
          for (int p = 0; p < block; p++) {
            float aip = a[aOffset + i * aRow + (from + p) * aCol];
            for (int j = 0; j < width; j++) {
              buffer[sums + j] = Math.fma(aip, buffer[p * STRIP + j], buffer[sums + j]);
            }
          }
          int row = cOffset + i * ldc + strip;
          for (int j = 0; j < width; j++) {
            c[row + j] = store ? buffer[sums + j] : c[row + j] + buffer[sums + j];
          }
        }
      }
    }
    scratch.release(buffer);
  }

  @Override
  public void gemmRows(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int[] bRows,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate) {
    product(form, m, n, k, a, aOffset, lda, b, bOffset, 0, bRows, c, cOffset, ldc, accumulate);
  }

  @Override
  public PackedMatrix pack(Precision precision, int n, int k, float[] b, int bOffset, int ldb) {
    return new PackedMatrix(precision, n, k, b, bOffset, ldb, PANEL, false);
  }

  /** Block by block, each put back into rows. Takes matrices in panels of any width. */
  @Override
  public void gemmPacked(
      int m,
      float[] a,
      int aOffset,
      int lda,
      PackedMatrix b,
      int from,
      int to,
      float[] c,
      int cOffset,
      int ldc,
      boolean accumulate) {
    int k = b.columns();
    float[] rows = scratch.borrow();
    for (int strip = from; strip < to; strip += STRIP) {
      int width = Math.min(STRIP, to - strip);
      int cAt = cOffset + strip - from;
      int kc = 0;
      do {
        int block = Math.min(K_BLOCK, k - kc);
        for (int j = 0; j < width && block > 0; j++) {
          b.unpack(strip + j, kc, rows, j * K_BLOCK);
        }
        boolean add = accumulate || kc > 0;
        int aAt = aOffset + kc;
        product(Form.NT, m, width, block, a, aAt, lda, rows, 0, K_BLOCK, null, c, cAt, ldc, add);
        kc += K_BLOCK;
      } while (kc < k);
    }
    scratch.release(rows);
  }

  @Override
  public boolean isWarmingUp() {
    return false;
  }
}
