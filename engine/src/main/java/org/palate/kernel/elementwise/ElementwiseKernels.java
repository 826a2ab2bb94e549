// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

import org.palate.kernel.base.Ranges;

/**
 * What is done to each element by itself: arithmetic, rectifiers, functions, dropout.
 *
 * <p>Arguments are checked here, once, as {@code org.palate.kernel.Kernels} says; {@code
 * ScalarElementwise} is what is computed, in plain loops, and {@code VectorElementwise} the same in
 * vectors.
 *
 * @param loops what runs behind the checks
 */
@SuppressWarnings("exports") // Loops without checks are for nobody else.
public record ElementwiseKernels(ElementwiseLoops loops) {

  /** The plain loops. */
  public static ElementwiseKernels scalar() {
    return new ElementwiseKernels(new ScalarElementwise());
  }

  /** The loops in vectors, which need the module {@code jdk.incubator.vector}. */
  public static ElementwiseKernels vector() {
    return new ElementwiseKernels(new VectorElementwise());
  }

  /** {@code out = value}. */
  public void fill(int n, float value, float[] out, int outOffset) {
    Ranges.floats("out", out, outOffset, n);
    loops.fill(n, value, out, outOffset);
  }

  /** {@code out = a + b}. */
  public void add(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.add(n, a, aOffset, b, bOffset, out, outOffset);
  }

  /** {@code out = a - b}. */
  public void subtract(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.subtract(n, a, aOffset, b, bOffset, out, outOffset);
  }

  /** {@code out = a * b}. */
  public void multiply(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.multiply(n, a, aOffset, b, bOffset, out, outOffset);
  }

  /** {@code out = a / b}. */
  public void divide(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset) {
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.divide(n, a, aOffset, b, bOffset, out, outOffset);
  }

  /** {@code out = alpha * x}. */
  public void scale(int n, float alpha, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.scale(n, alpha, x, xOffset, out, outOffset);
  }

  /** {@code y = fma(alpha, x, y)}. */
  public void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("y", y, yOffset, n);
    loops.axpy(n, alpha, x, xOffset, y, yOffset);
  }

  /** {@code out = fma(a, b, c)}. */
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
    Ranges.floats("a", a, aOffset, n);
    Ranges.floats("b", b, bOffset, n);
    Ranges.floats("c", c, cOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.multiplyAdd(n, a, aOffset, b, bOffset, c, cOffset, out, outOffset);
  }

  /** {@code y = y + x}. */
  public void accumulate(int n, float[] x, int xOffset, float[] y, int yOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("y", y, yOffset, n);
    loops.accumulate(n, x, xOffset, y, yOffset);
  }

  /** {@code out[r, c] = x[r, c] + row[c]} for contiguous {@code x, out: [rows, cols]}. */
  public void addRow(
      int rows,
      int cols,
      float[] x,
      int xOffset,
      float[] row,
      int rowOffset,
      float[] out,
      int outOffset) {
    Ranges.count("rows", rows);
    Ranges.floats("row", row, rowOffset, cols);
    Ranges.floats("x", x, xOffset, (long) rows * cols);
    Ranges.floats("out", out, outOffset, (long) rows * cols);
    loops.addRow(rows, cols, x, xOffset, row, rowOffset, out, outOffset);
  }

  /** {@code out = x <= 0 ? +0 : x}; NaN stays NaN, -0 becomes +0. */
  public void relu(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.relu(n, x, xOffset, out, outOffset);
  }

  /**
   * The gradient of {@link #relu}: {@code dx = y <= 0 ? +0 : dy}, where y may be the output or the
   * input of the forward pass.
   */
  public void reluBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    Ranges.floats("y", y, yOffset, n);
    Ranges.floats("dy", dy, dyOffset, n);
    Ranges.floats("dx", dx, dxOffset, n);
    loops.reluBackward(n, y, yOffset, dy, dyOffset, dx, dxOffset);
  }

  /** {@code out = sqrt(x)}, correctly rounded. */
  public void sqrt(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.sqrt(n, x, xOffset, out, outOffset);
  }

  /** {@code out = exp(x)}: {@link FloatMath#exp} of every element. */
  public void exp(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.exp(n, x, xOffset, out, outOffset);
  }

  /** {@code out = ln(x)}: {@link FloatMath#log} of every element. */
  public void log(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.log(n, x, xOffset, out, outOffset);
  }

  /** {@code out = 1 / (1 + exp(-x))}: {@link FloatMath#sigmoid} of every element. */
  public void sigmoid(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.sigmoid(n, x, xOffset, out, outOffset);
  }

  /** {@code out = tanh(x)}: {@link FloatMath#tanh} of every element. */
  public void tanh(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.tanh(n, x, xOffset, out, outOffset);
  }

  /** {@code out = ln(1 + exp(x))}: {@link FloatMath#softplus} of every element. */
  public void softplus(int n, float[] x, int xOffset, float[] out, int outOffset) {
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.softplus(n, x, xOffset, out, outOffset);
  }

  /**
   * Dropout: {@code out = dropped ? +0 : factor * x}. Element {@code index + i} is dropped if its
   * 32 random bits, as an unsigned number, are below the threshold: the low half of draw {@code
   * (index + i) / 2} of the key by {@link SplitMix#draw} where {@code index + i} is even, the high
   * half where it is odd.
   *
   * @param index the number of the first element, even
   * @param threshold the probability of dropping, times 2^32, as an unsigned number
   * @throws IllegalArgumentException if index is odd or negative
   */
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
    checkEvenIndex(index);
    Ranges.floats("x", x, xOffset, n);
    Ranges.floats("out", out, outOffset, n);
    loops.dropout(n, key, index, threshold, factor, x, xOffset, out, outOffset);
  }

  private static void checkEvenIndex(long index) {
    if (index < 0 || index % 2 != 0) {
      throw new IllegalArgumentException(
          "index: expected an even number of at least 0, found " + index);
    }
  }
}
