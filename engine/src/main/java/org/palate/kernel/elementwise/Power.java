// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

/**
 * A float to the power of a float, the same bits on every machine, within 0.51 ulp, subnormal
 * results included; special values as IEEE 754 and C have them.
 *
 * <p>{@code x^y = 2^(y log2 x)} in double precision: with {@code x = 2^k m} and {@code s = (m - 1)
 * / (m + 1)}, {@code ln m = 2 (s + s^3 / 3 + ...)}. The relative error of the logarithm is below
 * 1e-13 and the exponent at most 150, so the error of the power is below 1e-10, far under half an
 * ulp of a float.
 */
public final class Power {
  private static final double LN2 = 0x1.62e42fefa39efp-1;
  private static final double TWO_OVER_LN2 = 0x1.71547652b82fep1;
  private static final double SQRT_2 = 0x1.6a09e667f3bcdp0;

  /** Beyond these exponents of 2 a float overflows to infinity and underflows to 0. */
  private static final double LARGEST = 130;

  private static final double SMALLEST = -160;

  /** From here on every float is an even integer. */
  private static final float EVEN_FROM = 0x1p24f;

  private Power() {}

  /**
   * {@code x^y}. 1 if y is 0 or x is 1, even if the other is NaN; NaN if x is negative and finite
   * and y no integer.
   */
  public static float pow(float x, float y) {
    if (y == 0f || x == 1f) {
      return 1f;
    }
    if (Float.isNaN(x) || Float.isNaN(y)) {
      return Float.NaN;
    }
    boolean integer = y == (float) Math.rint(y);
    boolean odd = integer && Math.abs(y) < EVEN_FROM && ((int) y & 1) != 0;
    float a = Math.abs(x);
    float power;
    if (a == 0f || Float.isInfinite(a)) {
      power = (a == 0f) == (y > 0) ? 0f : Float.POSITIVE_INFINITY;
    } else if (Float.isInfinite(y)) {
      power = a == 1f ? 1f : (a < 1f) == (y > 0) ? 0f : Float.POSITIVE_INFINITY;
    } else if (x < 0 && !integer) {
      power = Float.NaN;
    } else {
      power = (float) exp2(y * log2(a));
    }
    boolean negative = Float.floatToRawIntBits(x) < 0;
    return negative && odd ? -power : power;
  }

  /** The binary logarithm of a positive, finite float. */
  private static double log2(float x) {
    double wide = x; // Normal as a double, also where x is subnormal.
    int k = Math.getExponent(wide);
    double m = wide * scale(-k);
    if (m > SQRT_2) {
      m *= 0.5;
      k++;
    }
    double s = (m - 1) / (m + 1);
    double z = s * s;
    double q = Math.fma(z, 1.0 / 17, 1.0 / 15);
    q = Math.fma(q, z, 1.0 / 13);
    q = Math.fma(q, z, 1.0 / 11);
    q = Math.fma(q, z, 1.0 / 9);
    q = Math.fma(q, z, 1.0 / 7);
    q = Math.fma(q, z, 1.0 / 5);
    q = Math.fma(q, z, 1.0 / 3);
    return Math.fma(Math.fma(q, z * s, s), TWO_OVER_LN2, k);
  }

  /** 2 to the power of t; far out, a double that is 0 or infinite as a float. */
  private static double exp2(double t) {
    double near = Math.clamp(t, SMALLEST, LARGEST);
    double n = Math.rint(near);
    double f = (near - n) * LN2;
    double q = Math.fma(f, 1.0 / 3_628_800, 1.0 / 362_880);
    q = Math.fma(q, f, 1.0 / 40_320);
    q = Math.fma(q, f, 1.0 / 5_040);
    q = Math.fma(q, f, 1.0 / 720);
    q = Math.fma(q, f, 1.0 / 120);
    q = Math.fma(q, f, 1.0 / 24);
    q = Math.fma(q, f, 1.0 / 6);
    q = Math.fma(q, f, 0.5);
    return Math.fma(q, f * f, 1 + f) * scale((int) n);
  }

  /** 2 to the power of a small integer. */
  private static double scale(int exponent) {
    return Double.longBitsToDouble(exponent + 1023L << 52);
  }
}
