// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class FloatMathTest {

  /** Every 1009th of all 2^32 floats. */
  private static final int STRIDE = 1009;

  private interface FloatFunction {
    float of(float x);
  }

  @Test
  void everyFunctionIsWithin2UlpOfTheExactValue() {
    within2Ulp("exp", FloatMath::exp, StrictMath::exp);
    within2Ulp("log", FloatMath::log, StrictMath::log);
    within2Ulp(
        "sigmoid",
        FloatMath::sigmoid,
        x -> x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x)));
    within2Ulp("tanh", FloatMath::tanh, StrictMath::tanh);
    within2Ulp("expm1", FloatMath::expm1, StrictMath::expm1);
    within2Ulp(
        "softplus",
        FloatMath::softplus,
        x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));
  }

  /** Ulps are those of the correctly rounded result, which a double gives but for a hair. */
  private static void within2Ulp(String name, FloatFunction function, DoubleUnaryOperator exact) {
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      double expected = exact.applyAsDouble(x);
      float rounded = (float) expected;
      float got = function.of(x);
      if (Float.isFinite(rounded)) {
        double error = Math.abs(got - expected) / Math.ulp(rounded);
        assertTrue(
            error <= 2, () -> name + "(" + x + ") = " + got + ", not " + expected + ": " + error);
      } else {
        assertEquals(rounded, got, () -> name + "(" + x + ")");
      }
    }
  }

  /** Exact values to 30 digits from mpmath, rounded to 12. */
  @Test
  void theErrorFunctionIsWithin4UlpOfTheExactValue() {
    float[] x = {0.1f, 0.5f, 0.9375f, 1, 2, 3.5f, 6, 9, -0.5f, -2};
    double[] erf = {
      0.112462917683,
      0.520499877813,
      0.815102401034,
      0.842700792950,
      0.995322265019,
      0.999999256902,
      1,
      1,
      -0.520499877813,
      -0.995322265019
    };
    double[] erfc = {
      0.887537082317,
      0.479500122187,
      0.184897598966,
      0.157299207050,
      0.00467773498105,
      7.43098372341e-7,
      2.15197367125e-17,
      4.13703174651e-37,
      1.52049987781,
      1.99532226502
    };
    for (int i = 0; i < x.length; i++) {
      assertEquals(erf[i], FloatMath.erf(x[i]), 4 * Math.ulp((float) erf[i]), "erf of " + x[i]);
      assertEquals(erfc[i], FloatMath.erfc(x[i]), 4 * Math.ulp((float) erfc[i]), "erfc of " + x[i]);
    }
  }

  @Test
  void specialValuesAreExact() {
    float inf = Float.POSITIVE_INFINITY;
    float nan = Float.NaN;
    expect(FloatMath::exp, new float[] {0, -0f, inf, -inf, nan}, new float[] {1, 1, inf, 0, nan});
    expect(FloatMath::exp, new float[] {89, -104, 1e38f, -1e38f}, new float[] {inf, 0, inf, 0});
    expect(
        FloatMath::log,
        new float[] {1, 0, -0f, inf, -inf, nan, -1, -Float.MIN_VALUE},
        new float[] {0, -inf, -inf, inf, nan, nan, nan, nan});
    expect(
        FloatMath::sigmoid,
        new float[] {0, -0f, inf, -inf, nan},
        new float[] {0.5f, 0.5f, 1, 0, nan});
    expect(FloatMath::tanh, new float[] {0, -0f, inf, -inf, nan}, new float[] {0, -0f, 1, -1, nan});
    expect(FloatMath::softplus, new float[] {inf, -inf, nan}, new float[] {inf, 0, nan});
    expect(
        FloatMath::expm1, new float[] {0, -0f, inf, -inf, nan}, new float[] {0, 0, inf, -1, nan});
    expect(FloatMath::erf, new float[] {0, inf, -inf, nan}, new float[] {0, 1, -1, nan});
    expect(FloatMath::erfc, new float[] {0, inf, -inf, nan}, new float[] {1, 0, 2, nan});
  }

  @Test
  void theEndsOfTheRangeAreWhereTheyShouldBe() {
    // ln(MAX_VALUE) = 88.7228391..., ln(2^-149) = -103.2789..., ln(2^-150) = -103.9720...
    assertTrue(Float.isFinite(FloatMath.exp(88.72283f)));
    assertEquals(Float.POSITIVE_INFINITY, FloatMath.exp(88.72284f));
    assertEquals(Float.MIN_VALUE, FloatMath.exp(-103.9720f));
    assertEquals(0f, FloatMath.exp(-103.9722f));
    assertEquals(Float.MIN_VALUE, FloatMath.sigmoid(-103.9720f));
    assertEquals(Float.MIN_VALUE, FloatMath.softplus(-103.9720f));
    assertEquals(Float.MIN_VALUE, FloatMath.tanh(Float.MIN_VALUE));
    assertEquals(-Float.MIN_VALUE, FloatMath.tanh(-Float.MIN_VALUE));
  }

  private static void expect(FloatFunction function, float[] x, float[] expected) {
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], function.of(x[i]), "of " + x[i]);
    }
  }

  /** A bfloat16 has 8 bits of precision: above 1 its neighbours are 2^-7 apart. */
  @Test
  void bfloat16IsTheNearestAndInTiesTheEven() {
    float[][] cases = {
      {1f, 1f},
      {1 + 0x1p-8f, 1f}, // A tie, between ...00 and ...01.
      {1 + 0x1p-8f + 0x1p-23f, 1 + 0x1p-7f},
      {1 + 3 * 0x1p-8f, 1 + 0x1p-6f}, // A tie, between ...01 and ...10.
      {-1 - 0x1p-8f, -1f},
      {0f, 0f},
      {-0f, -0f},
      {Float.MIN_VALUE, 0f},
      {0x1p-134f, 0f}, // A tie, between 0 and the least subnormal.
      {0x1.8p-134f, 0x1p-133f},
      {0x1p-133f, 0x1p-133f},
      {0x1.fep127f, 0x1.fep127f},
      {0x1.fefffep127f, 0x1.fep127f},
      {0x1.ffp127f, Float.POSITIVE_INFINITY}, // A tie, between the largest and 2^128.
      {-Float.MAX_VALUE, Float.NEGATIVE_INFINITY},
      {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY},
      {Float.NaN, Float.NaN},
      {Float.intBitsToFloat(0x7F800001), Float.NaN}, // The bits that make it NaN would be cut off.
      {Float.intBitsToFloat(0xFFFFFFFF), Float.NaN},
    };
    for (float[] of : cases) {
      float rounded = Float.intBitsToFloat(FloatMath.toBfloat16(of[0]) << 16);
      assertEquals(of[1], rounded, () -> "of " + Float.toHexString(of[0]));
    }
  }
}
