// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

/**
 * Sine and cosine of a float in radians, the same bits on every machine, within 0.51 ulp for every
 * finite float; NaN for the infinities and NaN.
 *
 * <p>The argument is reduced to {@code r = x - n pi / 2} with |r| up to pi / 4: below 2^30 by two
 * {@code fma} with pi / 2 in two doubles, beyond by as many bits of 2 / pi as a float can need (M.
 * Payne, R. Hanek: Radian Reduction for Trigonometric Functions, 1983). Of r, in double precision,
 * the Taylor series are summed until their next term is below 1e-11.
 */
public final class Trigonometry {
  private static final double TWO_OVER_PI = 0x1.45f306dc9c883p-1;

  /** pi / 2 = HALF_PI_HIGH + HALF_PI_LOW; the high part is pi / 2 rounded to double. */
  private static final double HALF_PI_HIGH = 0x1.921fb54442d18p0;

  private static final double HALF_PI_LOW = 0x1.1a62633145c07p-54;

  /** From here on 2 / pi is multiplied in integers. */
  private static final float LARGE = 0x1p30f;

  /** The first 256 bits of 2 / pi behind the point. */
  private static final long[] TWO_OVER_PI_BITS = {
    0xa2f9836e4e441529L, 0xfc2757d1f534ddc0L, 0xdb6295993c439041L, 0xfe5163abdebbc561L
  };

  private Trigonometry() {}

  /** The sine of x radians. */
  public static float sin(float x) {
    return of(x, 0);
  }

  /** The cosine of x radians. */
  public static float cos(float x) {
    return of(x, 1);
  }

  /** {@code sin(x + quarters pi / 2)}. */
  private static float of(float x, int quarters) {
    if (!Float.isFinite(x)) {
      return Float.NaN;
    }
    if (x == 0f && quarters == 0) {
      return x; // The sine of -0 is -0.
    }
    float a = Math.abs(x);
    int n;
    double r;
    if (a < LARGE) {
      double turns = Math.rint(x * TWO_OVER_PI);
      r = Math.fma(turns, -HALF_PI_LOW, Math.fma(turns, -HALF_PI_HIGH, x));
      n = (int) turns;
    } else {
      long position = quartersModuloFour(a);
      // To the nearest quarter; what remains is signed, in units of 2^-62 quarters.
      n = (int) ((position + (1L << 61)) >>> 62);
      r = (position - ((long) n << 62)) * 0x1p-62 * HALF_PI_HIGH;
      if (x < 0) {
        n = -n;
        r = -r;
      }
    }
    int quarter = n + quarters & 3;
    double y = (quarter & 1) == 0 ? sinReduced(r) : cosReduced(r);
    return (float) ((quarter & 2) == 0 ? y : -y);
  }

  /**
   * {@code x 2 / pi} modulo 4, in units of 2^-62. Bits of 2 / pi that give multiples of 4 are left
   * out, and those below 2^-62 of the product do not matter.
   */
  private static long quartersModuloFour(float x) {
    int bits = Float.floatToRawIntBits(x);
    long mantissa = bits & 0x7fffff | 0x800000;
    int skipped = (bits >>> 23) - 127 - 23 - 2;
    return mantissa * window(skipped) + Math.unsignedMultiplyHigh(mantissa, window(skipped + 64));
  }

  /** 64 bits of 2 / pi, from this one on. */
  private static long window(int first) {
    int word = first >>> 6;
    int shift = first & 63;
    return shift == 0
        ? TWO_OVER_PI_BITS[word]
        : TWO_OVER_PI_BITS[word] << shift | TWO_OVER_PI_BITS[word + 1] >>> 64 - shift;
  }

  /** {@code r - r^3 / 3! + ...} up to r^11. */
  private static double sinReduced(double r) {
    double z = r * r;
    double q = Math.fma(z, -1.0 / 39_916_800, 1.0 / 362_880);
    q = Math.fma(q, z, -1.0 / 5_040);
    q = Math.fma(q, z, 1.0 / 120);
    q = Math.fma(q, z, -1.0 / 6);
    return Math.fma(q, z * r, r);
  }

  /** {@code 1 - r^2 / 2! + ...} up to r^12. */
  private static double cosReduced(double r) {
    double z = r * r;
    double q = Math.fma(z, 1.0 / 479_001_600, -1.0 / 3_628_800);
    q = Math.fma(q, z, 1.0 / 40_320);
    q = Math.fma(q, z, -1.0 / 720);
    q = Math.fma(q, z, 1.0 / 24);
    q = Math.fma(q, z, -0.5);
    return Math.fma(q, z, 1.0);
  }
}
