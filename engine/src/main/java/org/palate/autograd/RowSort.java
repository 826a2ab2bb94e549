// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;

/**
 * Radix sort of row numbers, each with a payload: by digits of at most 11 bits from the lowest, so
 * that equal rows stay in their order. The memory is kept from call to call.
 */
final class RowSort {
  private static final int MOST_BITS = 11;

  private int[] places;
  private long[] entries = new long[0];
  private long[] other = new long[0];

  /**
   * Sorts.
   *
   * @param rows not negative
   * @param payload a number that moves with each row, not negative; null: its position
   * @param n how many of both
   * @return n entries {@code row << 32 | payload}, valid until the next call
   */
  long[] sort(int[] rows, int[] payload, int n) {
    if (entries.length < n) {
      entries = new long[n];
      other = new long[n];
      places = new int[1 << MOST_BITS];
    }
    int all = 0;
    for (int i = 0; i < n; i++) {
      all |= rows[i];
      entries[i] = (long) rows[i] << Integer.SIZE | (payload == null ? i : payload[i]);
    }
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(all);
    int passes = (bits + MOST_BITS - 1) / MOST_BITS;
    for (int pass = 0; pass < passes; pass++) {
      int digit = (bits + passes - 1) / passes;
      byDigit(n, Integer.SIZE + pass * digit, digit);
    }
    return entries;
  }

  private void byDigit(int n, int shift, int bits) {
    int[] place = places;
    long[] from = entries;
    long[] to = other;
    int mask = (1 << bits) - 1;
    Arrays.fill(place, 0, mask + 1, 0);
    for (int i = 0; i < n; i++) {
      place[(int) (from[i] >>> shift) & mask]++;
    }
    int next = 0;
    for (int d = 0; d <= mask; d++) {
      int count = place[d];
      place[d] = next;
      next += count;
    }
    for (int i = 0; i < n; i++) {
      long entry = from[i];
      to[place[(int) (entry >>> shift) & mask]++] = entry;
    }
    entries = to;
    other = from;
  }
}
