// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import java.util.Arrays;
import org.palate.kernel.base.ScratchPool;

/**
 * {@link ProductKernels} in vectors of 128, 256 or 512 bits: the choice of a path. The loops are in
 * {@link VectorProduct}, {@link SwappedProduct}, {@link PackedProduct} and {@link
 * VectorRowProduct}.
 */
final class VectorProducts implements ProductLoops {

  /** Up to so many rows, products read B as it is; beyond, packing it is quicker. */
  private static final int FEW_ROWS = 3;

  /** The same where the sums run along contiguous memory. */
  private static final int FEW_CHAINS = 2;

  /** Rows whose dot products with a vector are formed side by side. */
  private static final int CHAINS = 16;

  private final ScratchPool products =
      new ScratchPool(Math.max(VectorProduct.SCRATCH, SwappedProduct.SCRATCH));
  private final ScratchPool lanes = new ScratchPool(CHAINS);

  private final ProductLoops scalar = new ScalarProducts();

  /** Null where products are vectors from the first call on. */
  private final ProductWarmup warmup;

  private VectorProducts(boolean warmsUp) {
    warmup = warmsUp ? new ProductWarmup(scalar, new VectorProducts()) : null;
  }

  /** Vectors from the first call on, however long it takes until they are compiled. */
  VectorProducts() {
    this(false);
  }

  /** Vectors, but for the products that come before those are compiled; see ProductWarmup. */
  static VectorProducts warmingUp() {
    return new VectorProducts(true);
  }

  @Override
  public boolean isWarmingUp() {
    return warmup != null && warmup.isUnderWay();
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
    if (m == 0 || n == 0) {
      return;
    }
    if (!isReady(form)) {
      scalar.gemm(form, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc, accumulate);
      return;
    }
    if (k == 0) {
      for (int i = 0; i < m && !accumulate; i++) {
        Arrays.fill(c, cOffset + i * ldc, cOffset + i * ldc + n, 0f);
      }
    } else if (form == Form.NT && m <= FEW_CHAINS) {
      float[] sums = lanes.borrow();
      for (int i = 0; i < m; i++) {
        int aAt = aOffset + i * lda;
        int cAt = cOffset + i * ldc;
        VectorRowProduct.chains(n, k, b, bOffset, ldb, a, aAt, 1, c, cAt, 1, accumulate, sums);
      }
      lanes.release(sums);
    } else if (form != Form.NT && m <= FEW_ROWS) {
      int aRow = form == Form.TN ? 1 : lda;
      int aCol = form == Form.TN ? lda : 1;
      for (int i = 0; i < m; i++) {
        int aAt = aOffset + i * aRow;
        int cAt = cOffset + i * ldc;
        VectorRowProduct.row(n, k, a, aAt, aCol, b, bOffset, ldb, c, cAt, accumulate);
      }
    } else if (form != Form.TN && n <= FEW_CHAINS) {
      int bRow = form == Form.NT ? 1 : ldb;
      int bCol = form == Form.NT ? ldb : 1;
      float[] sums = lanes.borrow();
      for (int j = 0; j < n; j++) {
        int bAt = bOffset + j * bCol;
        int cAt = cOffset + j;
        VectorRowProduct.chains(m, k, a, aOffset, lda, b, bAt, bRow, c, cAt, ldc, accumulate, sums);
      }
      lanes.release(sums);
    } else if (form == Form.TN && n == 1 && ldc == 1) {
      VectorRowProduct.row(m, k, b, bOffset, ldb, a, aOffset, lda, c, cOffset, accumulate);
    } else {
      float[] scratch = products.borrow();
      VectorProduct.gemm(
          form,
          m,
          n,
          k,
          a,
          aOffset,
          lda,
          b,
          bOffset,
          ldb,
          null,
          c,
          cOffset,
          ldc,
          accumulate,
          scratch);
      products.release(scratch);
    }
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
    if (!isReady(form)) {
      scalar.gemmRows(
          form, m, n, k, a, aOffset, lda, b, bOffset, bRows, c, cOffset, ldc, accumulate);
      return;
    }
    if (k == 0 && !accumulate) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, cOffset + i * ldc, cOffset + i * ldc + n, 0f);
      }
    }
    if (m == 0 || n == 0 || k == 0) {
      return;
    }
    float[] scratch = products.borrow();
    if (form != Form.NT && VectorProduct.TILE == 8) {
      SwappedProduct.gemm(
          form, m, n, k, a, aOffset, lda, b, bOffset, bRows, c, cOffset, ldc, accumulate, scratch);
    } else {
      VectorProduct.gemm(
          form,
          m,
          n,
          k,
          a,
          aOffset,
          lda,
          b,
          bOffset,
          0,
          bRows,
          c,
          cOffset,
          ldc,
          accumulate,
          scratch);
    }
    products.release(scratch);
  }

  @Override
  public PackedMatrix pack(Precision precision, int n, int k, float[] b, int bOffset, int ldb) {
    boolean halves = VectorProduct.isHalf(1);
    return new PackedMatrix(precision, n, k, b, bOffset, ldb, PackedProduct.PANEL, halves);
  }

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
    checkPanels(b);
    if (m == 0 || from == to) {
      return;
    }
    if (b.columns() == 0 || warmup != null && !warmup.isReady(b.precision())) {
      scalar.gemmPacked(m, a, aOffset, lda, b, from, to, c, cOffset, ldc, accumulate);
      return;
    }
    float[] scratch = products.borrow();
    PackedProduct.gemm(m, a, aOffset, lda, b, from, to, c, cOffset, ldc, accumulate, scratch);
    products.release(scratch);
  }

  private static void checkPanels(PackedMatrix b) {
    if (b.panel() != PackedProduct.PANEL) {
      throw new IllegalArgumentException(
          "b: expected a matrix that these kernels packed, in panels of %d rows, found panels of %d"
              .formatted(PackedProduct.PANEL, b.panel()));
    }
  }

  private boolean isReady(Form form) {
    return warmup == null || warmup.isReady(form);
  }
}
