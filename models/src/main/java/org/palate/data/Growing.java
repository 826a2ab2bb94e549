// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Arrays and columns that grow by one entry at a time while a reader fills them. */
final class Growing {
  private static final int FIRST = 1024;

  private Growing() {}

  static final class Ints {
    private int[] values = new int[FIRST];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, longer(size));
      }
      values[size++] = value;
    }

    int size() {
      return size;
    }

    int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  static final class Longs {
    private long[] values = new long[FIRST];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, longer(size));
      }
      values[size++] = value;
    }

    long[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  static final class Floats {
    private float[] values = new float[FIRST];
    private int size;

    void add(float value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, longer(size));
      }
      values[size++] = value;
    }

    float[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /** Of values out of a set; the empty text is a missing value. */
  static final class Categories {
    private final Vocabulary.Builder values = new Vocabulary.Builder();
    private final Ints codes = new Ints();

    void add(String value) {
      codes.add(value.isEmpty() ? Vocabulary.UNKNOWN : values.add(value));
    }

    Column.Categorical build(String name) {
      return new Column.Categorical(name, values.build(), codes.toArray());
    }
  }

  /** Of several values a row out of a set; empty and repeated values are dropped. */
  static final class ManyCategories {
    private final Vocabulary.Builder values = new Vocabulary.Builder();
    private final Ints offsets = new Ints();
    private final Ints codes = new Ints();

    ManyCategories() {
      offsets.add(0);
    }

    void add(List<String> row) {
      row.stream()
          .filter(value -> !value.isEmpty())
          .distinct()
          .forEach(value -> codes.add(values.add(value)));
      offsets.add(codes.size());
    }

    Column.MultiCategorical build(String name) {
      return new Column.MultiCategorical(name, values.build(), offsets.toArray(), codes.toArray());
    }
  }

  static final class Texts {
    private final List<String> values = new ArrayList<>();

    void add(String value) {
      values.add(value);
    }

    Column.Text build(String name) {
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
