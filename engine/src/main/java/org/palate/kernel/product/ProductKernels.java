// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import org.palate.kernel.base.Ranges;
import org.palate.kernel.elementwise.FloatMath;

/**
 * The matrix product, in its forms.
 *
 * <p>Arguments are checked here, once, as {@code org.palate.kernel.Kernels} says; {@code
 * ScalarProducts} is what is computed, in plain loops, and {@code VectorProducts} the same in
 * vectors.
 *
 * @param loops what runs behind the checks
 */
@SuppressWarnings("exports") // Loops without checks are for nobody else.
public record ProductKernels(ProductLoops loops) {

  /** The length of the blocks of k in {@link #gemm}. */
  public static final int K_BLOCK = 256;

  /** The plain loops. */
  public static ProductKernels scalar() {
    return new ProductKernels(new ScalarProducts());
  }

  /** The loops in vectors, which need the module {@code jdk.incubator.vector}. */
  public static ProductKernels vector() {
    return new ProductKernels(new VectorProducts());
  }

  /** Those in vectors, but plain loops until the JVM has compiled them, for some seconds. */
  public static ProductKernels vectorWarmingUp() {
    return new ProductKernels(VectorProducts.warmingUp());
  }

  /** Whether some products are made by plain loops until those of vectors are compiled. */
  public boolean isWarmingUp() {
    return loops.isWarmingUp();
  }

  /**
   * The matrix product {@code C[m, n] = A[m, k] B[k, n]}, or {@code C += A B} when accumulating.
   *
   * <p>Every output is formed in the same way, whatever the shape: k is cut into blocks of {@link
   * #K_BLOCK}; within a block {@code s = fma(A[i, p], B[p, j], s)} in rising p, starting from +0;
   * the first block is stored into C (added to C when accumulating: {@code C + s}), each further
   * block is added, {@code C = C + s}, in order. So splitting the rows or columns of a product over
   * several calls does not change a bit; splitting k may. With k = 0, C becomes +0, or stays as it
   * is when accumulating.
   *
   * <p>C must not overlap A or B.
   *
   * @param form how A and B are stored, row-major
   * @param lda distance in floats between the stored rows of A: at least k (TN: m)
   * @param ldb distance in floats between the stored rows of B: at least n (NT: k)
   * @param ldc distance in floats between the rows of C: at least n; the gap is left alone
   * @param accumulate whether the product is added to what C holds
   * @throws IllegalArgumentException for a negative size, or a distance that is too small
   */
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
    checkProduct(form, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
    loops.gemm(form, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc, accumulate);
  }

  /**
   * {@link #gemm} with the stored rows of B anywhere in an array, where they may overlap: stored
   * row r (of k rows in forms NN and TN, of n in NT) starts at {@code b[bOffset + bRows[r]]}. The
   * bits are those of {@link #gemm} on a B that holds these rows side by side.
   *
   * @param bRows where each stored row starts, from bOffset on
   */
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
    checkProductOfRows(form, m, n, k, a, aOffset, lda, b, bOffset, bRows, c, cOffset, ldc);
    loops.gemmRows(form, m, n, k, a, aOffset, lda, b, bOffset, bRows, c, cOffset, ldc, accumulate);
  }

  /**
   * Lays out a matrix for {@link #gemmPacked}, for many products with the same B in form NT.
   *
   * @param n rows of B
   * @param k columns of B
   * @param b B, {@code [n, k]}, its rows ldb apart; it is copied
   * @param ldb at least k
   */
  public PackedMatrix pack(Precision precision, int n, int k, float[] b, int bOffset, int ldb) {
    checkPacked(n, k, b, bOffset, ldb);
    return loops.pack(precision, n, k, b, bOffset, ldb);
  }

  /**
   * {@link #gemm} in form NT with the rows {@code [from, to)} of a B that was packed before. The
   * bits are those of {@link #gemm} on these rows; in bfloat16, on these rows rounded by {@link
   * FloatMath#toBfloat16}.
   *
   * @param a A, {@code [m, b.columns()]}
   * @param b what {@link #pack} of the same kernels gave
   * @param c receives {@code [m, to - from]}
   * @throws IllegalArgumentException also for a matrix that other kernels packed
   */
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
    checkPackedProduct(m, a, aOffset, lda, b, from, to, c, cOffset, ldc);
    loops.gemmPacked(m, a, aOffset, lda, b, from, to, c, cOffset, ldc, accumulate);
  }

  private static void checkProduct(
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
      int ldc) {
    Ranges.count("m", m);
    Ranges.count("n", n);
    Ranges.count("k", k);
    boolean aTransposed = form == Form.TN;
    boolean bTransposed = form == Form.NT;
    Ranges.matrix("a", a, aOffset, aTransposed ? k : m, aTransposed ? m : k, lda);
    Ranges.matrix("b", b, bOffset, bTransposed ? n : k, bTransposed ? k : n, ldb);
    Ranges.matrix("c", c, cOffset, m, n, ldc);
  }

  private static void checkProductOfRows(
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
      int ldc) {
    Ranges.count("m", m);
    Ranges.count("n", n);
    Ranges.count("k", k);
    boolean aTransposed = form == Form.TN;
    Ranges.matrix("a", a, aOffset, aTransposed ? k : m, aTransposed ? m : k, lda);
    Ranges.matrix("c", c, cOffset, m, n, ldc);
    int rows = form == Form.NT ? n : k;
    int length = form == Form.NT ? k : n;
    Ranges.positions("bRows", bRows.length, 0, rows);
    for (int r = 0; r < rows; r++) {
      Ranges.floats("b", b, bOffset + bRows[r], length);
    }
  }

  private static void checkPackedProduct(
      int m,
      float[] a,
      int aOffset,
      int lda,
      PackedMatrix b,
      int from,
      int to,
      float[] c,
      int cOffset,
      int ldc) {
    Ranges.count("m", m);
    Ranges.positions("b", b.rows(), from, to);
    Ranges.matrix("a", a, aOffset, m, b.columns(), lda);
    Ranges.matrix("c", c, cOffset, m, to - from, ldc);
  }

  private static void checkPacked(int n, int k, float[] b, int bOffset, int ldb) {
    Ranges.count("n", n);
    Ranges.count("k", k);
    Ranges.matrix("b", b, bOffset, n, k, ldb);
  }
}
