// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;
import org.palate.tensor.RandomStream;

@Tag("kernels")
class ProductTest {

  /**
   * Around the heights and widths of tiles, the blocks of k, and the blocks of rows and columns.
   */
  private static final int[] EDGES = {
    1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 119, 120, 121, 255, 256,
    257, 511, 512, 513
  };

  /** One product: its shape, and gaps after the rows of A, B and C. */
  private record Case(Form form, int m, int n, int k, int gap, boolean accumulate) {

    int lda() {
      return (form == Form.TN ? m : k) + gap;
    }

    int ldb() {
      return (form == Form.NT ? k : n) + 2 * gap;
    }

    int ldc() {
      return n + 3 * gap;
    }

    float[] a(RandomStream random) {
      return BothKernels.values(random, 3 + (form == Form.TN ? k : m) * lda());
    }

    float[] b(RandomStream random) {
      return BothKernels.values(random, 2 + (form == Form.NT ? n : k) * ldb());
    }

    float[] c(RandomStream random) {
      return BothKernels.values(random, 1 + m * ldc());
    }

    void run(Kernels kernels, float[] a, float[] b, float[] c) {
      kernels.products().gemm(form, m, n, k, a, 3, lda(), b, 2, ldb(), c, 1, ldc(), accumulate);
    }

    void agree(Kernels vector) {
      RandomStream random = RandomStream.of(m, toString(), n, k);
      BothKernels.agree(
          toString(),
          vector,
          List.of(a(random), b(random), c(random)),
          new int[3],
          (kernels, x, o) -> run(kernels, x[0], x[1], x[2]));
    }
  }

  @Test
  void vectorAndScalarAgreeOnEverySizeUpTo70() {
    Kernels vector = BothKernels.vector();
    for (Form form : Form.values()) {
      for (int size = 1; size <= 70; size++) {
        new Case(form, size, size, size, size % 3, size % 2 == 0).agree(vector);
        new Case(form, size, 71 - size, 20, 0, false).agree(vector);
        new Case(form, 33, size, 71 - size, 1, true).agree(vector);
      }
    }
  }

  @Test
  void vectorAndScalarAgreeAroundEveryBlockEdge() {
    Kernels vector = BothKernels.vector();
    for (Form form : Form.values()) {
      for (int edge : EDGES) {
        for (boolean accumulate : new boolean[] {false, true}) {
          new Case(form, edge, 40, 70, 0, accumulate).agree(vector);
          new Case(form, 40, edge, 70, 5, accumulate).agree(vector);
          new Case(form, 20, 40, edge, 0, accumulate).agree(vector);
          new Case(form, 1, edge, 300, 1, accumulate).agree(vector);
          new Case(form, edge, 1, 300, 0, accumulate).agree(vector);
          new Case(form, edge, 1, 30, 2, accumulate).agree(vector);
          new Case(form, 2, 20, edge, 0, accumulate).agree(vector);
          new Case(form, 3, edge, 20, 0, accumulate).agree(vector);
        }
      }
      new Case(form, 257, 530, 513, 0, false).agree(vector);
      new Case(form, 130, 600, 512, 0, true).agree(vector);
    }
  }

  @Test
  void vectorAndScalarAgreeOnSpecials() {
    Kernels vector = BothKernels.vector();
    for (Form form : Form.values()) {
      for (int size : new int[] {1, 2, 5, 16, 40}) {
        Case plain = new Case(form, size, size, size, 0, true);
        RandomStream random = RandomStream.of(size, "specials");
        List<float[]> arrays =
            List.of(
                BothKernels.withSpecials(random, plain.a(random).length),
                BothKernels.withSpecials(random, plain.b(random).length),
                BothKernels.withSpecials(random, plain.c(random).length));
        BothKernels.agree(
            plain.toString(),
            vector,
            arrays,
            new int[3],
            (kernels, x, o) -> plain.run(kernels, x[0], x[1], x[2]));
      }
    }
  }

