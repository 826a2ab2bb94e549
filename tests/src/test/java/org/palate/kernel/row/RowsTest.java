// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.row;

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
class RowsTest {

  private static final int[] DIMS = {
    1, 2, 3, 4, 5, 7, 8, 12, 13, 15, 16, 17, 24, 31, 32, 33, 48, 64, 65, 70, 128, 130
  };

  private static final PagedRows TABLE =
      new PagedRows(new float[][] {{1, 2, 3, 4}, {10, 20, 30, 40}, {100, 200}}, 1, 0, 2);

  @Test
  void rowsComeFromTheirPagesInOrder() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] out = new float[8];
      // Two rows a page: rows 4 and 1 and 2, after a row that is not asked for.
      kernels.rows().gather(TABLE, new int[] {0, 4, 1, 2}, 1, 4, out, 1);
      assertArrayEquals(new float[] {0, 100, 200, 3, 4, 10, 20, 0}, out);
    }
  }

  @Test
  void rowsAreOverwrittenOnTheirPages() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[][] table = {{1, 2, 3, 4}, {10, 20, 30, 40}, {100, 200}};
      float[] source = {0, 5, 6, 7, 8};
      kernels.rows().scatter(new PagedRows(table, 1, 0, 2), new int[] {0, 4, 1}, 1, 3, source, 1);
      assertArrayEquals(new float[] {1, 2, 7, 8}, table[0]);
      assertArrayEquals(new float[] {10, 20, 30, 40}, table[1]);
      assertArrayEquals(new float[] {5, 6}, table[2]);
    }
  }

  @Test
  void rowsMayBeginBehindTheStartOfAPage() {
    PagedRows rows = new PagedRows(new float[][] {{9, 1, 2, 3, 4}, {9, 10, 20}}, 1, 1, 2);
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] out = new float[6];
      kernels.rows().gather(rows, new int[] {2, 0, 1}, 0, 3, out, 0);
      assertArrayEquals(new float[] {10, 20, 1, 2, 3, 4}, out);
      Exception beyond =
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> kernels.rows().gather(rows, new int[] {3}, 0, 1, out, 0));
      assertEquals("ids: expected one of 3 rows, found row 3", beyond.getMessage());
    }
  }

  /** Behind 16 bytes of header, at multiples of the largest power of two that divides a row. */
  @Test
  void rowsAreAlignedAsFarAsTheirLengthAllows() {
    for (int dim = 1; dim <= 1 << 13; dim++) {
      int first = PagedRows.alignedFirst(dim);
      int aligned = Math.max(16, Math.min(4096, 4 * Integer.lowestOneBit(dim)));
      assertEquals(0, (16 + 4 * first) % Math.min(aligned, 4096), "rows of " + dim);
      assertTrue(first < 1024 && first >= 0);
    }
    assertEquals(12, PagedRows.alignedFirst(16));
    assertEquals(60, PagedRows.alignedFirst(64));
    assertEquals(0, PagedRows.alignedFirst(50));
  }

  @Test
  void bagsAreSumsAndAnEmptyBagIsZero() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] out = {9, 9, 9, 9, 9, 9};
      int[] ids = {0, 1, 3, 3, 4};
      int[] offsets = {0, 2, 2, 5};
      kernels.rows().bagSum(TABLE, ids, offsets, null, 0, 3, out, 0);
      assertArrayEquals(new float[] {4, 6, 0, 0, 160, 280}, out);
      float[] weights = {1, -1, 0.5f, 0.5f, 2};
      kernels.rows().bagSum(TABLE, ids, offsets, weights, 0, 3, out, 0);
      assertArrayEquals(new float[] {-2, -2, 0, 0, 230, 440}, out);
      Arrays.fill(out, 9);
      kernels.rows().bagSum(TABLE, ids, offsets, null, 2, 3, out, 4);
      assertArrayEquals(new float[] {9, 9, 9, 9, 160, 280}, out);
    }
  }

  @Test
  void rowsAreAddedToTheirSlots() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] source = {1, 2, 10, 20, 100, 200};
      float[] target = {0, 0, 5, 5};
      kernels.rows().scatterAdd(2, source, null, null, new int[] {1, 0, 1}, 0, 3, target);
      assertArrayEquals(new float[] {10, 20, 106, 207}, target);
      Arrays.fill(target, 0);
      int[] sourceRow = {2, 2, 0};
      float[] weights = {0.5f, 1, 3};
      kernels.rows().scatterAdd(2, source, sourceRow, weights, new int[] {1, 0, 1}, 0, 3, target);
      assertArrayEquals(new float[] {100, 200, 53, 106}, target);
    }
  }

  /** 2^24 + 1 + 1 is 2^24 when the ones come one after the other, 2^24 + 2 when they meet first. */
  @Test
  void rowsOfOneSlotAddUpInTheirOrder() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      for (int dim : DIMS) {
        float[] source = new float[3 * dim];
        Arrays.fill(source, 0, dim, 0x1p24f);
        Arrays.fill(source, dim, 3 * dim, 1f);
        float[] expected = new float[dim];
        for (int[] order : new int[][] {{0, 1, 2}, {1, 2, 0}}) {
          Arrays.fill(expected, order[0] == 0 ? 0x1p24f : 0x1p24f + 2);
          float[] target = new float[dim];
          kernels.rows().scatterAdd(dim, source, order, null, new int[3], 0, 3, target);
          assertArrayEquals(expected, target);
          kernels
              .rows()
              .bagSum(PagedRows.of(source, dim), order, new int[] {0, 3}, null, 0, 1, target, 0);
          assertArrayEquals(expected, target);
        }
      }
    }
  }

  @Test
  void vectorAndScalarAgreeToTheBit() {
    Kernels vector = BothKernels.vector();
    for (int dim : DIMS) {
      for (int shift : new int[] {0, 2, 5, -5}) {
        vectorAndScalarAgreeToTheBit(vector, dim, Math.abs(shift), shift < 0 ? 1 : 3);
      }
    }
  }

  private static void vectorAndScalarAgreeToTheBit(Kernels vector, int dim, int shift, int pages) {
    RandomStream random = RandomStream.of(dim, "rows", shift);
    int n = 40;
    int first = PagedRows.alignedFirst(dim);
    float[][] table = new float[pages][];
    for (int i = 0; i < pages; i++) {
      table[i] = BothKernels.withSpecials(random, first + (dim << shift));
    }
    PagedRows rows = new PagedRows(table, shift, first, dim);
    int[] ids = ids(random, n, pages << shift);
    int[] offsets = {0, 1, 1, 9, 10, 30, 40};
    float[] weights = BothKernels.values(random, n);
    float[] out = BothKernels.values(random, n * dim + 3);
    BothKernels.agree(
        "gather of " + dim,
        vector,
        List.of(out),
        new int[] {2},
        (k, x, o) -> k.rows().gather(rows, ids, 3, n, x[0], o[0]));
    BothKernels.agree(
        "overwriting of " + dim,
        vector,
        List.of(table),
        new int[pages],
        (k, x, o) -> k.rows().scatter(new PagedRows(x, shift, first, dim), ids, 3, n, out, 2));
    for (float[] w : new float[][] {null, weights}) {
      BothKernels.agree(
          "bags of " + dim,
          vector,
          List.of(out),
          new int[] {2},
          (k, x, o) -> k.rows().bagSum(rows, ids, offsets, w, 1, 6, x[0], o[0]));
      int[] slot = ids(random, n, 4);
      int[] sourceRow = ids(random, n, 10);
      float[] source = BothKernels.withSpecials(random, n * dim);
      for (int[] from : new int[][] {null, sourceRow}) {
        BothKernels.agree(
            "scatter of " + dim,
            vector,
            List.of(BothKernels.values(random, 4 * dim)),
            new int[1],
            (k, x, o) -> k.rows().scatterAdd(dim, source, from, w, slot, 2, n, x[0]));
      }
    }
  }

  @Test
  void aBadIdIsAnExceptionThatNamesIt() {
    float[] out = new float[4];
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      for (int id : new int[] {-1, 6, 1 << 30, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        Exception gather =
            assertThrows(
                IndexOutOfBoundsException.class,
                () -> kernels.rows().gather(TABLE, new int[] {id}, 0, 1, out, 0));
        assertEquals("ids: expected one of 5 rows, found row " + id, gather.getMessage());
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> kernels.rows().scatter(TABLE, new int[] {id}, 0, 1, out, 0));
        assertThrows(
            IndexOutOfBoundsException.class,
            () ->
                kernels.rows().bagSum(TABLE, new int[] {id}, new int[] {0, 1}, null, 0, 1, out, 0));
        assertThrows(
            IndexOutOfBoundsException.class,
            () ->
                kernels
                    .rows()
                    .scatterAdd(2, new float[2], null, null, new int[] {id}, 0, 1, new float[12]));
      }
      // The last page is short: it has no row 5.
      Exception beyond =
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> kernels.rows().gather(TABLE, new int[] {5}, 0, 1, out, 0));
      assertEquals("ids: expected one of 5 rows, found row 5", beyond.getMessage());
      // 2^28 times 16 floats is 2^32, which as an int would be 0.
      PagedRows onePage = PagedRows.of(new float[64], 16);
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels.rows().gather(onePage, new int[] {1 << 28}, 0, 1, new float[16], 0));
    }
  }

  @Test
  void bagsOutsideTheirIdsAreRefused() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] out = new float[4];
      int[] ids = {0, 1};
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels.rows().bagSum(TABLE, ids, new int[] {0, 3}, null, 0, 1, out, 0));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels.rows().bagSum(TABLE, ids, new int[] {2, 1}, null, 0, 1, out, 0));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels.rows().bagSum(TABLE, ids, new int[] {0, 1}, null, 0, 2, out, 0));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels.rows().bagSum(TABLE, ids, new int[] {0, 1}, new float[1], 0, 1, out, 0));
    }
  }

  /** The second bag ends before it begins; what is between is no id that anybody checked. */
  @Test
  void bagsThatDoNotFollowOneAnotherAreRefusedBeforeAnythingIsWritten() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] out = {7, 7, 7, 7};
      Exception falling =
          assertThrows(
              IndexOutOfBoundsException.class,
              () ->
                  kernels
                      .rows()
                      .bagSum(TABLE, new int[] {0, 1, 2}, new int[] {0, 3, 1}, null, 0, 2, out, 0));
      assertEquals("ids: expected positions 3 to 1, found 3 positions", falling.getMessage());
      assertArrayEquals(new float[] {7, 7, 7, 7}, out);
    }
  }

  @Test
  void addingARowThatIsNotThereIsRefusedBeforeAnythingIsWritten() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] source = {1, 2, 3, 4};
      float[] target = new float[5]; // two rows and a half
      Exception slot =
          assertThrows(
              IndexOutOfBoundsException.class,
              () ->
                  kernels.rows().scatterAdd(2, source, null, null, new int[] {0, 2}, 0, 2, target));
      assertEquals("slot: expected one of 2 rows, found row 2", slot.getMessage());
      Exception from =
          assertThrows(
              IndexOutOfBoundsException.class,
              () ->
                  kernels
                      .rows()
                      .scatterAdd(
                          2, source, new int[] {0, -1}, null, new int[] {0, 1}, 0, 2, target));
      assertEquals("sourceRow: expected one of 2 rows, found row -1", from.getMessage());
      assertThrows(
          IndexOutOfBoundsException.class,
          () ->
              kernels.rows().scatterAdd(2, source, null, null, new int[] {0, 1, 1}, 0, 3, target));
      assertArrayEquals(new float[5], target);
    }
  }

  private static int[] ids(RandomStream random, int n, int below) {
    int[] ids = new int[n];
    for (int i = 0; i < n; i++) {
      ids[i] = random.nextInt(below);
    }
    return ids;
  }
}
