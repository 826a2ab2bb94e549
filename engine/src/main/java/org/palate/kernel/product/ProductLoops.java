// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

/** What {@link ProductKernels} says, once its arguments have been checked. */
sealed interface ProductLoops permits ScalarProducts, VectorProducts {

  void gemm(
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
      boolean accumulate);

  void gemmRows(
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
      boolean accumulate);

  PackedMatrix pack(Precision precision, int n, int k, float[] b, int bOffset, int ldb);

  void gemmPacked(
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
      boolean accumulate);

  /** Whether some products are made by plain loops until those of vectors are compiled. */
  boolean isWarmingUp();
}
