// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.io.IOException;
import org.palate.io.SafetensorsFile;
import org.palate.io.SafetensorsWriter;

/**
 * The values of one field, a row each, in one of the {@link FieldForm forms}. The arrays are the
 * record's own and are not copied: do not change them.
 */
public sealed interface Encoded {
  /** How many rows. */
  int rows();

  /**
   * Checks that these are values of a form.
   *
   * @param field the name of the field, for the message
   * @throws IllegalArgumentException if they are of another form, a code is outside its range, or a
   *     number is not finite
   */
  void check(String field, FieldForm form);

  /**
   * Adds these values to a file.
   *
   * @param prefix what the names of their tensors begin with
   */
  void write(SafetensorsWriter file, String prefix);

  /**
   * A code a row.
   *
   * @param codes from 0, which stands for the unknown
   */
  record Codes(int[] codes) implements Encoded {
    @Override
    public int rows() {
      return codes.length;
    }

    @Override
    public void check(String field, FieldForm form) {
      if (!(form instanceof FieldForm.Single single)) {
        throw wrongForm(field, form, "a code a row");
      }
      checkCodes(field, codes, single.rows());
    }

    @Override
    public void write(SafetensorsWriter file, String prefix) {
      file.ints(prefix + "codes", codes, codes.length);
    }
  }

  /**
   * Lists of codes: those of row r are {@code codes[offsets[r]]} to {@code codes[offsets[r + 1] -
   * 1]}.
   *
   * @param offsets from 0, rising to the number of codes
   * @param codes from 0, which stands for the unknown
   * @param weights how much each code counts; null for a mean: 1 over the length of its list
   */
  record Lists(int[] offsets, int[] codes, float[] weights) implements Encoded {
    /** Checks that the offsets divide the codes. */
    public Lists {
      for (int row = 0; row + 1 < offsets.length; row++) {
        if (offsets[row + 1] < offsets[row]) {
          throw new IllegalArgumentException(
              "list %d: expected an end at or after its start at %d, found %d"
                  .formatted(row, offsets[row], offsets[row + 1]));
        }
      }
      if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] != codes.length) {
        throw new IllegalArgumentException(
            "expected offsets of lists from 0 to the number of codes, %d, found %s"
                .formatted(
                    codes.length,
                    offsets.length == 0
                        ? "none"
                        : offsets[0] + " to " + offsets[offsets.length - 1]));
      }
      if (weights != null && weights.length != codes.length) {
        throw new IllegalArgumentException(
            "expected a weight for each of %d codes, found %d"
                .formatted(codes.length, weights.length));
      }
    }

    @Override
    public int rows() {
      return offsets.length - 1;
    }

    @Override
    public void check(String field, FieldForm form) {
      if (!(form instanceof FieldForm.Several several)) {
        throw wrongForm(field, form, "lists of codes");
      }
      checkCodes(field, codes, several.rows());
      if (weights != null) {
        checkNumbers(field, weights);
      }
    }

    @Override
    public void write(SafetensorsWriter file, String prefix) {
      file.ints(prefix + "offsets", offsets, offsets.length);
      file.ints(prefix + "codes", codes, codes.length);
      if (weights != null) {
        file.floats(prefix + "weights", weights, weights.length);
      }
    }
  }

  /**
   * Numbers, the same count in every row.
   *
   * @param width numbers a row, at least 1
   * @param values {@code [rows, width]}
   */
  record Numbers(int width, float[] values) implements Encoded {
    /** Checks that the rows are whole. */
    public Numbers {
      if (width < 1 || values.length % width != 0) {
        throw new IllegalArgumentException(
            "expected whole rows of at least 1 number, found %d numbers in rows of %d"
                .formatted(values.length, width));
      }
    }

    @Override
    public int rows() {
      return values.length / width;
    }

    @Override
    public void check(String field, FieldForm form) {
      if (!(form instanceof FieldForm.Numbers numbers) || numbers.width() != width) {
        throw wrongForm(field, form, "rows of %d numbers".formatted(width));
      }
      checkNumbers(field, values);
    }

    @Override
    public void write(SafetensorsWriter file, String prefix) {
      if (width == 1) {
        file.floats(prefix + "numbers", values, values.length);
      } else {
        file.floats(prefix + "numbers", values, rows(), width);
      }
    }
  }

  /**
   * Reads what {@link #write} wrote of values of a form.
   *
   * @throws IOException if it is not there or cannot be read
   */
  static Encoded read(SafetensorsFile file, String prefix, FieldForm form) throws IOException {
    return switch (form) {
      case FieldForm.Single _ -> new Codes(file.readInts(prefix + "codes"));
      case FieldForm.Several _ ->
          new Lists(
              file.readInts(prefix + "offsets"),
              file.readInts(prefix + "codes"),
              file.has(prefix + "weights") ? file.readFloats(prefix + "weights") : null);
      case FieldForm.Numbers numbers ->
          new Numbers(numbers.width(), file.readFloats(prefix + "numbers"));
    };
  }

  /** Rows in which a value of a form is unknown: code 0, no codes, zeros. */
  static Encoded unknown(FieldForm form, int rows) {
    return switch (form) {
      case FieldForm.Single _ -> new Codes(new int[rows]);
      case FieldForm.Several _ -> new Lists(new int[rows + 1], new int[0], null);
      case FieldForm.Numbers numbers ->
          new Numbers(numbers.width(), new float[Math.multiplyExact(rows, numbers.width())]);
    };
  }

  private static IllegalArgumentException wrongForm(
      String field, FieldForm expected, String found) {
    return new IllegalArgumentException(
        "field %s: expected values of the form %s, found %s".formatted(field, expected, found));
  }

  private static void checkCodes(String field, int[] codes, int end) {
    for (int code : codes) {
      if (code < 0 || code >= end) {
        throw new IllegalArgumentException(
            "field %s: expected a code from 0 to %d, found %d".formatted(field, end - 1, code));
      }
    }
  }

  private static void checkNumbers(String field, float[] numbers) {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException(
            "field %s: expected finite numbers, found %s".formatted(field, number));
      }
    }
  }
}
