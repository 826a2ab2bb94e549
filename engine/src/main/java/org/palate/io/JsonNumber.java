// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

/**
 * A JSON number, kept exactly as it was written: no digit is lost between reading and writing, and
 * each conversion rounds once, from the decimal text.
 *
 * <p>Two numbers are equal if they are written alike, so {@code 1} and {@code 1.0} differ. JSON has
 * no NaN and no infinity: making a number of one is an {@link IllegalArgumentException}.
 */
public final class JsonNumber implements JsonValue {
  private final long integer;

  /** The text, or null where it is the plain decimal form of {@link #integer}. */
  private final String literal;

  private JsonNumber(long integer, String literal) {
    this.integer = integer;
    this.literal = literal;
  }

  /** An integer. */
  public static JsonNumber of(long value) {
    return new JsonNumber(value, null);
  }

  /**
   * A double, in the shortest decimal that reads back as the same double.
   *
   * @throws IllegalArgumentException if the value is NaN or infinite
   */
  public static JsonNumber of(double value) {
    requireFinite(value);
    return new JsonNumber(0, Double.toString(value));
  }

  /**
   * A float, in the shortest decimal that {@link #floatValue} reads back as the same float: 0.1f is
   * written as 0.1.
   *
   * @throws IllegalArgumentException if the value is NaN or infinite
   */
  public static JsonNumber of(float value) {
    requireFinite(value);
    return new JsonNumber(0, Float.toString(value));
  }

  /** The number of a text that the parser found to be a number of JSON's grammar. */
  static JsonNumber ofLiteral(String literal) {
    boolean integral = literal.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    // Up to 18 digits always fit a long; "-0" must keep its sign for doubles.
    if (integral && literal.length() <= 18 && !literal.equals("-0")) {
      return new JsonNumber(Long.parseLong(literal), null);
    }
    return new JsonNumber(0, literal);
  }

  /** Whether the number is written without fraction and exponent and fits a long. */
  public boolean isLong() {
    if (literal == null) {
      return true;
    }
    try {
      Long.parseLong(literal);
      return true;
    } catch (NumberFormatException notALong) {
      return false;
    }
  }

  /**
   * The number as a long.
   *
   * @throws JsonException unless {@link #isLong}
   */
  public long longValue() {
    if (literal == null) {
      return integer;
    }
    try {
      return Long.parseLong(literal);
    } catch (NumberFormatException notALong) {
      throw new JsonException("expected an integer between -2^63 and 2^63-1, found " + this);
    }
  }

  /** The nearest double; infinite if the number is beyond the range of doubles. */
  public double doubleValue() {
    return literal == null ? (double) integer : Double.parseDouble(literal);
  }

  /** The nearest float, rounded once from the decimal text; infinite if beyond the range. */
  public float floatValue() {
    return literal == null ? (float) integer : Float.parseFloat(literal);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber number && toString().equals(number.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The number as it was written. */
  @Override
  public String toString() {
    return literal == null ? Long.toString(integer) : literal;
  }

  private static void requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "JSON has no number for "
              + value
              + "; expected a finite number (write null or leave the field out)");
    }
  }
}
