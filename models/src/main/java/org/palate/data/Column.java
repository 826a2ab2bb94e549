// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.Arrays;
import java.util.Objects;

/**
 * A named column of values, one entry a row: of {@link Interactions} (a row is one event) or of
 * {@link Entities} (a row is one user or item).
 *
 * <p>Every kind has its way of saying that a value is missing: code 0, no codes at all, NaN, an
 * empty text. Columns are immutable by contract: the arrays they hand out are their own, so read
 * them and never write.
 */
public sealed interface Column {
  /** The name, unique among the columns of its owner. */
  String name();

  /** The number of rows. */
  int rows();

  /** Whether row {@code row} has no value. */
  boolean isMissing(int row);

  /** The column whose row {@code i} is this column's row {@code rows[i]}. */
  Column select(int[] rows);

  /** One of a set of values a row; {@code codes[row]} is a code of {@code values}, 0 if missing. */
  record Categorical(String name, Vocabulary values, int[] codes) implements Column {
    /** Refuses codes that {@code values} does not have. */
    public Categorical {
      checkCodes(name, values, codes);
    }

    /** The value of a row, null if missing. */
    public String value(int row) {
      return codes[row] == Vocabulary.UNKNOWN ? null : values.key(codes[row]);
    }

    @Override
    public int rows() {
      return codes.length;
    }

    @Override
    public boolean isMissing(int row) {
      return codes[row] == Vocabulary.UNKNOWN;
    }

    @Override
    public Categorical select(int[] rows) {
      return new Categorical(name, values, gather(codes, rows));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Categorical that
          && name.equals(that.name)
          && values.equals(that.values)
          && Arrays.equals(codes, that.codes);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, Arrays.hashCode(codes));
    }
  }

  /**
   * Any number of a set of values a row, such as a film's genres, in the order given; row {@code r}
   * has the codes {@code codes[offsets[r]]} to {@code codes[offsets[r + 1] - 1]}, each from 1.
   */
  record MultiCategorical(String name, Vocabulary values, int[] offsets, int[] codes)
      implements Column {
    /** Refuses offsets that fall, and codes that {@code values} does not have. */
    public MultiCategorical {
      checkCodes(name, values, codes);
      if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] != codes.length) {
        throw new IllegalArgumentException(
            "column %s: expected offsets from 0 to the number of codes, %d, found %s"
                .formatted(
                    name,
                    codes.length,
                    offsets.length == 0
                        ? "none"
                        : offsets[0] + " to " + offsets[offsets.length - 1]));
      }
      for (int i = 1; i < offsets.length; i++) {
        if (offsets[i] < offsets[i - 1]) {
          throw new IllegalArgumentException(
              "column %s: expected offsets that do not fall, found %d after %d at %d"
                  .formatted(name, offsets[i], offsets[i - 1], i));
        }
      }
    }

    /** The number of values of a row. */
    public int count(int row) {
      return offsets[row + 1] - offsets[row];
    }

    /** The values of a row, in the order given; empty if missing. */
    public String[] values(int row) {
      String[] found = new String[count(row)];
      for (int i = 0; i < found.length; i++) {
        found[i] = values.key(codes[offsets[row] + i]);
      }
      return found;
    }

    @Override
    public int rows() {
      return offsets.length - 1;
    }

    @Override
    public boolean isMissing(int row) {
      return count(row) == 0;
    }

    @Override
    public MultiCategorical select(int[] rows) {
      int[] newOffsets = new int[rows.length + 1];
      for (int i = 0; i < rows.length; i++) {
        newOffsets[i + 1] = Math.addExact(newOffsets[i], count(rows[i]));
      }
      int[] newCodes = new int[newOffsets[rows.length]];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(codes, offsets[rows[i]], newCodes, newOffsets[i], count(rows[i]));
      }
      return new MultiCategorical(name, values, newOffsets, newCodes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof MultiCategorical that
          && name.equals(that.name)
          && values.equals(that.values)
          && Arrays.equals(offsets, that.offsets)
          && Arrays.equals(codes, that.codes);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, Arrays.hashCode(offsets), Arrays.hashCode(codes));
    }
  }

  /** A finite number a row, NaN if missing. */
  record Numeric(String name, float[] values) implements Column {
    /** Refuses infinite values. */
    public Numeric {
      Objects.requireNonNull(name, "name");
      for (int row = 0; row < values.length; row++) {
        if (Float.isInfinite(values[row])) {
          throw new IllegalArgumentException(
              "column %s: expected finite numbers or NaN, found %s at row %d"
                  .formatted(name, values[row], row));
        }
      }
    }

    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public boolean isMissing(int row) {
      return Float.isNaN(values[row]);
    }

    @Override
    public Numeric select(int[] rows) {
      float[] selected = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        selected[i] = values[rows[i]];
      }
      return new Numeric(name, selected);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Numeric that
          && name.equals(that.name)
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, Arrays.hashCode(values));
    }
  }

  /** Free text a row, such as a title; the empty text if missing, never null. */
  record Text(String name, String[] values) implements Column {
    /** Refuses null texts. */
    public Text {
      Objects.requireNonNull(name, "name");
      for (int row = 0; row < values.length; row++) {
        Objects.requireNonNull(
            values[row], () -> "column " + name + ": expected texts, found null");
      }
    }

    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public boolean isMissing(int row) {
      return values[row].isEmpty();
    }

    @Override
    public Text select(int[] rows) {
      String[] selected = new String[rows.length];
      for (int i = 0; i < rows.length; i++) {
        selected[i] = values[rows[i]];
      }
      return new Text(name, selected);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Text that
          && name.equals(that.name)
          && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, Arrays.hashCode(values));
    }
  }

  private static void checkCodes(String name, Vocabulary values, int[] codes) {
    Objects.requireNonNull(name, "name");
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] < 0 || codes[i] >= values.size()) {
        throw new IllegalArgumentException(
            "column %s: expected codes from 0 to %d, found %d at %d"
                .formatted(name, values.size() - 1, codes[i], i));
      }
    }
  }

  private static int[] gather(int[] source, int[] rows) {
    int[] selected = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      selected[i] = source[rows[i]];
    }
    return selected;
  }
}