  /** By hand: [1 2; 3 4] [5 6; 7 8] = [19 22; 43 50]. */
  @Test
  void aProductByHandInEveryForm() {
    float[] a = {1, 2, 3, 4};
    float[] aTransposed = {1, 3, 2, 4};
    float[] b = {5, 6, 7, 8};
    float[] bTransposed = {5, 7, 6, 8};
    float[] expected = {19, 22, 43, 50};
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] c = new float[4];
      kernels.products().gemm(Form.NN, 2, 2, 2, a, 0, 2, b, 0, 2, c, 0, 2, false);
      assertArrayEquals(expected, c);
      kernels.products().gemm(Form.NT, 2, 2, 2, a, 0, 2, bTransposed, 0, 2, c, 0, 2, false);
      assertArrayEquals(expected, c);
      kernels.products().gemm(Form.TN, 2, 2, 2, aTransposed, 0, 2, b, 0, 2, c, 0, 2, false);
      assertArrayEquals(expected, c);
      kernels.products().gemm(Form.NN, 2, 2, 2, a, 0, 2, b, 0, 2, c, 0, 2, true);
      assertArrayEquals(new float[] {38, 44, 86, 100}, c);
    }
  }

  /**
   * A chain of k fma errs by at most k 2^-24 times the sum of the magnitudes (N. Higham, Accuracy
   * and Stability of Numerical Algorithms, 2002, section 3.1), to first order.
   */
  @Test
  void productsAreWithinTheErrorBoundOfExactOnes() {
    Kernels vector = BothKernels.vector();
    for (Form form : Form.values()) {
      Case product = new Case(form, 37, 45, 700, 2, false);
      RandomStream random = RandomStream.of(5, "bound");
      float[] a = product.a(random);
      float[] b = product.b(random);
      float[] c = product.c(random);
      product.run(vector, a, b, c);
      for (int i = 0; i < product.m; i++) {
        for (int j = 0; j < product.n; j++) {
          double exact = 0;
          double magnitude = 0;
          for (int p = 0; p < product.k; p++) {
            int aAt = 3 + (form == Form.TN ? p * product.lda() + i : i * product.lda() + p);
            int bAt = 2 + (form == Form.NT ? j * product.ldb() + p : p * product.ldb() + j);
            exact += (double) a[aAt] * b[bAt];
            magnitude += Math.abs((double) a[aAt] * b[bAt]);
          }
          double error = Math.abs(c[1 + i * product.ldc() + j] - exact);
          assertTrue(error <= product.k * 0x1p-24 * magnitude, form + " is off by " + error);
        }
      }
    }
  }

  /** In blocks of 256: 2^24 + 1 + ... loses each one, unless ones meet in a block of their own. */
  @Test
  void theBlocksOfKAreWhatTheContractSays() {
    int k = 512;
    float[] a = new float[k];
    float[] b = new float[k * 40];
    Arrays.fill(b, 1f);
    Arrays.fill(a, 1f);
    a[0] = 0x1p24f;
    float expected = 0x1p24f + 256;
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] c = new float[40];
      kernels.products().gemm(Form.NN, 1, 40, k, a, 0, k, b, 0, 40, c, 0, 40, false);
      assertEquals(expected, c[0]);
      assertEquals(expected, c[39]);
      kernels.products().gemm(Form.NT, 1, 40, k, a, 0, k, b, 0, k, c, 0, 40, false);
      assertEquals(expected, c[0]);
      assertEquals(expected, c[39]);
    }
  }

  /** Both kernels and the three loops of the definition, in every form, up to one block of k. */
  @Test
  void productsHaveTheBitsOfTheDefinition() {
    for (int[] size : new int[][] {{1, 1, 1}, {3, 70, 5}, {17, 33, 255}, {40, 9, 256}}) {
      float[] c = new float[size[0] * size[1]];
      for (boolean special : new boolean[] {false, true}) {
        float[][] ab = operands(size, special);
        ScalarProducts.definition(size[0], size[1], size[2], ab[0], 0, size[2], ab[1], 0, c);
        assertProducts(c, size, ab[0], ab[1]);
      }
    }
  }

  /** Beyond one block: the definition of each block, the first stored, the others added. */
  @Test
  void longProductsHaveTheBitsOfTheDefinitionBlockByBlock() {
    for (int[] size : new int[][] {{5, 40, 257}, {17, 33, 700}, {2, 3, 1024}}) {
      int m = size[0];
      int n = size[1];
      int k = size[2];
      float[][] ab = operands(size, false);
      float[] c = new float[m * n];
      float[] block = new float[m * n];
      for (int from = 0; from < k; from += ProductKernels.K_BLOCK) {
        int length = Math.min(ProductKernels.K_BLOCK, k - from);
        ScalarProducts.definition(m, n, length, ab[0], from, k, ab[1], from * n, block);
        for (int i = 0; i < c.length; i++) {
          c[i] = from == 0 ? block[i] : c[i] + block[i];
        }
      }
      assertProducts(c, size, ab[0], ab[1]);
    }
  }

  private static float[][] operands(int[] size, boolean special) {
    RandomStream random = RandomStream.of(size[0], "definition", size[1], size[2]);
    int a = size[0] * size[2];
    int b = size[2] * size[1];
    return special
        ? new float[][] {BothKernels.withSpecials(random, a), BothKernels.withSpecials(random, b)}
        : new float[][] {BothKernels.values(random, a), BothKernels.values(random, b)};
  }

  private static void assertProducts(float[] expected, int[] size, float[] a, float[] b) {
    int m = size[0];
    int n = size[1];
    int k = size[2];
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      for (Form form : Form.values()) {
        float[] storedA = form == Form.TN ? transposed(a, m, k) : a;
        float[] storedB = form == Form.NT ? transposed(b, k, n) : b;
        int lda = form == Form.TN ? m : k;
        int ldb = form == Form.NT ? k : n;
        float[] c = new float[m * n];
        kernels.products().gemm(form, m, n, k, storedA, 0, lda, storedB, 0, ldb, c, 0, n, false);
        BothKernels.assertSameBits(form + " " + m + "x" + n + "x" + k, expected, c);
      }
    }
  }

  private static float[] transposed(float[] x, int rows, int cols) {
    float[] turned = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      turned[i % cols * rows + i / cols] = x[i];
    }
    return turned;
  }

  @Test
  void splittingRowsAndColumnsChangesNoBit() {
    Kernels vector = BothKernels.vector();
    int m = 50;
    int n = 90;
    int k = 300;
    RandomStream random = RandomStream.of(6, "split");
    float[] a = BothKernels.values(random, m * k);
    float[] b = BothKernels.values(random, k * n);
    float[] whole = new float[m * n];
    float[] parts = new float[m * n];
    vector.products().gemm(Form.NN, m, n, k, a, 0, k, b, 0, n, whole, 0, n, false);
    for (int row = 0; row < m; row += 13) {
      for (int col = 0; col < n; col += 37) {
        int rows = Math.min(13, m - row);
        int cols = Math.min(37, n - col);
        vector
            .products()
            .gemm(Form.NN, rows, cols, k, a, row * k, k, b, col, n, parts, row * n + col, n, false);
      }
    }
    BothKernels.assertSameBits("parts", whole, parts);
  }

  /**
   * Rows of B that overlap, in falling and repeated order: the bits of a B that has them copied.
   */
  @Test
  void rowsOfBMayLieAnywhere() {
    int[][] sizes = {
      {1, 1, 1}, {3, 17, 9}, {8, 32, 256}, {9, 70, 300}, {64, 513, 27}, {5, 600, 40}
    };
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      for (int[] size : sizes) {
        for (Form form : Form.values()) {
          int m = size[0];
          int n = size[1];
          int k = size[2];
          RandomStream random = RandomStream.of(m, "rows of B", n, k);
          int rows = form == Form.NT ? n : k;
          int length = form == Form.NT ? k : n;
          float[] a = BothKernels.values(random, m * k);
          float[] b = BothKernels.values(random, 3 * length + 5);
          int[] starts = new int[rows];
          float[] copied = new float[rows * length];
          for (int r = 0; r < rows; r++) {
            starts[r] = random.nextInt(2 * length + 1);
            System.arraycopy(b, 5 + starts[r], copied, r * length, length);
          }
          int lda = form == Form.TN ? m : k;
          for (boolean accumulate : new boolean[] {false, true}) {
            float[] expected = BothKernels.values(random, m * n);
            float[] c = expected.clone();
            BothKernels.SCALAR
                .products()
                .gemm(form, m, n, k, a, 0, lda, copied, 0, length, expected, 0, n, accumulate);
            kernels
                .products()
                .gemmRows(form, m, n, k, a, 0, lda, b, 5, starts, c, 0, n, accumulate);
            BothKernels.assertSameBits(form + " " + m + "x" + n + "x" + k, expected, c);
          }
        }
      }
    }
  }

  @Test
  void aRowOfBOutsideTheArrayIsNamed() {
    float[] x = new float[12];
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      Exception outside =
          assertThrows(
              IndexOutOfBoundsException.class,
              () ->
                  kernels
                      .products()
                      .gemmRows(Form.NN, 1, 4, 2, x, 0, 2, x, 1, new int[] {3, 8}, x, 0, 4, false));
      assertEquals(
          "b: expected 4 floats from offset 9, found an array of 12", outside.getMessage());
    }
  }

  @Test
  void anEmptyProductIsZeroOrLeavesCAlone() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      for (Form form : Form.values()) {
        float[] c = {1, 2, 3, 4, 5};
        kernels
            .products()
            .gemm(form, 2, 2, 0, new float[0], 0, 2, new float[0], 0, 2, c, 0, 3, true);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5}, c);
        kernels
            .products()
            .gemm(form, 2, 2, 0, new float[0], 0, 2, new float[0], 0, 2, c, 0, 3, false);
        assertArrayEquals(new float[] {0, 0, 3, 0, 0}, c);
        kernels
            .products()
            .gemm(form, 0, 2, 2, new float[4], 0, 2, new float[4], 0, 2, c, 5, 3, false);
        kernels
            .products()
            .gemm(form, 2, 0, 2, new float[4], 0, 2, new float[4], 0, 2, c, 5, 3, false);
      }
    }
  }

  @Test
  void aWrongArgumentIsNamed() {
    float[] x = new float[12];
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      Exception stride =
          assertThrows(
              IllegalArgumentException.class,
              () -> kernels.products().gemm(Form.NN, 3, 4, 4, x, 0, 3, x, 0, 4, x, 0, 4, false));
      assertEquals("a: expected rows at least 4 floats apart, found 3", stride.getMessage());
      Exception shortC =
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> kernels.products().gemm(Form.NN, 3, 4, 3, x, 0, 3, x, 0, 4, x, 1, 4, false));
      assertEquals(
          "c: expected 12 floats from offset 1, found an array of 12", shortC.getMessage());
      Exception negative =
          assertThrows(
              IllegalArgumentException.class,
              () -> kernels.products().gemm(Form.NN, -1, 4, 3, x, 0, 3, x, 0, 4, x, 1, 4, false));
      assertEquals("m: expected at least 0, found -1", negative.getMessage());
    }
  }
}
