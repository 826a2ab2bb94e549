// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PowerTest {
  private static final float[] SPECIAL = {
    0f,
    1f,
    2f,
    3f,
    0.5f,
    1.5f,
    0x1p24f,
    16777215f,
    Float.MIN_VALUE,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NaN
  };

  /** Pairs of floats of all sizes, of which many overflow, and pairs whose power is a float. */
  @Test
  void powersOfEveryKindAreTheExactOnesRounded() {
    int ordinary = 0;
    for (int i = 0; i < 2_000_000; i++) {
      long draw = SplitMix.draw(7, i);
      float x = Float.intBitsToFloat((int) draw & 0x7fffffff);
      float y = Float.intBitsToFloat((int) (draw >>> 32));
      close(x, y);
      if (x > 0 && Float.isFinite(x)) {
        // An exponent that leads between 2^-155 and 2^135.
        double log = StrictMath.log(x) / StrictMath.log(2);
        float within = (float) ((((draw >>> 32) / 0x1p32) * 290 - 155) / log);
        close(x, within);
        ordinary++;
      }
    }
    assertTrue(ordinary > 1_900_000);
  }

  @Test
  void specialValuesAreThoseOfIeee754() {
    for (float x : SPECIAL) {
      for (float y : SPECIAL) {
        close(x, y);
        close(-x, y);
        close(x, -y);
        close(-x, -y);
      }
    }
    assertEquals(1f, Power.pow(Float.NaN, 0f));
    assertEquals(-8f, Power.pow(-2f, 3f));
    assertEquals(-0f, Power.pow(-0f, 3f));
    assertTrue(Float.isNaN(Power.pow(-2f, 0.5f)));
    // Here C and IEEE 754 say 1, but Java's pow NaN.
    assertEquals(1f, Power.pow(1f, Float.NaN));
    assertEquals(1f, Power.pow(-1f, Float.POSITIVE_INFINITY));
  }

  private static void close(float x, float y) {
    float got = Power.pow(x, y);
    double exact = StrictMath.pow(x, y);
    if (x == 1f || (x == -1f && Float.isInfinite(y))) {
      exact = 1;
    }
    float rounded = (float) exact;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded) || rounded == 0) {
      assertEquals(rounded, got, x + "^" + y);
      return;
    }
    double error = Math.abs(got - exact) / Math.ulp(rounded);
    assertTrue(error <= 0.51, x + "^" + y + " = " + got + " is off by " + error + " ulp");
  }
}
