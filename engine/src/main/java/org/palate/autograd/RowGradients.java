// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.kernel.row.PagedRows;

/**
 * The gradient of an embedding table, kept only for the rows that a step touched.
 *
 * <p>Each distinct row has a slot; {@code rows()[slot]} is its id and {@code values()[slot * dim
 * ...]} its gradient. Contributions to one row are added in the order in which they came, so the
 * sum does not depend on how many rows there are or where they lie. The memory is kept from step to
 * step.
 *
 * <p>The gradients of bags are summed lazily, when they are read: there are many times fewer bags
 * than rows, so the bags' gradients stay in the cache, while sums for all rows would go to memory
 * and back. The gradient of a row is then the sum over the bags that contain it. Rows are sorted
 * for that, so the optimizer walks the table in memory order; rows of other look-ups have slots in
 * the order in which they were first seen.
 */
public final class RowGradients {
  private final int dim;
  private int count;
  private int[] rows = new int[64];
  private float[] values = new float[0];

  /** Open addressing with linear probing: slot + 1, or 0 where empty. */
  private int[] buckets = new int[256];

  /** The first this many slots are in the buckets. */
  private int indexed;

  private int[] slots = new int[64];

  /** Which row of the source each contribution of a call is. */
  private int[] sourceRow = new int[0];

  private int[] kept = new int[0];

  private final RowSort sort = new RowSort();

  /** Whether {@link #values} are still to be summed, from the fields that follow. */
  private boolean pending;

  /** The gradients of the bags, as a table. */
  private PagedRows bagGradients;

  /** The bags that a slot was in: {@code bagOf[starts[slot]..starts[slot + 1])}, in order. */
  private int[] bagOf = new int[0];

  private int[] starts = new int[0];

  /** What each of {@link #bagOf} is multiplied by; null: 1. */
  private float[] bagWeights;

  RowGradients(int dim) {
    this.dim = dim;
    bagGradients = PagedRows.of(new float[0], dim);
  }

  /** How many distinct rows have a gradient. */
  public int count() {
    return count;
  }

  /** The ids of the rows, the first {@link #count} of the array. */
  public int[] rows() {
    return rows;
  }

  /** The gradients, {@code [count, dim]}, the first {@code count * dim} of the array. */
  public float[] values() {
    sumPending();
    return values;
  }

  /**
   * Copies the gradients of slots {@code from} to {@code to} (exclusive) out, {@code [to - from,
   * dim]}. Cheaper than {@link #values} if each is read once; safe from several threads.
   */
  public void copyTo(int from, int to, float[] target) {
    if (pending) {
      Engine.kernels().rows().bagSum(bagGradients, bagOf, starts, bagWeights, from, to, target, 0);
    } else {
      System.arraycopy(values, from * dim, target, 0, (to - from) * dim);
    }
  }

  /** Forgets all gradients. */
  public void clear() {
    if (indexed > 0) {
      Arrays.fill(buckets, 0);
      indexed = 0;
    }
    count = 0;
    pending = false;
  }

  /**
   * Adds gradients of rows, in order.
   *
   * @param ids the row that each contribution is for
   * @param n how many contributions
   * @param source rows of {@code dim} floats
   * @param sourceRows which row of the source each contribution is; null: contribution i is row i
   * @param weights what each contribution is multiplied by; null: 1
   */
  public void add(int[] ids, int n, float[] source, int[] sourceRows, float[] weights) {
    sumPending();
    int before = count;
    assignSlots(ids, n);
    reserveValues();
    Arrays.fill(values, before * dim, count * dim, 0f);
    Engine.kernels().rows().scatterAdd(dim, source, sourceRows, weights, slots, 0, n, values);
  }

  /** Sums the gradients of bags that are still pending. */
  private void sumPending() {
    if (pending) {
      reserveValues();
      copyTo(0, count, values);
      pending = false;
    }
  }

