// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

/**
 * exp, log, sigmoid, tanh, softplus and the error function of a float, the same bits on every
 * machine.
 *
 * <p>{@link Math} may answer differently in the interpreter, in compiled code and on another CPU.
 * These are built from IEEE operations and {@code fma} alone, so they cannot, and the vector
 * kernels repeat them operation by operation. Each is within 2 ulp of the exact value (erf and erfc
 * within 4) for every finite float, subnormal arguments and results included, and exact at its
 * special values.
 *
 * <p>The polynomials were fitted for the least largest relative error of the whole function on the
 * interval of the reduced argument, one float coefficient after another, lowest first.
 */
public final class FloatMath {

  static final float LOG2_E = 1.442695f;

  /** ln 2 = LN2_HIGH + LN2_LOW; the high part is ln 2 rounded to float. */
  static final float LN2_HIGH = 0.6931472f;

  static final float LN2_LOW = -1.9046542e-9f;

  /** 1.5 * 2^23: adding it leaves a float rounded to an integer in its lowest bits. */
  static final float ROUND = 0x1.8p23f;

  static final int ROUND_BITS = 0x4b400000;

  /** Beyond these exp overflows to infinity and underflows to 0. */
  static final float EXP_MAX = 90f;

  static final float EXP_MIN = -105f;

  /** {@code (exp(r) - 1 - r) / r^2} for |r| below 0.35. */
  static final float E0 = 0.5f;

  static final float E1 = 0.16666666f;
  static final float E2 = 0.041666456f;
  static final float E3 = 0.008333569f;
  static final float E4 = 0.0013935934f;
  static final float E5 = 0.0001974269f;

  /** {@code (ln(1 + f) - f + f^2 / 2) / f^3} for f from -1/4 to 1/2. */
  static final float L0 = 0.3333334f;

  static final float L1 = -0.25000164f;
  static final float L2 = 0.19999582f;
  static final float L3 = -0.16655315f;
  static final float L4 = 0.14276685f;
  static final float L5 = -0.12728232f;
  static final float L6 = 0.11698092f;
  static final float L7 = -0.091097996f;
  static final float L8 = 0.037630875f;

  /** The bits of 0.75: a mantissa is taken from 0.75 up to 1.5, so that f is as above. */
  static final int MANTISSA_FROM = 0x3f400000;

  /** {@code (tanh(x) - x) / x^3} as a polynomial in x^2, for |x| below {@link #TANH_SMALL}. */
  static final float T0 = -0.3333333f;

  static final float T1 = 0.13333221f;
  static final float T2 = -0.05394818f;
  static final float T3 = 0.021706894f;
  static final float T4 = -0.0081900135f;
  static final float T5 = 0.002152684f;

  static final float TANH_SMALL = 0.625f;

  /** Beyond this expm1 is exp less 1: too far from 0 for the difference to lose digits. */
  private static final float EXPM1_LARGE = 20f;

  /** {@code erf(x) / x - 1} as a polynomial in x^2, for |x| below {@link #ERF_SMALL}. */
  private static final float[] ERF = {
    0.12837917f,
    -0.37612638f,
    0.11283787f,
    -0.02686577f,
    0.005222154f,
    -0.00085030944f,
    0.000114249444f,
    -1.0187096e-05f
  };

  private static final float ERF_SMALL = 0.9375f;

  /** {@code (1 + 2x) exp(x^2) erfc(x)} as a polynomial in (x - 2) / (x + 2), for x from 0 to 10. */
  private static final float[] ERFC = {
    1.2769784f,
    -0.09276382f,
    -0.16603051f,
    0.16405098f,
    -0.0542181f,
    -0.0080304565f,
    0.0087107215f,
    0.0012519701f,
    -0.0014248634f,
    -0.00040141583f,
    0.00017300472f,
    8.1384474e-05f
  };

  /** erfc is 0 in floats from about 10.06 on. */
  private static final float ERFC_END = 10.5f;

  private FloatMath() {}

  /** The upper half of a float, rounded to nearest, ties to even: a bfloat16. NaN stays NaN. */
  public static short toBfloat16(float x) {
    int bits = Float.floatToRawIntBits(x);
    if (Float.isNaN(x)) {
      // Rounding could carry a NaN's low bits away and leave infinity.
      return (short) (bits >>> 16 | 0x40);
    }
    int half = 0x7FFF + (bits >>> 16 & 1);
    return (short) (bits + half >>> 16);
  }

