// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.row;

/**
 * Where the rows of a table lie: row {@code r} starts at {@code pages[r >>> shift][first + (r & (1
 * << shift) - 1) * dim]}.
 *
 * @param pages all but the last hold {@code 1 << shift} rows, the last one at most as many
 * @param shift log2 of the rows of a page; {@link #ONE_PAGE} where there is one for all
 * @param first where on each page its rows start
 * @param dim floats of a row
 */
public record PagedRows(float[][] pages, int shift, int first, int dim) {
  /** The shift of a table that is one array. */
  public static final int ONE_PAGE = 31;

  /** Bytes between the start of an array of floats and its first float, in HotSpot. */
  private static final int HEADER = 16;

  /** Rows are aligned to at most this many bytes, a page of the machine's memory. */
  private static final int MOST_ALIGNED = 4096;

  /** The rows of a matrix that is one array. */
  public static PagedRows of(float[] matrix, int dim) {
    return new PagedRows(new float[][] {matrix}, ONE_PAGE, 0, dim);
  }

  /**
   * Where the rows of a page have to start so that they lie on the machine's cache lines and pages
   * as well as rows of {@code dim} floats can: at a multiple of the largest power of two that
   * divides their bytes. A row of 16 floats then lies on one cache line instead of two, one of 64
   * on four instead of five.
   *
   * <p>That is where they lie if the array itself starts at such a multiple, as collectors with
   * regions (G1, Z, Shenandoah) place arrays of more than half a region. Elsewhere this is as good
   * as any start.
   */
  public static int alignedFirst(int dim) {
    int aligned = Math.min(Integer.lowestOneBit(dim) * Float.BYTES, MOST_ALIGNED);
    return Math.max(0, aligned - HEADER) / Float.BYTES;
  }

  /** The page of a row. */
  public float[] page(int row) {
    return pages[row >>> shift];
  }

  /** Where on its page a row starts. */
  public int start(int row) {
    return first + (row & (1 << shift) - 1) * dim;
  }

  /** How many rows there are. */
  public long count() {
    if (pages.length == 0) {
      return 0;
    }
    long full = (long) (pages.length - 1) << shift;
    return full + (dim == 0 ? 1L << shift : (pages[pages.length - 1].length - first) / dim);
  }
}
