// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import java.util.Arrays;
import java.util.Objects;
import org.palate.kernel.Engine;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * The times between the positions of sequences, in the two forms that attention takes them: as
 * whole numbers of a unit, clipped, which number the rows of a table; or as real gaps.
 *
 * <p>Times are any longs, in seconds say; they need not be sorted, since an interval is {@code |t_i
 * - t_j|}. What is padding has no time: its intervals are 0.
 */
public final class TimeIntervals {
  private TimeIntervals() {}

  /**
   * {@code min(|t_i - t_j| div unit, span)}, with one unit for everyone.
   *
   * @param times {@code [batch, length]}
   * @param padding {@code [batch, length]}, true for padding; null for none
   * @param unit the length of one step, at least 1
   * @param span the largest result, at least 0
   * @return {@code [batch, length, length]}
   */
  public static IntTensor clipped(
      long[] times, boolean[] padding, int batch, int length, long unit, int span) {
    if (unit < 1) {
      throw new IllegalArgumentException("expected a unit of time of at least 1, found " + unit);
    }
    long[] units = new long[batch];
    Arrays.fill(units, unit);
    return clipped(times, padding, batch, length, units, span);
  }

  /**
   * {@code min(|t_i - t_j| div unit, span)}, where the unit of a sequence is the smallest positive
   * gap between two of its times, 1 if it has none: a busy user's day counts like a slow user's
   * year (J. Li, Y. Wang, J. McAuley, 2020).
   *
   * @param times {@code [batch, length]}
   * @param padding {@code [batch, length]}, true for padding; null for none
   * @param span the largest result, at least 0
   * @return {@code [batch, length, length]}
   */
  public static IntTensor personal(
      long[] times, boolean[] padding, int batch, int length, int span) {
    check(times, padding, batch, length);
    long[] units = new long[batch];
    for (int b = 0; b < batch; b++) {
      units[b] = smallestGap(times, padding, b * length, (b + 1) * length);
    }
    return clipped(times, padding, batch, length, units, span);
  }

  private static long smallestGap(long[] times, boolean[] padding, int from, int to) {
    long[] sorted = new long[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      if (padding == null || !padding[i]) {
        sorted[count++] = times[i];
      }
    }
    Arrays.sort(sorted, 0, count);
    long smallest = 0;
    for (int i = 1; i < count; i++) {
      long gap = sorted[i] - sorted[i - 1];
      // As unsigned numbers, the difference of any two longs is right; 0 - 1 is the largest.
      if (gap != 0 && Long.compareUnsigned(gap - 1, smallest - 1) < 0) {
        smallest = gap;
      }
    }
    return smallest == 0 ? 1 : smallest;
  }

  private static IntTensor clipped(
      long[] times, boolean[] padding, int batch, int length, long[] units, int span) {
    check(times, padding, batch, length);
    if (span < 0) {
      throw new IllegalArgumentException("expected a span of time of at least 0, found " + span);
    }
    Shape shape = Shape.of(batch, length, length);
    int[] steps = new int[shape.size()];
    for (int row = 0; row < batch * length; row++) {
      int first = row / length * length;
      for (int j = 0; j < length; j++) {
        long gap = gap(times, padding, row, first + j);
        long count = Long.divideUnsigned(gap, units[row / length]);
        steps[row * length + j] = Long.compareUnsigned(count, span) > 0 ? span : (int) count;
      }
    }
    return new IntTensor(shape, steps);
  }

  /**
   * {@code |t_i - t_j| / unit}.
   *
   * @param times {@code [batch, length]}
   * @param padding {@code [batch, length]}, true for padding; null for none
   * @param unit what counts as 1, above 0
   * @return {@code [batch, length, length]}
   */
  public static Tensor gaps(long[] times, boolean[] padding, int batch, int length, double unit) {
    check(times, padding, batch, length);
    if (!(unit > 0)) {
      throw new IllegalArgumentException("expected a unit of time above 0, found " + unit);
    }
    Tensor gaps = Tensor.zeros(batch, length, length);
    for (int row = 0; row < batch * length; row++) {
      int first = row / length * length;
      for (int j = 0; j < length; j++) {
        long gap = gap(times, padding, row, first + j);
        double exact = gap >= 0 ? gap : 0x1p64 + gap;
        gaps.data()[row * length + j] = (float) (exact / unit);
      }
    }
    return gaps;
  }

  /**
   * {@code ln(1 + gap)} of every gap, so that each further week counts for less than the one
   * before.
   */
  public static Tensor logarithmic(Tensor gaps) {
    Tensor logarithms = Tensor.zeros(gaps.shape());
    for (int i = 0; i < gaps.size(); i++) {
      logarithms.data()[i] = 1 + gaps.data()[i];
    }
    Engine.kernels()
        .elementwise()
        .log(logarithms.size(), logarithms.data(), 0, logarithms.data(), 0);
    return logarithms;
  }

  /** The distance of two times as an unsigned number; 0 if either is padding. */
  private static long gap(long[] times, boolean[] padding, int i, int j) {
    if (padding != null && (padding[i] || padding[j])) {
      return 0;
    }
    return times[i] >= times[j] ? times[i] - times[j] : times[j] - times[i];
  }

  private static void check(long[] times, boolean[] padding, int batch, int length) {
    Objects.requireNonNull(times, "expected times, found null");
    if (times.length != batch * length || (padding != null && padding.length != times.length)) {
      throw new IllegalArgumentException(
          "expected times and padding [%d, %d], found %d times and %s flags"
              .formatted(batch, length, times.length, padding == null ? "no" : padding.length));
    }
  }
}
