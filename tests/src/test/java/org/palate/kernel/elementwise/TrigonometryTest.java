// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrigonometryTest {
  /** Every 1009th of all 2^32 floats, however large. */
  private static final int STRIDE = 1009;

  private static final double ULP = 0.51;

  @Test
  void sineAndCosineOfEveryFloatAreTheExactOnesRounded() {
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      if (Float.isFinite(x)) {
        close("sin", x, StrictMath.sin(x), Trigonometry.sin(x));
        close("cos", x, StrictMath.cos(x), Trigonometry.cos(x));
      }
    }
  }

  /** Floats close to a multiple of pi / 2, whose remainder has few bits left. */
  @Test
  void nearMultiplesOfPiNoDigitIsLost() {
    for (int n = 1; n < 2_000_000; n += 7) {
      float x = (float) (n * (Math.PI / 2));
      close("sin", x, StrictMath.sin(x), Trigonometry.sin(x));
      close("cos", -x, StrictMath.cos(-x), Trigonometry.cos(-x));
    }
    // The float that is closest to a multiple of pi / 2, relative to its size.
    float hard = 0x1.6ac5b2p103f;
    close("sin", hard, StrictMath.sin(hard), Trigonometry.sin(hard));
    close("cos", hard, StrictMath.cos(hard), Trigonometry.cos(hard));
  }

  @Test
  void whatHasNoAngleIsNaN() {
    for (float x : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertTrue(Float.isNaN(Trigonometry.sin(x)) && Float.isNaN(Trigonometry.cos(x)), "" + x);
    }
    assertEquals(-0f, Trigonometry.sin(-0f));
    assertEquals(1f, Trigonometry.cos(-0f));
  }

  private static void close(String name, float x, double exact, float got) {
    double error = Math.abs(got - exact) / Math.ulp((float) exact);
    assertTrue(error <= ULP, () -> name + "(" + x + ") = " + got + ", not " + exact + ": " + error);
  }
}
