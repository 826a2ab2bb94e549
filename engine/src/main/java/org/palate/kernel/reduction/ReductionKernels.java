// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.reduction;

import org.palate.kernel.base.Ranges;
import org.palate.kernel.product.ProductKernels;

/**
 * Sums, dot products and maxima of contiguous floats, of rows, of columns.
 *
 * <p>Arguments are checked here, once, as {@code org.palate.kernel.Kernels} says; {@code
 * ScalarReductions} is what is computed, in plain loops, and {@code VectorReductions} the same in
 * vectors.
 *
 * @param loops what runs behind the checks
 */
@SuppressWarnings("exports") // Loops without checks are for nobody else.
public record ReductionKernels(ReductionLoops loops) {

  /** The number of virtual lanes in every reduction along contiguous memory. */
  public static final int LANES = 16;

  /** The plain loops. */
  public static ReductionKernels scalar() {
    return new ReductionKernels(new ScalarReductions());
  }

  /** The loops in vectors, which need the module {@code jdk.incubator.vector}. */
  public static ReductionKernels vector() {
    return new ReductionKernels(new VectorReductions());
  }

  /**
   * The sum of n contiguous floats: +0 for none.
   *
   * <p>Element i is added to lane {@code i mod 16}, in rising i, each lane starting from +0. Then
   * the lanes are folded as a tree: {@code lane[j] += lane[j + 8]} for j below 8, then with 4, 2
   * and 1. {@link #dot}, {@link #sumOfSquares} and {@link #rowDots} use the same lanes and tree.
   */
  public float sum(int n, float[] x, int xOffset) {
    Ranges.floats("x", x, xOffset, n);
    return loops.sum(n, x, xOffset);
  }

  /**
   * The dot product, in the lanes of {@link #sum} with {@code lane = fma(a, b, lane)}, both arrays
   * filled up with zeros to a multiple of 16.
   */
  public float dot(int n, float[] a, int aOffset, float[] b, int bOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    return loops.dot(n, a, aOffset, b, bOffset);
  }

  /** The dot product of x with itself, in the order of {@link #dot}. */
  public float sumOfSquares(int n, float[] x, int xOffset) {
    return loops.sumOfSquares(n, x, xOffset);
  }

  /**
   * The largest of n contiguous floats by {@link Math#max}: NaN when any of them is NaN, and +0 is
   * larger than -0.
   *
   * @throws IllegalArgumentException if n is below 1
   */
  public float max(int n, float[] x, int xOffset) {
    Ranges.atLeastOne("n", n);
    Ranges.floats("x", x, xOffset, n);
    return loops.max(n, x, xOffset);
  }

  /**
   * Looks for a float that is not at most a bound: the least i in {@code [0, n)} whose x[i] is
   * above it or NaN.
   *
   * @return that i, or n where there is none
   */
  public int firstAbove(int n, float[] x, int xOffset, float bound) {
    Ranges.count("n", n);
    Ranges.floats("x", x, xOffset, n);
    return loops.firstAbove(n, x, xOffset, bound);
  }

  /** {@code out[r] = dot(a[r, :], b[r, :])} for contiguous {@code a, b: [rows, dim]}. */
  public void rowDots(
      int rows,
      int dim,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] out,
      int outOffset) {
    Ranges.count("dim", dim);
    Ranges.floats("a", a, aOffset, (long) rows * dim);
    Ranges.floats("b", b, bOffset, (long) rows * dim);
    Ranges.floats("out", out, outOffset, rows);
    loops.rowDots(rows, dim, a, aOffset, b, bOffset, out, outOffset);
  }

  /**
   * {@code out[c] = sum over r of x[r, c]} for contiguous {@code x: [rows, cols]}: the bits of the
   * product of a row of ones with x, that is, blocks of {@link ProductKernels#K_BLOCK} rows, each
   * summed in rising order from +0 and added in order.
   *
   * @param accumulate whether the sums are added to what out holds
   */
  public void columnSums(
      int rows, int cols, float[] x, int xOffset, float[] out, int outOffset, boolean accumulate) {
    Ranges.count("rows", rows);
    Ranges.floats("x", x, xOffset, (long) rows * cols);
    Ranges.floats("out", out, outOffset, cols);
    loops.columnSums(rows, cols, x, xOffset, out, outOffset, accumulate);
  }
}