  /**
   * e to the power x: infinity from about 88.73 on, subnormal below about -87.34, +0 below about
   * -103.97.
   *
   * <p>x = n ln 2 + r with an integer n and |r| at most about ln(2) / 2; exp(r) by a polynomial;
   * then times 2^n in two factors, so that a subnormal result is rounded once.
   */
  public static float exp(float x) {
    float limited = x > EXP_MAX ? EXP_MAX : x;
    limited = limited < EXP_MIN ? EXP_MIN : limited;
    float shifted = Math.fma(limited, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, limited));
    float q = Math.fma(E5, r, E4);
    q = Math.fma(q, r, E3);
    q = Math.fma(q, r, E2);
    q = Math.fma(q, r, E1);
    q = Math.fma(q, r, E0);
    float p = Math.fma(q, r * r, r) + 1f;
    int exponent = Float.floatToRawIntBits(shifted) - ROUND_BITS;
    int half = exponent >> 1;
    float first = Float.intBitsToFloat((half + 127) << 23);
    float second = Float.intBitsToFloat((exponent - half + 127) << 23);
    return p * first * second;
  }

  /**
   * The natural logarithm: NaN below 0, -infinity at either zero.
   *
   * <p>x = 2^k m with m from 0.75 up to 1.5; ln(m) by a polynomial in f = m - 1, which is exact;
   * plus k ln 2 in two parts.
   */
  public static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    float normal = subnormal ? x * 0x1p23f : x;
    int bits = Float.floatToRawIntBits(normal) - MANTISSA_FROM;
    float k = (float) (bits >> 23) - (subnormal ? 23f : 0f);
    float f = Float.intBitsToFloat((bits & 0x7fffff) + MANTISSA_FROM) - 1f;
    float result = Math.fma(k, LN2_HIGH, Math.fma(k, LN2_LOW, log1pReduced(f)));
    result = x < Float.POSITIVE_INFINITY ? result : x; // infinity or NaN
    result = x == 0f ? Float.NEGATIVE_INFINITY : result;
    return x < 0f ? Float.NaN : result;
  }

  /**
   * {@code 1 / (1 + exp(-x))}, computed from exp(-|x|) so that neither end loses digits.
   *
   * <p>The quotient is corrected by its remainder, which holds what {@code 1 + e} lost by rounding;
   * without that the result would be 2.2 ulp off at worst.
   */
  public static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    float numerator = x < 0f ? e : 1f;
    float sum = 1f + e;
    float lost = e - (sum - 1f);
    float reciprocal = 1f / sum;
    float quotient = numerator * reciprocal;
    float remainder = Math.fma(-quotient, lost, Math.fma(-quotient, sum, numerator));
    return Math.fma(remainder, reciprocal, quotient);
  }

  /** The hyperbolic tangent: a polynomial near 0, else {@code 1 - 2 / (exp(2|x|) + 1)}, odd. */
  public static float tanh(float x) {
    float a = Math.abs(x);
    float z = a * a;
    float q = Math.fma(T5, z, T4);
    q = Math.fma(q, z, T3);
    q = Math.fma(q, z, T2);
    q = Math.fma(q, z, T1);
    q = Math.fma(q, z, T0);
    float small = Math.fma(q, z * a, a);
    float large = 1f - 2f / (exp(a + a) + 1f);
    float t = a < TANH_SMALL ? small : large;
    int sign = Float.floatToRawIntBits(x) & 0x80000000;
    return Float.intBitsToFloat(Float.floatToRawIntBits(t) | sign);
  }

  /** {@code ln(1 + exp(x))}, computed as {@code max(x, 0) + ln(1 + exp(-|x|))}. */
  public static float softplus(float x) {
    float e = exp(-Math.abs(x));
    // From exp(-|x|) = 1/2 on, ln(1 + e) = ln 2 + ln(1 + (e - 1) / 2), to stay where f may be.
    boolean upper = e > 0.5f;
    float f = upper ? Math.fma(e, 0.5f, -0.5f) : e;
    float k = upper ? 1f : 0f;
    float l = Math.fma(k, LN2_HIGH, Math.fma(k, LN2_LOW, log1pReduced(f)));
    return (x > 0f ? x : 0f) + l;
  }

  /**
   * {@code exp(x) - 1}, also near 0, where the difference would lose all digits: with x and r as in
   * {@link #exp}, {@code 2^n (exp(r) - 1) + (2^n - 1)}.
   */
  public static float expm1(float x) {
    if (!(Math.abs(x) < EXPM1_LARGE)) {
      return exp(x) - 1f;
    }
    float shifted = Math.fma(x, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float q = Math.fma(E5, r, E4);
    q = Math.fma(q, r, E3);
    q = Math.fma(q, r, E2);
    q = Math.fma(q, r, E1);
    q = Math.fma(q, r, E0);
    int exponent = Float.floatToRawIntBits(shifted) - ROUND_BITS;
    float scale = Float.intBitsToFloat((exponent + 127) << 23);
    return Math.fma(scale, Math.fma(q, r * r, r), scale - 1f);
  }

  /** The error function, {@code 2 / sqrt(pi)} times the integral of exp(-t^2) from 0 to x. */
  public static float erf(float x) {
    float a = Math.abs(x);
    if (a < ERF_SMALL) {
      return Math.fma(polynomial(ERF, x * x), x, x);
    }
    return x < 0 ? erfcOfPositive(a) - 1f : 1f - erfcOfPositive(a);
  }

  /** {@code 1 - erf(x)}, with all digits where that is small. */
  public static float erfc(float x) {
    return x < 0 ? 2f - erfcOfPositive(-x) : erfcOfPositive(x);
  }

  private static float erfcOfPositive(float x) {
    float a = Math.min(x, ERFC_END);
    float square = a * a;
    float e = exp(-square);
    // What the square lost by rounding counts, for it stands in the exponent.
    e = Math.fma(-e, Math.fma(a, a, -square), e);
    return polynomial(ERFC, (a - 2f) / (a + 2f)) * e / Math.fma(2f, a, 1f);
  }

  private static float polynomial(float[] coefficients, float x) {
    float value = coefficients[coefficients.length - 1];
    for (int i = coefficients.length - 2; i >= 0; i--) {
      value = Math.fma(value, x, coefficients[i]);
    }
    return value;
  }

  /** ln(1 + f) for f from -1/4 to 1/2. */
  private static float log1pReduced(float f) {
    float q = Math.fma(L8, f, L7);
    q = Math.fma(q, f, L6);
    q = Math.fma(q, f, L5);
    q = Math.fma(q, f, L4);
    q = Math.fma(q, f, L3);
    q = Math.fma(q, f, L2);
    q = Math.fma(q, f, L1);
    q = Math.fma(q, f, L0);
    q = Math.fma(q, f, -0.5f);
    return Math.fma(q, f * f, f);
  }
}
