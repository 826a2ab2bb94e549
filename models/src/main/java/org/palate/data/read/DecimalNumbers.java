// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

/** Decimal numbers as data files have them: no hexadecimal, no suffix, finite. */
final class DecimalNumbers {
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

  /** Whether a field of a numeric column says that there is no value. */
  static boolean isMissing(String text) {
    return switch (text) {
      case "", "NaN", "nan", "NA", "N/A", "null", "NULL", "\\N" -> true;
      default -> false;
    };
  }
}
