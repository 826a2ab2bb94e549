// SPDX-License-Identifier: Apache-2.0
package org.palate.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palate.TestProcess;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;
import org.palate.parallel.Workers;
import org.palate.tensor.RandomStream;

final class CholeskyTest {
  /** The matrix {@code X^T X / n + ridge I} of n + 3 rows of normal draws. */
  private static float[] positiveDefinite(int n, double ridge) {
    RandomStream random = RandomStream.of(n, "positive definite");
    float[] x = BothKernels.values(random, (n + 3) * n);
    float[] a = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? n * ridge : 0;
        for (int r = 0; r < n + 3; r++) {
          sum += (double) x[r * n + i] * x[r * n + j];
        }
        a[i * n + j] = (float) (sum / n);
        a[j * n + i] = a[i * n + j];
      }
    }
    return a;
  }

  /** The inverse by Gauss and Jordan, in double, each pivot the largest of its column. */
  private static double[] inverse(int n, float[] a) {
    double[][] rows = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rows[i][j] = a[i * n + j];
      }
      rows[i][n + i] = 1;
    }
    for (int p = 0; p < n; p++) {
      int best = p;
      for (int i = p + 1; i < n; i++) {
        best = Math.abs(rows[i][p]) > Math.abs(rows[best][p]) ? i : best;
      }
      double[] pivot = rows[best];
      rows[best] = rows[p];
      rows[p] = pivot;
      for (int j = 2 * n - 1; j >= p; j--) {
        pivot[j] /= pivot[p];
      }
      for (int i = 0; i < n; i++) {
        double factor = rows[i][p];
        for (int j = p; i != p && j < 2 * n; j++) {
          rows[i][j] -= factor * pivot[j];
        }
      }
    }
    double[] inverse = new double[n * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(rows[i], n, inverse, i * n, n);
    }
    return inverse;
  }

  /** The largest difference, as a share of the largest expected value. */
  private static double error(double[] expected, float[] found) {
    double worst = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(expected[i] - found[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return worst / largest;
  }

  @Test
  void aFactorWorkedOutByHand() {
    // [2 0 0; 1 3 0; -1 2 1] times its transpose; above the diagonal nothing is read.
    float nan = Float.NaN;
    float[] a = {4, nan, nan, 2, 10, nan, -2, 5, 6};
    Cholesky cholesky = Cholesky.factor(3, a);
    assertSame(a, cholesky.l());
    assertEquals(3, cholesky.n());
    assertArrayEquals(new float[] {2, 0, 0, 1, 3, 0, -1, 2, 1}, a);
    float[] b = {4, 17, 9}; // A times (1, 1, 1)
    cholesky.solve(1, b);
    assertArrayEquals(new float[] {1, 1, 1}, b);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 130, 257, 400})
  void theFactorTheInverseAndSolutionsAreThoseOfDouble(int n) {
    float[] a = positiveDefinite(n, 0.1);
    Cholesky cholesky = Cholesky.factor(n, a.clone());
    float[] l = cholesky.l();
    double[] product = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        assertTrue(j <= i || Float.floatToRawIntBits(l[i * n + j]) == 0, "zero above the diagonal");
        for (int p = 0; p <= Math.min(i, j); p++) {
          product[i * n + j] += (double) l[i * n + p] * l[j * n + p];
        }
      }
    }
    assertEquals(0, error(product, a), 1e-6, "L L^T");

    double[] expected = inverse(n, a);
    float[] inverse = cholesky.inverse();
    assertEquals(0, error(expected, inverse), 1e-5, "the inverse");
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        assertEquals(inverse[i * n + j], inverse[j * n + i], 0f, "symmetric to the bit");
      }
    }
    float[] inPlace = a.clone();
    Cholesky.invert(n, inPlace);
    assertArrayEquals(inverse, inPlace, "in place");

    int m = 7;
    float[] b = BothKernels.values(RandomStream.of(n, "b"), n * m);
    double[] solution = new double[n * m];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        for (int p = 0; p < n; p++) {
          solution[i * m + j] += expected[i * n + p] * b[p * m + j];
        }
      }
    }
    cholesky.solve(m, b);
    assertEquals(0, error(solution, b), 1e-5, "A^-1 B");
  }

  @Test
  void eachRightHandSideIsSolvedAsIfItWereAlone() {
    int n = 130;
    int m = 75; // more than one strip
    Cholesky cholesky = Cholesky.factor(n, positiveDefinite(n, 0.1));
    float[] b = BothKernels.values(RandomStream.of(n, "b"), n * m);
    float[] together = b.clone();
    cholesky.solve(m, together);
    for (int j = 0; j < m; j++) {
      float[] column = new float[n];
      float[] solved = new float[n];
      for (int i = 0; i < n; i++) {
        column[i] = b[i * m + j];
        solved[i] = together[i * m + j];
      }
      cholesky.solve(1, column);
      BothKernels.assertSameBits("column " + j, column, solved);
    }
    cholesky.solve(0, new float[0]);
  }

  @Test
  void theInverseOfAGramMatrixWithARidgeIsExactToSixDigits() {
    int items = 500;
    SparseRows likes = SparseRowsTest.likes(4_000, items);
    float[] gram = likes.gram();
    for (int ridge : new int[] {1, 250, 1000}) {
      float[] a = gram.clone();
      for (int i = 0; i < items; i++) {
        a[i * items + i] += ridge;
      }
      double error = error(inverse(items, a), Cholesky.factor(items, a).inverse());
      assertTrue(error < 2e-6, "ridge " + ridge + ": " + error);
    }
  }

  /** Hilbert's matrix, {@code 1 / (i + j + 1)}, has a condition of 1.5e7 at 6 rows. */
  @Test
  void anIllConditionedMatrixIsSolvedToItsResidual() {
    int n = 6;
    float[] a = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i * n + j] = 1f / (i + j + 1);
      }
    }
    float[] x = {1, 0, 0, 0, 0, 0};
    Cholesky.factor(n, a.clone()).solve(1, x);
    double size = 0;
    for (float value : x) {
      size += Math.abs(value);
    }
    for (int i = 0; i < n; i++) {
      double residual = i == 0 ? -1 : 0;
      for (int j = 0; j < n; j++) {
        residual += (double) a[i * n + j] * x[j];
      }
      assertEquals(0, residual, 1e-6 * size, "row " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0", "3,2", "40,5", "65,64", "200,0", "200,131", "200,199"})
  void aMatrixThatIsNotPositiveDefiniteIsRefusedWithItsPivot(int n, int at) {
    float[] values = {-1f, 0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (float value : values) {
      float[] a = new float[n * n];
      for (int i = 0; i < n; i++) {
        a[i * n + i] = i == at ? value : 2;
      }
      String message =
          assertThrows(ArithmeticException.class, () -> Cholesky.factor(n, a)).getMessage();
      assertTrue(message.endsWith("found pivot " + at + " of " + (double) value), message);
    }
  }

  @Test
  void whatIsNotFiniteBelowTheDiagonalIsRefusedAtItsRow() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] a = positiveDefinite(200, 0.1);
      a[150 * 200 + 20] = value;
      String message =
          assertThrows(ArithmeticException.class, () -> Cholesky.factor(200, a)).getMessage();
      assertTrue(message.contains("found pivot 150 of "), message);
    }
  }

  @Test
  void aSingularMatrixIsRefused() {
    // The third row is the sum of the others, and all is exact: the third pivot is 0.
    float[] a = {4, 2, 6, 2, 10, 12, 6, 12, 18};
    String message =
        assertThrows(ArithmeticException.class, () -> Cholesky.factor(3, a)).getMessage();
    assertEquals(
        "expected a positive definite matrix, every pivot above 0 and finite, found pivot 2 of 0.0",
        message);
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Cholesky.factor(0, new float[0]));
    assertThrows(IllegalArgumentException.class, () -> Cholesky.factor(2, new float[5]));
    Cholesky cholesky = Cholesky.factor(2, new float[] {1, 0, 0, 1});
    assertThrows(IllegalArgumentException.class, () -> cholesky.solve(2, new float[5]));
    assertThrows(IllegalArgumentException.class, () -> cholesky.solve(-1, new float[0]));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 17, 64, 65, 130, 257, 600})
  void bothKernelsAndAnyThreadsGiveTheSameBits(int n) {
    float[] a = positiveDefinite(n, 0.1);
    float[][] expected = results(1, BothKernels.SCALAR, n, a);
    for (int threads = 1; threads <= 4; threads++) {
      float[][] found = results(threads, BothKernels.vector(), n, a);
      BothKernels.assertSameBits(threads + " threads, L", expected[0], found[0]);
      BothKernels.assertSameBits(threads + " threads, the inverse", expected[1], found[1]);
      BothKernels.assertSameBits(threads + " threads, solutions", expected[2], found[2]);
    }
  }

  /** L, the inverse, and the solutions of 70 right-hand sides. */
  private static float[][] results(int threads, Kernels kernels, int n, float[] a) {
    try (Workers workers = new Workers(threads)) {
      Cholesky cholesky = Cholesky.factor(workers, kernels, n, a.clone());
      float[] b = BothKernels.values(RandomStream.of(n, "right-hand sides"), n * 70);
      cholesky.solve(70, b);
      return new float[][] {cholesky.l(), cholesky.inverse(), b};
    }
  }

  /** Prints a hash of an inverse, in a JVM whose flags say by which kernels. */
  static final class Inverting {
    public static void main(String[] args) {
      long hash = 1;
      for (float value : Cholesky.factor(300, positiveDefinite(300, 0.1)).inverse()) {
        hash = 1_000_003 * hash + Float.floatToRawIntBits(value);
      }
      System.out.println(Long.toHexString(hash));
    }
  }

  @Test
  void vectorsOfAnyWidthGiveTheSameBits() throws Exception {
    String expected = TestProcess.outputOf(Inverting.class, "-Dpalate.kernels=scalar");
    assertEquals(expected, TestProcess.outputOf(Inverting.class, "-Dpalate.kernels=vector"));
    assertEquals(expected, TestProcess.outputOf(Inverting.class, "-Dpalate.vector.bits=128"));
  }
}
