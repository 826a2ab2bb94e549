// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.reduction;

/** What {@link ReductionKernels} says, once its arguments have been checked. */
sealed interface ReductionLoops permits ScalarReductions, VectorReductions {

  float sum(int n, float[] x, int xOffset);

  float dot(int n, float[] a, int aOffset, float[] b, int bOffset);

  float sumOfSquares(int n, float[] x, int xOffset);

  float max(int n, float[] x, int xOffset);

  int firstAbove(int n, float[] x, int xOffset, float bound);

  void rowDots(
      int rows,
      int dim,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] out,
      int outOffset);

  void columnSums(
      int rows, int cols, float[] x, int xOffset, float[] out, int outOffset, boolean accumulate);
}
