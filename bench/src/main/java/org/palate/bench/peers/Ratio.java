// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.util.Arrays;
import java.util.Locale;

/**
 * How Palate's time compares with a peer's: below 1, Palate is ahead. Each round gives one ratio,
 * of two times taken one right after the other, so that a machine whose speed drifts does not
 * count.
 *
 * @param median the ratio of half of the rounds or less
 * @param low the first quartile
 * @param high the third quartile
 */
public record Ratio(double median, double low, double high) {
  /** A lead smaller than this is none. */
  private static final double LEVEL = 0.03;

  /**
   * The ratios of rounds.
   *
   * @param palate Palate's times, one a round
   * @param peer the peer's times in the same rounds
   */
  public static Ratio of(double[] palate, double[] peer) {
    if (palate.length == 0 || palate.length != peer.length) {
      throw new IllegalArgumentException(
          "expected as many times of both sides, at least one; came %d and %d"
              .formatted(palate.length, peer.length));
    }
    double[] ratios = new double[palate.length];
    Arrays.setAll(ratios, round -> palate[round] / peer[round]);
    return new Ratio(quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
  }

  /** The number below which this share of the values lies, between two of them linearly. */
  static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** Who is ahead, and by how much; nobody is where the quartiles lie on both sides of 1. */
  public String verdict() {
    if (low < 1 && high > 1 || Math.abs(median - 1) < LEVEL) {
      return "level";
    }
    double lead = Math.max(median, 1 / median);
    String times = String.format(Locale.ROOT, lead < 9.95 ? "%.2f" : "%.0f", lead);
    return median < 1 ? "Palate " + times + "x ahead" : "**peer " + times + "x ahead**";
  }

  /** The median and the quartiles. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, low, high);
  }
}
