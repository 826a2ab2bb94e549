// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.charset.StandardCharsets;

/** Decimal numbers as data files have them: no hexadecimal, no suffix, finite. */
final class DecimalNumbers {
  private static final float[] TENS = {
    1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f
  };

  private DecimalNumbers() {}

  /**
   * The float nearest to a decimal number such as {@code -1.5e3}.
   *
   * @throws NumberFormatException if the text is none, or too large for a float
   */
  static float parse(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        throw new NumberFormatException();
      }
    }
    float value = Float.parseFloat(text);
    if (Float.isInfinite(value)) {
      throw new NumberFormatException();
    }
    return value;
  }

  /**
   * As {@link #parse(String)}, of the UTF-8 bytes {@code [from, to)}; makes no text of short
   * numbers without an exponent.
   */
  static float parse(byte[] bytes, int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    int at = negative ? from + 1 : from;
    int digits = 0;
    int scale = -1;
    for (int i = at; i < to; i++) {
      byte b = bytes[i];
      if (b == '.' && scale < 0) {
        scale = 0;
      } else if (b >= '0' && b <= '9' && digits < 1_000_000) {
        digits = digits * 10 + (b - '0');
        scale += scale < 0 ? 0 : 1;
      } else {
        return parse(text(bytes, from, to));
      }
    }
    // Up to 2^24 and 10^10 floats are exact, so that one division rounds once, as parseFloat does.
    if (to - at == (scale < 0 ? 0 : 1) || scale > 10) {
      return parse(text(bytes, from, to));
    }
    float value = scale <= 0 ? digits : digits / TENS[scale];
    return negative ? -value : value;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** Whether a field of a numeric column says that there is no value. */
  static boolean isMissing(String text) {
    return switch (text) {
      case "", "NaN", "nan", "NA", "N/A", "null", "NULL", "\\N" -> true;
      default -> false;
    };
  }
}
