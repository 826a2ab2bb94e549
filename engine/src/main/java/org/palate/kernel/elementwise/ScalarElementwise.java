// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

/** {@link ElementwiseKernels} as plain loops: the specification. */
final class ScalarElementwise implements ElementwiseLoops {

  @Override
  public void fill(int n, float value, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = value;
    }
  }

  @Override
  public void add(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = a[aOffset + i] + b[bOffset + i];
    }
  }

  @Override
  public void subtract(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = a[aOffset + i] - b[bOffset + i];
    }
  }

  @Override
  public void multiply(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = a[aOffset + i] * b[bOffset + i];
    }
  }

  @Override
  public void divide(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = a[aOffset + i] / b[bOffset + i];
    }
  }

  @Override
  public void scale(int n, float alpha, float[] x, int xOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = alpha * x[xOffset + i];
    }
  }

  @Override
  public void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Math.fma(alpha, x[xOffset + i], y[yOffset + i]);
    }
  }

  @Override
  public void multiplyAdd(
      int n,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      float[] out,
      int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = Math.fma(a[aOffset + i], b[bOffset + i], c[cOffset + i]);
    }
  }

  @Override
  public void accumulate(int n, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = y[yOffset + i] + x[xOffset + i];
    }
  }

  @Override
  public void addRow(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] row,
      int rowOffset,
      float[] out,
      int outOffset) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        out[outOffset + r * cols + c] = x[xOffset + r * cols + c] + row[rowOffset + c];
      }
    }
  }

  @Override
  public void relu(int n, float[] x, int xOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = x[xOffset + i] <= 0f ? 0f : x[xOffset + i];
    }
  }

  @Override
  public void reluBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    for (int i = 0; i < n; i++) {
      dx[dxOffset + i] = y[yOffset + i] <= 0f ? 0f : dy[dyOffset + i];
    }
  }

  @Override
  public void sqrt(int n, float[] x, int xOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = (float) Math.sqrt(x[xOffset + i]);
    }
  }

  @Override
  public void exp(int n, float[] x, int xOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.exp(x[xOffset + i]);
    }
  }

  @Override
  public void log(int n, float[] x, int xOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.log(x[xOffset + i]);
    }
  }

  @Override
  public void sigmoid(int n, float[] x, int xOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.sigmoid(x[xOffset + i]);
    }
  }

  @Override
  public void tanh(int n, float[] x, int xOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.tanh(x[xOffset + i]);
    }
  }

  @Override
  public void softplus(int n, float[] x, int xOffset, float[] out, int outOffset) {
    for (int i = 0; i < n; i++) {
      out[outOffset + i] = FloatMath.softplus(x[xOffset + i]);
    }
  }

  @Override
  public void dropout(
      int n,
      long key,
      long index,
      int threshold,
      float factor,
      float[] x,
      int xOffset,
      float[] out,
      int outOffset) {
    for (int i = 0; i < n; i++) {
      long draw = SplitMix.draw(key, (index + i) / 2);
      int bits = (int) (i % 2 == 0 ? draw : draw >>> 32);
      boolean dropped = Integer.compareUnsigned(bits, threshold) < 0;
      out[outOffset + i] = dropped ? 0f : factor * x[xOffset + i];
    }
  }
}
