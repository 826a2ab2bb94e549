// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builders of columns and of the arrays behind them: each grows by one row at a time, as a reader
 * comes to it. A builder is for one thread, and holds at most {@code Integer.MAX_VALUE - 8} rows;
 * one more is a {@link DataException}.
 */
public final class ColumnBuilder {
  private static final int INITIAL_CAPACITY = 16;

  private ColumnBuilder() {}

  /** Ints, such as codes of a vocabulary. */
  public static final class Ints {
    private int[] values = new int[INITIAL_CAPACITY];
    private int size;

    /** A builder without rows. */
    public Ints() {}

    /** Adds a row. */
    public void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, longer(size));
      }
      values[size++] = value;
    }

    /** The number of rows so far. */
    public int size() {
      return size;
    }

    /** The rows so far, in a new array of exactly their number. */
    public int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /** Longs, such as times. */
  public static final class Longs {
    private long[] values = new long[INITIAL_CAPACITY];
    private int size;

    /** A builder without rows. */
    public Longs() {}

    /** Adds a row. */
    public void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, longer(size));
      }
      values[size++] = value;
    }

    /** The rows so far, in a new array of exactly their number. */
    public long[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /** Floats, such as ratings. */
  public static final class Floats {
    private float[] values = new float[INITIAL_CAPACITY];
    private int size;

    /** A builder without rows. */
    public Floats() {}

    /** Adds a row. */
    public void add(float value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, longer(size));
      }
      values[size++] = value;
    }

    /** The rows so far, in a new array of exactly their number. */
    public float[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /** A column of one value a row out of a set; the empty text is a missing value. */
  public static final class Categorical {
    private final Vocabulary.Builder values = new Vocabulary.Builder();
    private final Ints codes = new Ints();

    /** A builder without rows. */
    public Categorical() {}

    /** Adds a row. */
    public void add(String value) {
      codes.add(value.isEmpty() ? Vocabulary.UNKNOWN : values.add(value));
    }

    /** The column of all rows added; the builder cannot be used any more. */
    public Column.Categorical build(String name) {
      return new Column.Categorical(name, values.build(), codes.toArray());
    }
  }

  /** A column of several values a row out of a set; empty and repeated values are dropped. */
  public static final class MultiCategorical {
    private final Vocabulary.Builder values = new Vocabulary.Builder();
    private final Ints offsets = new Ints();
    private final Ints codes = new Ints();

    /** A builder without rows. */
    public MultiCategorical() {
      offsets.add(0);
    }

    /** Adds a row. */
    public void add(List<String> row) {
      row.stream()
          .filter(value -> !value.isEmpty())
          .distinct()
          .forEach(value -> codes.add(values.add(value)));
      offsets.add(codes.size());
    }

    /** The column of all rows added; the builder cannot be used any more. */
    public Column.MultiCategorical build(String name) {
      return new Column.MultiCategorical(name, values.build(), offsets.toArray(), codes.toArray());
    }
  }

  /** A column of free text. */
  public static final class Text {
    private final List<String> values = new ArrayList<>();

    /** A builder without rows. */
    public Text() {}

    /** Adds a row; the empty text is a missing value. */
    public void add(String value) {
      values.add(value);
    }

    /** The column of all rows added; the builder cannot be used any more. */
    public Column.Text build(String name) {
      return new Column.Text(name, values.toArray(String[]::new));
    }
  }

  private static int longer(int size) {
    if (size >= Integer.MAX_VALUE - 8) {
      throw new DataException("expected at most %,d rows, found more".formatted(size));
    }
    return (int) Math.min(Integer.MAX_VALUE - 8L, size * 2L);
  }
}
