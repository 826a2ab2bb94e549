// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.kernel.PagedRows;

/**
 * The gradient of an embedding table, kept only for the rows that a step touched.
 *
 * <p>Each distinct row has a slot, numbered in the order in which the rows first came; {@code
 * rows()[slot]} is its id and {@code values()[slot * dim ...]} its gradient. Contributions to one
 * row are added in the order in which they came, so the sum does not depend on how many rows there
 * are or where they lie. The memory is kept from step to step.
 *
 * <p>The gradients of bags wait, and are only added up where they are asked for: there are many
 * times fewer bags than rows, so they stay in the cache where the sums would go out to memory and
 * come back. The gradient of a row is then itself the sum of a bag: that of the bags it was in.
 */
public final class RowGradients {
  private final int dim;
  private int count;
  private int[] rows = new int[64];
  private float[] values = new float[0];

  /** Open addressing with linear probing: slot + 1, or 0 where empty. */
  private int[] buckets = new int[256];

  private int[] slots = new int[64];

  /** Which row of the source each contribution of a call is. */
  private int[] sourceRow = new int[0];

  private int[] kept = new int[0];

  /** Whether {@link #values} are still to be made, of the fields that follow. */
  private boolean waiting;

  /** The gradients of the bags, as a table. */
  private PagedRows bagGradients;

  /** The bags that a slot was in: {@code bagOf[starts[slot]..starts[slot + 1])}, in order. */
  private int[] bagOf = new int[0];

  private int[] starts = new int[0];

  /** What each of {@link #bagOf} is multiplied by; null: 1. */
  private float[] shares;

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
    addUp();
    return values;
  }

  /**
   * Copies the gradients of slots {@code from} to {@code to} (exclusive) out, {@code [to - from,
   * dim]}: for those who want each once, cheaper than {@link #values}, and for several threads.
   */
  public void copyTo(int from, int to, float[] target) {
    if (waiting) {
      Engine.kernels().bagSum(bagGradients, bagOf, starts, shares, from, to, target, 0);
    } else {
      System.arraycopy(values, from * dim, target, 0, (to - from) * dim);
    }
  }

  /** Forgets all gradients. */
  public void clear() {
    if (count > 0) {
      Arrays.fill(buckets, 0);
      count = 0;
      waiting = false;
    }
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
    addUp();
    int before = count;
    assignSlots(ids, n);
    reserveValues();
    Arrays.fill(values, before * dim, count * dim, 0f);
    Engine.kernels().scatterAddRows(dim, source, sourceRows, weights, slots, 0, n, values);
  }

  /** Makes the values of what has waited. */
  private void addUp() {
    if (waiting) {
      reserveValues();
      copyTo(0, count, values);
      waiting = false;
    }
  }

  private void reserveValues() {
    if ((long) count * dim > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "%d touched rows of %d floats in one step exceed 2^31 floats; take smaller batches"
              .formatted(count, dim));
    }
    if (values.length < count * dim) {
      // Half as much again, so that steps of slightly different size settle after a few.
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
    if (count == 0 && n >= 2 * bags) {
      await(ids, offsets, source, weights);
    } else {
      if (sourceRow.length < n) {
        sourceRow = new int[n];
      }
      for (int bag = 0; bag < bags; bag++) {
        Arrays.fill(sourceRow, offsets[bag], offsets[bag + 1], bag);
      }
      add(ids, n, source, sourceRow, weights);
    }
  }

  /** Keeps the gradients of bags, and lists the bags of each slot. */
  private void await(int[] ids, int[] offsets, float[] source, float[] weights) {
    int bags = offsets.length - 1;
    int n = offsets[bags];
    assignSlots(ids, n);
    if (bagGradients.count() < bags) {
      bagGradients = PagedRows.of(new float[bags * dim], dim);
    }
    System.arraycopy(source, 0, bagGradients.page(0), 0, bags * dim);
    if (bagOf.length < n) {
      bagOf = new int[n];
      starts = new int[n + 2];
    }
    if (weights == null) {
      shares = null;
    } else if (shares == null || shares.length < bagOf.length) {
      shares = new float[bagOf.length];
    }
    // While they are filled, starts[slot + 1] is where the next bag of a slot goes; when all have
    // come that is where those of the slot after it start.
    Arrays.fill(starts, 0, count + 2, 0);
    for (int i = 0; i < n; i++) {
      starts[slots[i] + 2]++;
    }
    for (int slot = 2; slot <= count; slot++) {
      starts[slot] += starts[slot - 1];
    }
    for (int bag = 0; bag < bags; bag++) {
      for (int i = offsets[bag]; i < offsets[bag + 1]; i++) {
        int at = starts[slots[i] + 1]++;
        bagOf[at] = bag;
        if (weights != null) {
          shares[at] = weights[i];
        }
      }
    }
    waiting = n > 0;
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
    ensureBuckets(count + n);
    int mask = buckets.length - 1;
    for (int i = 0; i < n; i++) {
      int id = ids[i];
      int bucket = home(id);
      while (buckets[bucket] != 0 && rows[buckets[bucket] - 1] != id) {
        bucket = bucket + 1 & mask;
      }
      if (buckets[bucket] == 0) {
        if (count == rows.length) {
          rows = Arrays.copyOf(rows, 2 * count);
        }
        rows[count] = id;
        buckets[bucket] = ++count;
      }
      slots[i] = buckets[bucket] - 1;
    }
  }

  private void ensureBuckets(int capacity) {
    if (buckets.length >= 2L * capacity) {
      return;
    }
    int length = Math.max(256, Integer.highestOneBit(Math.max(1, capacity - 1)) << 2);
    buckets = new int[length];
    int mask = length - 1;
    for (int slot = 0; slot < count; slot++) {
      int bucket = home(rows[slot]);
      while (buckets[bucket] != 0) {
        bucket = bucket + 1 & mask;
      }
      buckets[bucket] = slot + 1;
    }
  }

  /** Where the search for a row starts: the high bits of a multiplicative hash. */
  private int home(int id) {
    return id * 0x9E3779B9 >>> Integer.numberOfLeadingZeros(buckets.length - 1);
  }
}
