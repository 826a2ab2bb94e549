// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Arrays as NumPy prints them: nested brackets, aligned columns, the fewest digits that tell a
 * float from its neighbours and at most 8 behind the point, powers of ten where the largest and the
 * smallest magnitude demand it, and of more than 1,000 elements the first and last three along each
 * axis.
 */
final class ArrayText {
  private static final int MOST_ELEMENTS = 1000;
  private static final int EDGE = 3;
  private static final int LINE = 75;
  private static final int PRECISION = 8;
  private static final String DOTS = "...";

  /** The length of an exponent such as {@code e-05}: those of floats have two digits. */
  private static final int EXPONENT = 4;

  private final Shape shape;
  private final boolean summary;
  private IntFunction<String> words;

  private ArrayText(Shape shape) {
    this.shape = shape;
    this.summary = shape.size() > MOST_ELEMENTS;
  }

  static String of(Shape shape, float[] data) {
    if (shape.rank() == 0) {
      return scalar(data[0]);
    }
    ArrayText text = new ArrayText(shape);
    int[] shown = text.shown();
    float[] values = new float[shown.length];
    for (int i = 0; i < shown.length; i++) {
      values[i] = data[shown[i]];
    }
    FloatColumns columns = FloatColumns.of(values);
    text.words = index -> columns.word(data[index]);
    return text.text();
  }

  static String of(Shape shape, int[] data) {
    if (shape.rank() == 0) {
      return Integer.toString(data[0]);
    }
    ArrayText text = new ArrayText(shape);
    int width = 0;
    for (int index : text.shown()) {
      width = Math.max(width, Integer.toString(data[index]).length());
    }
    int columns = width;
    text.words = index -> padded(Integer.toString(data[index]), columns);
    return text.text();
  }

  // ---------------------------------------------------------------- brackets and lines

  private String text() {
    return shape.size() == 0 ? "[]" : block(0, 0, " ");
  }

  /** The indices of all elements that are shown. */
  private int[] shown() {
    List<Integer> found = new ArrayList<>();
    if (shape.size() > 0) {
      collect(0, 0, found);
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private void collect(int axis, int index, List<Integer> found) {
    if (axis == shape.rank()) {
      found.add(index);
      return;
    }
    int length = shape.dim(axis);
    for (int i = 0; i < length; i++) {
      if (isSkipped(i, length)) {
        i = length - EDGE;
      }
      collect(axis + 1, index * length + i, found);
    }
  }

  private boolean isSkipped(int i, int length) {
    return summary && length > 2 * EDGE && i == EDGE;
  }

  /** What one position of the outer axes holds; further lines start with the indent. */
  private String block(int axis, int index, String indent) {
    return shape.rank() - axis == 1 ? row(index, indent) : blocks(axis, index, indent);
  }

  private String blocks(int axis, int index, String indent) {
    String separator = "\n".repeat(shape.rank() - axis - 1) + indent;
    int length = shape.dim(axis);
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < length; i++) {
      if (isSkipped(i, length)) {
        text.append(DOTS).append(separator);
        i = length - EDGE;
      }
      text.append(block(axis + 1, index * length + i, indent + " "));
      text.append(i + 1 < length ? separator : "");
    }
    return text.append("]").toString();
  }

  private String row(int index, String indent) {
    int most = LINE - (indent.length() - 1) - 1;
    int length = shape.last();
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < length; i++) {
      if (isSkipped(i, length)) {
        extend(text, line, DOTS, most, indent);
        line.append(" ");
        i = length - EDGE;
      }
      extend(text, line, words.apply(index * length + i), most, indent);
      line.append(i + 1 < length ? " " : "");
    }
    return "[" + text.append(line).substring(indent.length()) + "]";
  }

  private static void extend(
      StringBuilder text, StringBuilder line, String word, int most, String indent) {
    if (line.length() + word.length() > most && line.length() > indent.length()) {
      text.append(line.toString().stripTrailing()).append("\n");
      line.setLength(0);
      line.append(indent);
    }
    line.append(word);
  }

  private static String padded(String word, int width) {
    return " ".repeat(Math.max(0, width - word.length())) + word;
  }

  // ---------------------------------------------------------------- floats