  private void reserveValues() {
    if ((long) count * dim > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          ("expected fewer than 2^31 floats of touched rows in one step, found %d rows of %d"
                  + " floats; use smaller batches")
              .formatted(count, dim));
    }
    if (values.length < count * dim) {
      // Half as much again, so that steps of slightly different size soon stop allocating.
      long roomy = Math.min(Integer.MAX_VALUE - 8, (long) count * dim * 3 / 2);
      values = Arrays.copyOf(values, (int) roomy);
    }
  }

  /**
   * Adds gradients of bags, in order.
   *
   * @param ids the rows of all bags, one after another
   * @param offsets where each bag starts, and at the end where the last one stops
   * @param source the gradient of each bag, rows of {@code dim} floats
   * @param weights what each contribution is multiplied by; null: 1
   */
  public void addBags(int[] ids, int[] offsets, float[] source, float[] weights) {
    int bags = offsets.length - 1;
    int n = offsets[bags];
    if (sourceRow.length < n) {
      sourceRow = new int[n];
    }
    for (int bag = 0; bag < bags; bag++) {
      Arrays.fill(sourceRow, offsets[bag], offsets[bag + 1], bag);
    }
    if (count == 0 && n >= 2 * bags) {
      defer(ids, n, bags, source, weights);
    } else {
      add(ids, n, source, sourceRow, weights);
    }
  }

  /** Copies the gradients of bags and lists the bags of each row; {@link #sourceRow} names them. */
  private void defer(int[] ids, int n, int bags, float[] source, float[] weights) {
    if (bagGradients.count() < bags) {
      bagGradients = PagedRows.of(new float[bags * dim], dim);
    }
    System.arraycopy(source, 0, bagGradients.page(0), 0, bags * dim);
    if (bagOf.length < n) {
      bagOf = new int[n];
      starts = new int[n + 1];
    }
    if (rows.length < n) {
      rows = new int[n];
    }
    if (weights == null) {
      bagWeights = null;
    } else if (bagWeights == null || bagWeights.length < bagOf.length) {
      bagWeights = new float[bagOf.length];
    }
    long[] entries = sort.sort(ids, weights == null ? sourceRow : null, n);
    for (int i = 0; i < n; i++) {
      int row = (int) (entries[i] >>> Integer.SIZE);
      int along = (int) entries[i];
      if (i == 0 || row != rows[count - 1]) {
        starts[count] = i;
        rows[count++] = row;
      }
      if (weights == null) {
        bagOf[i] = along;
      } else {
        bagOf[i] = sourceRow[along];
        bagWeights[i] = weights[along];
      }
    }
    starts[count] = n;
    pending = n > 0;
  }

  /**
   * Adds gradients of rows, in order, but none to one of them.
   *
   * @param padding the row that gets none
   * @param ids the row that each contribution is for
   * @param n how many contributions, those of padding included
   * @param source the contributions, rows of {@code dim} floats
   */
  public void addWithout(int padding, int[] ids, int n, float[] source) {
    if (sourceRow.length < n) {
      sourceRow = new int[n];
    }
    if (kept.length < n) {
      kept = new int[n];
    }
    int others = 0;
    for (int i = 0; i < n; i++) {
      if (ids[i] != padding) {
        sourceRow[others] = i;
        kept[others++] = ids[i];
      }
    }
    add(kept, others, source, sourceRow, null);
  }

  private void assignSlots(int[] ids, int n) {
    if (slots.length < n) {
      slots = new int[n];
    }
    if (buckets.length < 2L * (count + n)) {
      int capacity = count + n;
      buckets = new int[Math.max(256, Integer.highestOneBit(Math.max(1, capacity - 1)) << 2)];
      indexed = 0;
    }
    int mask = buckets.length - 1;
    for (; indexed < count; indexed++) {
      buckets[bucketOf(rows[indexed], mask)] = indexed + 1;
    }
    for (int i = 0; i < n; i++) {
      int bucket = bucketOf(ids[i], mask);
      if (buckets[bucket] == 0) {
        if (count == rows.length) {
          rows = Arrays.copyOf(rows, 2 * count);
        }
        rows[count] = ids[i];
        buckets[bucket] = ++count;
      }
      slots[i] = buckets[bucket] - 1;
    }
    indexed = count;
  }

  /** The bucket of a row, or the empty one that it would get. */
  private int bucketOf(int row, int mask) {
    int bucket = firstBucket(row);
    while (buckets[bucket] != 0 && rows[buckets[bucket] - 1] != row) {
      bucket = bucket + 1 & mask;
    }
    return bucket;
  }

  /** Where the search for a row starts: the high bits of a multiplicative hash. */
  private int firstBucket(int id) {
    return id * 0x9E3779B9 >>> Integer.numberOfLeadingZeros(buckets.length - 1);
  }
}
