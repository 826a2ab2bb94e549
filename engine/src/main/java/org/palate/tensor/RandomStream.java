// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import org.palate.kernel.elementwise.SplitMix;

/**
 * A stream of random numbers named by a key: a seed, a purpose and a step.
 *
 * <p>Draw {@code i} of a stream is {@code mix(key + (i + 1) * γ)}, with the finaliser of SplitMix64
 * (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) and γ its golden
 * increment. So a stream has no hidden state beyond its position, two purposes never share numbers,
 * and draw {@code i} can be had without the draws before it ({@link #at}). The same key gives the
 * same numbers on every machine: nothing here uses a function whose last bit the platform may
 * choose.
 *
 * <p>Not for cryptography. One stream belongs to one thread; give each task its own step instead of
 * sharing a stream.
 */
public final class RandomStream {
  private final long key;
  private long position;

  private RandomStream(long key) {
    this.key = key;
  }

  /**
   * The stream of a key.
   *
   * @param seed the run's seed
   * @param purpose what the numbers are for, such as {@code "dropout"}
   * @param steps any further numbers that tell this stream from its siblings: epoch, batch, user
   */
  public static RandomStream of(long seed, String purpose, long... steps) {
    long key = SplitMix.mix(seed + SplitMix.GAMMA);
    for (int i = 0; i < purpose.length(); i++) {
      key = SplitMix.mix(key ^ (purpose.charAt(i) + SplitMix.GAMMA));
    }
    key = SplitMix.mix(key ^ (0xFFFF_0000L + purpose.length()));
    for (long step : steps) {
      key = SplitMix.mix(key ^ SplitMix.mix(step + SplitMix.GAMMA));
    }
    return new RandomStream(key);
  }

  /** Draw {@code index} of this stream, counted from 0, without moving it. */
  public long at(long index) {
    return SplitMix.draw(key, index);
  }

  /** The next 64 random bits. */
  public long nextLong() {
    return at(position++);
  }

  /**
   * A uniform integer in {@code [0, bound)}, without bias.
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("expected a positive bound, found " + bound);
    }
    // Lemire (2019): multiply and take the high half; redraw in the few cases that would be biased.
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xFFFF_FFFFL;
    if (low < bound) {
      long threshold = (0x1_0000_0000L - bound) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xFFFF_FFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /** A uniform float in {@code [0, 1)}, a multiple of 2^-24. */
  public float nextFloat() {
    return toFloat(nextLong());
  }

  /** The float in {@code [0, 1)} that {@link #nextFloat} makes of these 64 bits. */
  public static float toFloat(long bits) {
    return (bits >>> 40) * 0x1.0p-24f;
  }

  /** A uniform double in {@code [0, 1)}, a multiple of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** A draw from the normal distribution with mean 0 and variance 1; it takes one draw. */
  public double nextGaussian() {
    return NormalQuantile.of(toOpenUnit(nextLong()));
  }

  /** The normal draw that {@link #nextGaussian} makes of these 64 bits, as with {@link #at}. */
  public static double toGaussian(long bits) {
    return NormalQuantile.of(toOpenUnit(bits));
  }

  /** Puts {@code values} into a uniformly random order (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }

  /** A double in (0, 1), symmetric about 1/2, so that the quantile below is always finite. */
  private static double toOpenUnit(long bits) {
    return ((bits >>> 12) + 0.5) * 0x1.0p-52;
  }
}
