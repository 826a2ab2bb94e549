// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.row;

import org.palate.kernel.base.Ranges;

/**
 * Rows of tables: copied, overwritten, summed in bags, added to. {@link PagedRows} says where they
 * lie; an id outside the pages is an {@link IndexOutOfBoundsException} before anything is written.
 *
 * <p>Arguments are checked here, once, as {@code org.palate.kernel.Kernels} says; {@code
 * ScalarRows} is what is computed, in plain loops, and {@code VectorRows} the same in vectors.
 *
 * @param loops what runs behind the checks
 */
@SuppressWarnings("exports") // Loops without checks are for nobody else.
public record RowKernels(RowLoops loops) {

  /** The plain loops. */
  public static RowKernels scalar() {
    return new RowKernels(new ScalarRows());
  }

  /** The loops in vectors, which need the module {@code jdk.incubator.vector}. */
  public static RowKernels vector() {
    return new RowKernels(new VectorRows());
  }

  /**
   * Copies rows: {@code out[i - from, :] = table[ids[i], :]} for i in {@code [from, to)}.
   *
   * @param outOffset where the row of {@code ids[from]} goes
   */
  public void gather(PagedRows table, int[] ids, int from, int to, float[] out, int outOffset) {
    checkRows(table, ids, from, to);
    Ranges.floats("out", out, outOffset, (long) (to - from) * table.dim());
    loops.gather(table, ids, from, to, out, outOffset);
  }

  /**
   * Overwrites rows: {@code table[ids[i], :] = source[i - from, :]} for i in {@code [from, to)}, in
   * rising i.
   *
   * @param sourceOffset where the row for {@code ids[from]} lies
   */
  public void scatter(
      PagedRows table, int[] ids, int from, int to, float[] source, int sourceOffset) {
    checkRows(table, ids, from, to);
    Ranges.floats("source", source, sourceOffset, (long) (to - from) * table.dim());
    loops.scatter(table, ids, from, to, source, sourceOffset);
  }

  /**
   * Sums bags of rows: {@code out[g - fromBag, :] = sum of table[ids[i], :]} over i in {@code
   * [offsets[g], offsets[g + 1])}, for g in {@code [fromBag, toBag)}. In rising i, starting from
   * +0; with weights, {@code sum = fma(weights[i], row, sum)}. An empty bag gives +0.
   *
   * <p>With {@link PagedRows#of} this is also the sum of chosen rows of an array, segment by
   * segment.
   *
   * @param offsets rising positions in ids, one more than there are bags
   * @param weights a weight for each position of ids, or null for ones
   * @param outOffset where the row of {@code fromBag} goes
   */
  public void bagSum(
      PagedRows table,
      int[] ids,
      int[] offsets,
      float[] weights,
      int fromBag,
      int toBag,
      float[] out,
      int outOffset) {
    checkBags(table, ids, offsets, weights, fromBag, toBag, out, outOffset);
    loops.bagSum(table, ids, offsets, weights, fromBag, toBag, out, outOffset);
  }

  /**
   * Adds rows to rows: {@code target[slot[i], :] += source[sourceRow[i], :]} for i in {@code [from,
   * to)} in rising i; with weights, {@code target = fma(weights[i], source, target)}. Source and
   * target are different arrays of rows of dim floats.
   *
   * @param sourceRow the source row of each i, or null for row i itself
   * @param weights a weight for each i, or null for ones
   */
  public void scatterAdd(
      int dim,
      float[] source,
      int[] sourceRow,
      float[] weights,
      int[] slot,
      int from,
      int to,
      float[] target) {
    checkScatter(dim, source, sourceRow, weights, slot, from, to, target);
    loops.scatterAdd(dim, source, sourceRow, weights, slot, from, to, target);
  }

  /** Checks the rows {@code ids[from..to)} of a table. The pages before the last are full. */
  private static void checkRows(PagedRows table, int[] ids, int from, int to) {
    Ranges.count("dim", table.dim());
    Ranges.positions("ids", ids.length, from, to);
    checkEach("ids", ids, from, to, table.count());
  }

  /** Also that the bags follow one another, so that checking their ids once checks all of them. */
  private static void checkBags(
      PagedRows table,
      int[] ids,
      int[] offsets,
      float[] weights,
      int fromBag,
      int toBag,
      float[] out,
      int outOffset) {
    Ranges.positions("offsets", offsets.length - 1, fromBag, toBag);
    for (int g = fromBag; g < toBag; g++) {
      Ranges.positions("ids", ids.length, offsets[g], offsets[g + 1]);
    }
    checkRows(table, ids, offsets[fromBag], offsets[toBag]);
    if (weights != null && weights.length < ids.length) {
      throw new IndexOutOfBoundsException(
          "weights: expected one for each of " + ids.length + " ids, found " + weights.length);
    }
    Ranges.floats("out", out, outOffset, (long) (toBag - fromBag) * table.dim());
  }

  private static void checkScatter(
      int dim,
      float[] source,
      int[] sourceRow,
      float[] weights,
      int[] slot,
      int from,
      int to,
      float[] target) {
    Ranges.count("dim", dim);
    Ranges.positions("slot", slot.length, from, to);
    checkEach("slot", slot, from, to, rows(target, dim));
    if (sourceRow == null) {
      Ranges.floats("source", source, 0, (long) to * dim);
    } else {
      Ranges.positions("sourceRow", sourceRow.length, from, to);
      checkEach("sourceRow", sourceRow, from, to, rows(source, dim));
    }
    if (weights != null) {
      Ranges.positions("weights", weights.length, from, to);
    }
  }

  /** How many rows an array holds. */
  private static long rows(float[] array, int dim) {
    return dim == 0 ? Integer.MAX_VALUE + 1L : array.length / dim;
  }

  /** Checks that there are the rows {@code ids[from..to)} of so many. */
  private static void checkEach(String name, int[] ids, int from, int to, long rows) {
    int last = (int) Math.min(Integer.MAX_VALUE, rows - 1);
    // Negative where an id or what it leaves is; a loop that the compiler turns into vectors.
    int signs = 0;
    for (int i = from; i < to; i++) {
      signs |= ids[i] | last - ids[i];
    }
    for (int i = from; i < to && signs < 0; i++) {
      if (ids[i] < 0 || ids[i] > last) {
        throw new IndexOutOfBoundsException(
            name + ": expected one of " + rows + " rows, found row " + ids[i]);
      }
    }
  }
}
