// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Tensor;

final class TimeIntervalsTest {
  /** Times 0, 10, 35: gaps 10, 35, 25; in tens 1, 3, 2, of which 2 is the most. */
  @Test
  void intervalsAreWholeUnitsAndClipped() {
    IntTensor intervals = TimeIntervals.clipped(new long[] {0, 10, 35}, null, 1, 3, 10, 2);
    assertEquals("[1, 3, 3]", intervals.shape().toString());
    assertArrayEquals(new int[] {0, 1, 2, 1, 0, 2, 2, 2, 0}, intervals.data());
  }

  /**
   * The first sequence's smallest gap is 5 (of 100, 105, 120, in any order), the second's real
   * times are one, so its unit is 1.
   */
  @Test
  void personalIntervalsCountInTheSmallestGap() {
    long[] times = {120, 100, 105, 7, 7, 9};
    boolean[] padding = {false, false, false, true, false, true};
    IntTensor intervals = TimeIntervals.personal(times, padding, 2, 3, 100);
    assertArrayEquals(
        new int[] {0, 4, 3, 4, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, intervals.data());
  }

  @Test
  void equalTimesAreNoGap() {
    IntTensor intervals = TimeIntervals.personal(new long[] {3, 3, 9}, null, 1, 3, 100);
    assertArrayEquals(new int[] {0, 0, 1, 0, 0, 1, 1, 1, 0}, intervals.data());
  }

  @Test
  void theFarthestTimesAreNotTurnedAround() {
    long[] times = {Long.MIN_VALUE, Long.MAX_VALUE};
    assertArrayEquals(
        new int[] {0, 7, 7, 0}, TimeIntervals.clipped(times, null, 1, 2, 1, 7).data());
    assertArrayEquals(new int[] {0, 1, 1, 0}, TimeIntervals.personal(times, null, 1, 2, 7).data());
    assertEquals(0x1p64f, TimeIntervals.gaps(times, null, 1, 2, 1).get(0, 0, 1));
  }

  /** A gap of 36 hours is 1.5 days. */
  @Test
  void gapsAreReal() {
    Tensor gaps =
        TimeIntervals.gaps(new long[] {0, 36, 60}, new boolean[] {false, false, true}, 1, 3, 24);
    assertArrayEquals(new float[] {0, 1.5f, 0, 1.5f, 0, 0, 0, 0, 0}, gaps.toArray());
    float[] felt = TimeIntervals.logarithmic(gaps).toArray();
    assertArrayEquals(new float[] {0, 0.91629f, 0, 0.91629f, 0, 0, 0, 0, 0}, felt, 1e-5f);
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    long[] times = {1, 2};
    assertThrows(
        IllegalArgumentException.class, () -> TimeIntervals.clipped(times, null, 1, 2, 0, 5));
    assertThrows(
        IllegalArgumentException.class, () -> TimeIntervals.clipped(times, null, 1, 2, 1, -1));
    assertThrows(
        IllegalArgumentException.class, () -> TimeIntervals.personal(times, null, 1, 3, 5));
    assertThrows(
        IllegalArgumentException.class,
        () -> TimeIntervals.personal(times, new boolean[1], 1, 2, 5));
    assertThrows(
        IllegalArgumentException.class, () -> TimeIntervals.gaps(times, null, 1, 2, Double.NaN));
  }
}
