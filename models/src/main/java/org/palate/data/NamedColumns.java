// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Named columns that grow by one row at a time without being announced: a column begins with the
 * first row that names it, is of the kind of the value given there, and is missing in every row
 * that does not name it.
 *
 * <p>The values of a row are set one by one and join the columns together, with {@link #addRow}, or
 * not at all.
 */
final class NamedColumns {
  /** A value of one row; its type says of which kind its column is. */
  sealed interface Value {
    /** One of a set of texts; empty if missing. */
    record Category(String text) implements Value {}

    /** Several of a set of texts; empty if missing. */
    record Categories(List<String> texts) implements Value {}

    /** A number; NaN if missing. */
    record Numeric(Number number) implements Value {}

    /** Of a text; null is missing. */
    static Value of(String text) {
      return new Category(text == null ? "" : text);
    }

    /** Of a collection of texts, copied; null is missing. */
    static Value of(Collection<String> texts) {
      return new Categories(texts == null ? new ArrayList<>() : new ArrayList<>(texts));
    }

    /** Of a number; null is missing. */
    static Value of(Number number) {
      return new Numeric(number == null ? Float.NaN : number);
    }

    /** The kind as messages say it. */
    default String kind() {
      return switch (this) {
        case Category _ -> "a text";
        case Categories _ -> "a collection of texts";
        case Numeric _ -> "a number";
      };
    }

    /** The missing value of the same kind. */
    default Value missing() {
      return switch (this) {
        case Category _ -> new Category("");
        case Categories _ -> new Categories(List.of());
        case Numeric _ -> new Numeric(Float.NaN);
      };
    }
  }

  private final Set<String> taken;
  private final Map<String, Growing> columns = new LinkedHashMap<>();
  private final Map<String, Cell> row = new LinkedHashMap<>();
  private int rows;

  /** A value that waits for the rest of its row. */
  private record Cell(Value value, boolean annotation) {
    String use() {
      return annotation ? "an annotation" : "a feature";
    }
  }

  /**
   * No columns yet.
   *
   * @param taken names that no column may have
   */
  NamedColumns(Set<String> taken) {
    this.taken = taken;
  }

  /**
   * Sets a value of the row that {@link #addRow} adds next.
   *
   * @param annotation whether a model must not see the column
   * @throws IllegalArgumentException with what was expected and what was found, if the name is
   *     taken or set already, a number is infinite, a text among several is null, or the column was
   *     of another kind or use in an earlier row
   */
  void set(String name, Value value, boolean annotation) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException(
          "expected the name of a column, found " + (name == null ? "null" : "nothing"));
    }
    if (taken.contains(name)) {
      throw new IllegalArgumentException(
          "expected the name of a further column, found %s; it has a method of its own"
              .formatted(DataException.quoted(name)));
    }
    checkValue(value);
    Cell cell = new Cell(value, annotation);
    Growing column = columns.get(name);
    if (column != null) {
      checkSame(column.first.value.kind(), value.kind());
      checkSame(column.first.use(), cell.use());
    }
    if (row.putIfAbsent(name, cell) != null) {
      throw new IllegalArgumentException("expected one value, found a second");
    }
  }

  private static void checkValue(Value value) {
    String found =
        switch (value) {
          case Value.Category _ -> "";
          case Value.Categories(List<String> texts) ->
              texts.contains(null) ? "null at position " + texts.indexOf(null) : "";
          case Value.Numeric(Number number) ->
              Float.isInfinite(number.floatValue()) ? number.toString() : "";
        };
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(
          "expected %s, found %s"
              .formatted(value instanceof Value.Numeric ? "a finite number" : "texts", found));
    }
  }

  private static void checkSame(String expected, String found) {
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "expected %s, as in the rows before, found %s".formatted(expected, found));
    }
  }

  /** Adds a row: the values set since the last one, every other column missing. */
  void addRow() {
    row.forEach(
        (name, cell) ->
            columns.computeIfAbsent(name, _ -> new Growing(cell)).add(rows, cell.value));
    row.clear();
    rows++;
  }

  /** Forgets the values set since the last row. */
  void dropRow() {
    row.clear();
  }

  /** The features, or the annotations, in the order in which they were first named. */
  List<Column> build(boolean annotations) {
    List<Column> built = new ArrayList<>();
    columns.forEach(
        (name, column) -> {
          if (column.first.annotation == annotations) {
            built.add(column.build(name, rows));
          }
        });
    return built;
  }

  /** A column so far; the one builder that fits its kind grows. */
  private static final class Growing {
    private final Cell first;
    private final ColumnBuilder.Categorical category = new ColumnBuilder.Categorical();
    private final ColumnBuilder.MultiCategorical categories = new ColumnBuilder.MultiCategorical();
    private final ColumnBuilder.Floats numbers = new ColumnBuilder.Floats();
    private int size;

    Growing(Cell first) {
      this.first = first;
    }

    /** Adds the value of a row, missing in the rows that were passed over. */
    void add(int row, Value value) {
      fillUpTo(row);
      append(value);
    }

    private void fillUpTo(int rows) {
      while (size < rows) {
        append(first.value.missing());
      }
    }

    private void append(Value value) {
      switch (value) {
        case Value.Category(String text) -> category.add(text);
        case Value.Categories(List<String> texts) -> categories.add(texts);
        case Value.Numeric(Number number) -> numbers.add(number.floatValue());
      }
      size++;
    }

    Column build(String name, int rows) {
      fillUpTo(rows);
      return switch (first.value) {
        case Value.Category _ -> category.build(name);
        case Value.Categories _ -> categories.build(name);
        case Value.Numeric _ -> new Column.Numeric(name, numbers.toArray());
      };
    }
  }
}
