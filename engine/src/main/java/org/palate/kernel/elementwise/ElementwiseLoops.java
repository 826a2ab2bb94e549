// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

/** What {@link ElementwiseKernels} says, once its arguments have been checked. */
sealed interface ElementwiseLoops permits ScalarElementwise, VectorElementwise {

  void fill(int n, float value, float[] out, int outOffset);

  void add(int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset);

  void subtract(int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset);

  void multiply(int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset);

  void divide(int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset);

  void scale(int n, float alpha, float[] x, int xOffset, float[] out, int outOffset);

  void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset);

  void multiplyAdd(
      int n,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      float[] out,
      int outOffset);

  void accumulate(int n, float[] x, int xOffset, float[] y, int yOffset);

  void addRow(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] row,
      int rowOffset,
      float[] out,
      int outOffset);

  void relu(int n, float[] x, int xOffset, float[] out, int outOffset);

  void reluBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset);

  void sqrt(int n, float[] x, int xOffset, float[] out, int outOffset);

  void exp(int n, float[] x, int xOffset, float[] out, int outOffset);

  void log(int n, float[] x, int xOffset, float[] out, int outOffset);

  void sigmoid(int n, float[] x, int xOffset, float[] out, int outOffset);

  void tanh(int n, float[] x, int xOffset, float[] out, int outOffset);

  void softplus(int n, float[] x, int xOffset, float[] out, int outOffset);

  void dropout(
      int n,
      long key,
      long index,
      int threshold,
      float factor,
      float[] x,
      int xOffset,
      float[] out,
      int outOffset);
}
