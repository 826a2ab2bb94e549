// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.reduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.tensor.RandomStream;

@Tag("kernels")
class ReductionsTest {

  @Test
  void vectorAndScalarAgreeToTheBit() {
    for (int n : BothKernels.LENGTHS) {
      BothKernels.agree(
          "sum", n + 1, 2, (k, x, o) -> x[1][o[1]] = k.reductions().sum(n, x[0], o[0]));
      BothKernels.agree(
          "dot", n + 1, 3, (k, x, o) -> x[2][o[2]] = k.reductions().dot(n, x[0], o[0], x[1], o[1]));
      BothKernels.agree(
          "squares",
          n + 1,
          2,
          (k, x, o) -> x[1][o[1]] = k.reductions().sumOfSquares(n, x[0], o[0]));
      for (float bound : new float[] {0f, 2f, Float.POSITIVE_INFINITY}) {
        BothKernels.agree(
            "firstAbove " + bound,
            n + 1,
            2,
            (k, x, o) -> x[1][o[1]] = k.reductions().firstAbove(n, x[0], o[0], bound));
      }
      if (n > 0) {
        BothKernels.agree("max", n, 2, (k, x, o) -> x[1][o[1]] = k.reductions().max(n, x[0], o[0]));
      }
    }
  }

  /**
   * 2^24 + 1 rounds to 2^24, so where a one is added shows which lane it went to: lane 0 holds
   * 2^24, element 16 is added to it and lost; element 1 has a lane of its own, and meets 2^24
   * together with the one of element 9, the first fold's doing: 2^24 + 2.
   */
  @Test
  void lanesAndTreeAreWhatTheContractSays() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] x = new float[40];
      x[0] = 0x1p24f;
      x[16] = 1;
      x[32] = 1;
      assertEquals(0x1p24f, kernels.reductions().sum(40, x, 0));
      x[1] = 1;
      assertEquals(0x1p24f, kernels.reductions().sum(40, x, 0));
      x[9] = 1;
      assertEquals(0x1p24f + 2, kernels.reductions().sum(40, x, 0));
      float[] ones = new float[40];
      Arrays.fill(ones, 1f);
      assertEquals(0x1p24f + 2, kernels.reductions().dot(40, x, 0, ones, 0));
    }
  }

  @Test
  void theFirstAboveABoundIsFoundWhereverItStands() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      for (int n = 0; n < 150; n++) {
        float[] x = new float[n + 4];
        Arrays.fill(x, 3, n + 3, 1f);
        x[2] = 2;
        x[n + 3] = 2;
        assertEquals(n, kernels.reductions().firstAbove(n, x, 3, 1f));
        for (float above : new float[] {1.5f, Float.NaN}) {
          for (int at : new int[] {0, n / 2, n - 1}) {
            if (at >= 0 && at < n) {
              float[] found = x.clone();
              Arrays.fill(found, 3 + at, 3 + n, above);
              assertEquals(at, kernels.reductions().firstAbove(n, found, 3, 1f));
            }
          }
        }
      }
    }
  }

  @Test
  void dotsOfRowsAreDots() {
    Kernels vector = BothKernels.vector();
    for (int dim : BothKernels.LENGTHS) {
      BothKernels.agree(
          "rowDots",
          5 * dim + 5,
          3,
          (k, x, o) -> k.reductions().rowDots(5, dim, x[0], o[0], x[1], o[1], x[2], o[2]));
      RandomStream random = RandomStream.of(1, "rows", dim);
      float[] a = BothKernels.values(random, 2 * dim);
      float[] b = BothKernels.values(random, 2 * dim);
      float[] out = new float[2];
      vector.reductions().rowDots(2, dim, a, 0, b, 0, out, 0);
      assertEquals(vector.reductions().dot(dim, a, dim, b, dim), out[1]);
    }
  }

  @Test
  void columnSumsAreTheProductOfOnesWithTheMatrix() {
    Kernels vector = BothKernels.vector();
    for (int rows : new int[] {0, 1, 2, 17, 255, 256, 257, 600}) {
      for (int cols : new int[] {1, 3, 16, 31, 64, 70, 150}) {
        float[] x = BothKernels.values(RandomStream.of(rows, "columns", cols), rows * cols);
        float[] before = BothKernels.values(RandomStream.of(rows, "before", cols), cols);
        float[] ones = new float[rows];
        Arrays.fill(ones, 1f);
        for (boolean accumulate : new boolean[] {false, true}) {
          BothKernels.agree(
              "columnSums of " + rows + " x " + cols,
              vector,
              List.of(x, before),
              new int[2],
              (k, a, o) -> k.reductions().columnSums(rows, cols, a[0], 0, a[1], 0, accumulate));
          float[] sums = before.clone();
          float[] product = before.clone();
          vector.reductions().columnSums(rows, cols, x, 0, sums, 0, accumulate);
          vector
              .products()
              .gemm(
                  Form.NN, 1, cols, rows, ones, 0, rows, x, 0, cols, product, 0, cols, accumulate);
          BothKernels.assertSameBits("ones times " + rows + " x " + cols, product, sums);
        }
      }
    }
  }

  @Test
  void maxPrefersNaNAndPositiveZero() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      for (int at = 0; at < 40; at++) {
        float[] x = new float[40];
        Arrays.fill(x, -0f);
        x[at] = 0f;
        assertEquals(0f, kernels.reductions().max(40, x, 0));
        Arrays.fill(x, Float.POSITIVE_INFINITY);
        x[at] = Float.NaN;
        assertEquals(Float.NaN, kernels.reductions().max(40, x, 0));
        Arrays.fill(x, Float.NEGATIVE_INFINITY);
        assertEquals(Float.NEGATIVE_INFINITY, kernels.reductions().max(40, x, 0));
      }
      assertThrows(
          IllegalArgumentException.class, () -> kernels.reductions().max(0, new float[1], 0));
    }
  }
}
