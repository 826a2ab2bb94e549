// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

/**
 * The counter-based random bits of SplitMix64 (G. Steele, D. Lea, C. Flood, Fast Splittable
 * Pseudorandom Number Generators, 2014): draw i of a key is {@code mix(key + (i + 1) * GAMMA)}, so
 * that any draw can be had without those before it.
 */
public final class SplitMix {

  /** The golden increment: 2^64 divided by the golden ratio, made odd. */
  public static final long GAMMA = 0x9E3779B97F4A7C15L;

  static final long FIRST = 0xBF58476D1CE4E5B9L;
  static final long SECOND = 0x94D049BB133111EBL;

  private SplitMix() {}

  /** Draw {@code index} of a key, counted from 0. */
  public static long draw(long key, long index) {
    return mix(key + (index + 1) * GAMMA);
  }

  /** The finaliser: a bijection in which every bit of the argument moves half of the result's. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * FIRST;
    z = (z ^ (z >>> 27)) * SECOND;
    return z ^ (z >>> 31);
  }
}