  /** How all numbers of one array are written: digits before and behind the point. */
  private record FloatColumns(boolean powers, int before, int behind) {
    static FloatColumns of(float[] values) {
      double largest = 0;
      double smallest = Double.POSITIVE_INFINITY;
      boolean finite = true;
      boolean minusInfinity = false;
      for (float value : values) {
        double size = Math.abs(value);
        if (!Float.isFinite(value)) {
          finite = false;
          minusInfinity |= value < 0;
        } else if (size > 0) {
          largest = Math.max(largest, size);
          smallest = Math.min(smallest, size);
        }
      }
      boolean powers =
          largest > 0
              && (largest >= 1e8 || smallest < 0.0001 || (float) largest / (float) smallest > 1000);
      int before = 0;
      int behind = 0;
      for (float value : values) {
        if (Float.isFinite(value)) {
          String digits = powers ? mantissa(value, shortest(value)) : positional(value);
          int point = digits.indexOf('.');
          before = Math.max(before, point);
          behind = Math.max(behind, digits.length() - point - 1);
        }
      }
      if (!finite) {
        int rest = behind + (powers ? EXPONENT : 0) + 1;
        before = Math.max(before, "nan".length() + (minusInfinity ? 1 : 0) - rest);
      }
      return new FloatColumns(powers, before, behind);
    }

    String word(float value) {
      if (!Float.isFinite(value)) {
        String name = Float.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
        return padded(name, before + 1 + behind + (powers ? EXPONENT : 0));
      }
      if (powers) {
        // As many digits as the longest number has, those of the exact value.
        BigDecimal exact = new BigDecimal(Math.abs(value));
        String digits =
            scientific(
                value,
                exact.round(new MathContext(behind + 1, RoundingMode.HALF_EVEN)),
                behind + 1);
        return padded(digits, before + 1 + behind + EXPONENT);
      }
      String digits = positional(value);
      int point = digits.indexOf('.');
      int missing = behind - (digits.length() - point - 1);
      return " ".repeat(before - point) + digits + " ".repeat(missing);
    }
  }

  /** A scalar: at least one digit behind the point, powers of ten below 1e-4 and from 1e16 on. */
  private static String scalar(float value) {
    if (!Float.isFinite(value)) {
      return Float.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e16)) {
      return scientific(value, shortest(value), 1).replace(".e", "e");
    }
    String digits = plain(value, shortest(value));
    return digits.endsWith(".") ? digits + "0" : digits;
  }

  /** The number with a point, no zeros at its end. */
  private static String positional(float value) {
    BigDecimal digits = shortest(value);
    if (digits.scale() > PRECISION) {
      digits = new BigDecimal(Math.abs(value)).setScale(PRECISION, RoundingMode.HALF_EVEN);
    }
    return plain(value, digits);
  }

  private static String plain(float value, BigDecimal digits) {
    BigDecimal trimmed = digits.signum() == 0 ? BigDecimal.ZERO : digits.stripTrailingZeros();
    String text = trimmed.toPlainString();
    return sign(value) + (trimmed.scale() > 0 ? text : text + ".");
  }

  /** One digit, the point, further ones up to the last that is not 0. */
  private static String mantissa(float value, BigDecimal digits) {
    String text = digits.stripTrailingZeros().unscaledValue().toString();
    return sign(value) + text.charAt(0) + "." + text.substring(1);
  }

  /** Mantissa and exponent, zeros added to the mantissa up to a number of digits. */
  private static String scientific(float value, BigDecimal digits, int most) {
    String mantissa = mantissa(value, digits);
    int zeros = Math.max(0, most - (mantissa.length() - 1 - sign(value).length()));
    int exponent = digits.signum() == 0 ? 0 : digits.precision() - digits.scale() - 1;
    String size = Integer.toString(Math.abs(exponent));
    return mantissa
        + "0".repeat(zeros)
        + (exponent < 0 ? "e-" : "e+")
        + "0".repeat(2 - size.length())
        + size;
  }

  private static String sign(float value) {
    return Float.floatToRawIntBits(value) < 0 ? "-" : "";
  }

  /** The magnitude in the fewest digits that give the float again, no zeros at the end. */
  private static BigDecimal shortest(float value) {
    float size = Math.abs(value);
    if (size == 0) {
      return BigDecimal.ZERO;
    }
    // Float.toString gives two digits where one would do.
    BigDecimal one = new BigDecimal(size).round(new MathContext(1, RoundingMode.HALF_EVEN));
    BigDecimal digits = one.floatValue() == size ? one : new BigDecimal(Float.toString(size));
    return digits.stripTrailingZeros();
  }
}
