// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.tensor.RandomStream;

@Tag("kernels")
class PackedProductTest {

  /** A product with the rows from to to of W, which has gaps after its rows, as A and C have. */
  private record Case(
      int m, int n, int k, int from, int to, int gap, boolean accumulate, boolean special) {

    static Case of(int m, int n, int k, int gap, boolean accumulate) {
      return new Case(m, n, k, 0, n, gap, accumulate, false);
    }

    private float[] values(String what, int n) {
      RandomStream random = RandomStream.of(m, what, n, k);
      return special ? BothKernels.withSpecials(random, n) : BothKernels.values(random, n);
    }

    /** Packed products of both kernels have the bits of a plain one, in both precisions. */
    void holds(Kernels vector) {
      int lda = k + gap;
      int ldb = k + 2 * gap;
      int ldc = to - from + 3 * gap;
      float[] a = values("a", 3 + m * lda);
      float[] w = values("w", 2 + n * ldb);
      float[] c = values("c", 1 + m * ldc);
      for (Precision precision : Precision.values()) {
        float[] same = precision == Precision.FLOAT32 ? w : rounded(w);
        float[] expected = c.clone();
        int first = 2 + from * ldb;
        BothKernels.SCALAR
            .products()
            .gemm(
                Form.NT,
                m,
                to - from,
                k,
                a,
                3,
                lda,
                same,
                first,
                ldb,
                expected,
                1,
                ldc,
                accumulate);
        for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, vector}) {
          PackedMatrix packed = kernels.products().pack(precision, n, k, w, 2, ldb);
          float[] got = c.clone();
          kernels.products().gemmPacked(m, a, 3, lda, packed, from, to, got, 1, ldc, accumulate);
          BothKernels.assertSameBits(this + " in " + packed, expected, got);
        }
      }
    }
  }

  private static float[] rounded(float[] x) {
    float[] rounded = x.clone();
    for (int i = 0; i < x.length; i++) {
      rounded[i] = Float.intBitsToFloat(FloatMath.toBfloat16(x[i]) << 16);
    }
    return rounded;
  }

  @Test
  void aPackedProductIsThePlainOneToTheBit() {
    Kernels vector = BothKernels.vector();
    for (int size = 1; size <= 70; size++) {
      Case.of(size, size, size, size % 3, size % 2 == 0).holds(vector);
      Case.of(1 + size % 3, size * 5, 71 - size, 0, false).holds(vector);
      Case.of(33, size, 20, 1, true).holds(vector);
    }
    for (int n : new int[] {255, 256, 257, 511, 512, 513, 528, 529, 1025}) {
      Case.of(1, n, 300, 0, false).holds(vector);
      Case.of(1, n, 300, 0, true).holds(vector);
      Case.of(3, n, 20, 1, false).holds(vector);
      Case.of(9, n, 256, 0, true).holds(vector);
    }
    for (int k : new int[] {255, 256, 257, 512, 513}) {
      Case.of(1, 150, k, 3, false).holds(vector);
      Case.of(2, 40, k, 0, true).holds(vector);
      Case.of(8, 600, k, 0, false).holds(vector);
      Case.of(130, 40, k, 0, true).holds(vector);
    }
  }

  @Test
  void someOfTheRowsOfWGiveSomeOfTheColumns() {
    Kernels vector = BothKernels.vector();
    int[][] ranges = {
      {0, 1},
      {5, 6},
      {5, 40},
      {16, 32},
      {31, 33},
      {60, 190},
      {500, 530},
      {0, 512},
      {511, 560},
      {300, 561},
      {512, 561},
      {560, 561},
      {7, 7}
    };
    for (int[] range : ranges) {
      for (int m : new int[] {1, 2, 3, 8, 21}) {
        new Case(m, 561, 300, range[0], range[1], m % 2, m % 3 == 0, false).holds(vector);
      }
    }
  }

  @Test
  void infinitiesNanAndSubnormalsGoThroughAsInThePlainProduct() {
    Kernels vector = BothKernels.vector();
    for (int size : new int[] {1, 2, 5, 16, 40, 150}) {
      new Case(size, size, size, 0, size, 0, true, true).holds(vector);
      new Case(1, size, size, 0, size, 0, false, true).holds(vector);
    }
  }

  @Test
  void anEmptyPackedProductIsZeroOrLeavesCAlone() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] none = new float[0];
      float[] c = {1, 2, 3, 4, 5};
      PackedMatrix flat = kernels.products().pack(Precision.FLOAT32, 2, 0, none, 0, 0);
      kernels.products().gemmPacked(2, none, 0, 0, flat, 0, 2, c, 0, 3, true);
      assertArrayEquals(new float[] {1, 2, 3, 4, 5}, c);
      kernels.products().gemmPacked(2, none, 0, 0, flat, 0, 2, c, 0, 3, false);
      assertArrayEquals(new float[] {0, 0, 3, 0, 0}, c);
      PackedMatrix empty = kernels.products().pack(Precision.BFLOAT16, 0, 4, none, 0, 4);
      kernels.products().gemmPacked(2, new float[8], 0, 4, empty, 0, 0, c, 0, 1, false);
    }
  }

  @Test
  void laterChangesOfWDoNotReachThePackedForm() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] w = {1, 2, 3, 4};
      PackedMatrix packed = kernels.products().pack(Precision.FLOAT32, 2, 2, w, 0, 2);
      w[0] = 100;
      float[] y = new float[2];
      kernels.products().gemmPacked(1, new float[] {5, 6}, 0, 2, packed, 0, 2, y, 0, 2, false);
      assertArrayEquals(new float[] {17, 39}, y, "[5 6] [1 2; 3 4]ᵀ by hand");
    }
  }

  @Test
  void aWrongArgumentIsNamed() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] x = new float[12];
      Exception shortB =
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> kernels.products().pack(Precision.FLOAT32, 3, 4, x, 1, 4));
      assertEquals(
          "b: expected 12 floats from offset 1, found an array of 12", shortB.getMessage());
      PackedMatrix packed = kernels.products().pack(Precision.BFLOAT16, 3, 4, x, 0, 4);
      Exception rows =
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> kernels.products().gemmPacked(1, x, 0, 4, packed, 1, 4, x, 0, 3, false));
      assertEquals("b: expected positions 1 to 4, found 3 positions", rows.getMessage());
      Exception stride =
          assertThrows(
              IllegalArgumentException.class,
              () -> kernels.products().gemmPacked(2, x, 0, 3, packed, 0, 3, x, 0, 3, false));
      assertEquals("a: expected rows at least 4 floats apart, found 3", stride.getMessage());
    }
  }

  @Test
  void aMatrixThatOtherKernelsPackedIsRefused() {
    Kernels vector = BothKernels.vector();
    PackedMatrix packed =
        BothKernels.SCALAR.products().pack(Precision.FLOAT32, 1, 1, new float[1], 0, 1);
    float[] x = new float[1];
    assertThrows(
        IllegalArgumentException.class,
        () -> vector.products().gemmPacked(1, x, 0, 1, packed, 0, 1, x, 0, 1, false));
  }
}
