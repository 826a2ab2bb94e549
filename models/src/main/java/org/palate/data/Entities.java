// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * What is known about users, or about items, beside their interactions: a table with one row for
 * each id and named {@link Column}s.
 *
 * <p>The row of an id is its code in {@link #ids}; row 0 is the entity nobody knows, and every
 * column is missing there. The entities of {@link Interactions} start with the ids of the
 * interactions in the same order, so that a user or item code of an interaction is a row here.
 */
public final class Entities {
  /** The name of the text column that {@link #title} reads. */
  public static final String TITLE = "title";

  private final Vocabulary ids;
  private final Map<String, Column> columns;

  private Entities(Vocabulary ids, Map<String, Column> columns) {
    this.ids = ids;
    this.columns = columns;
  }

  /** Entities of which only the ids are known. */
  public static Entities none(Vocabulary ids) {
    return of(ids, List.of());
  }

  /**
   * Entities with their columns.
   *
   * @throws IllegalArgumentException if a column has not exactly {@code ids.size()} rows, or a
   *     value in row 0, or the name of another
   */
  public static Entities of(Vocabulary ids, List<? extends Column> columns) {
    Map<String, Column> named = new LinkedHashMap<>();
    for (Column column : columns) {
      if (column.rows() != ids.size()) {
        throw new IllegalArgumentException(
            "column %s: expected %d rows, the unknown entity and %d ids, found %d"
                .formatted(column.name(), ids.size(), ids.size() - 1, column.rows()));
      }
      if (!column.isMissing(Vocabulary.UNKNOWN)) {
        throw new IllegalArgumentException(
            "column "
                + column.name()
                + ": expected no value in row 0, the unknown entity, found one");
      }
      if (named.put(column.name(), column) != null) {
        throw new IllegalArgumentException(
            "expected columns of different names, found two named " + column.name());
      }
    }
    return new Entities(ids, named);
  }

  /** The ids; the code of an id is its row. */
  public Vocabulary ids() {
    return ids;
  }

  /** The number of rows, that of the unknown entity included. */
  public int size() {
    return ids.size();
  }

  /** The columns, in their order. */
  public List<Column> columns() {
    return List.copyOf(columns.values());
  }

  /** Whether there is a column of that name. */
  public boolean has(String name) {
    return columns.containsKey(name);
  }

  /**
   * The column of that name.
   *
   * @throws NoSuchElementException if there is none; the message lists those there are
   */
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new NoSuchElementException(
          "expected a column named \"%s\", found %s"
              .formatted(name, columns.isEmpty() ? "none" : String.join(", ", columns.keySet())));
    }
    return column;
  }

  /** Whether there is a column of titles. */
  public boolean hasTitle() {
    return columns.get(TITLE) instanceof Column.Text;
  }

  /** What to call the entity of a row: its title if there is one, else its id, else "unknown". */
  public String title(int row) {
    if (columns.get(TITLE) instanceof Column.Text titles && !titles.isMissing(row)) {
      return titles.values()[row];
    }
    return row == Vocabulary.UNKNOWN ? "unknown" : ids.key(row);
  }

  /** What to call the entity of an id: its title if there is one, else the id itself. */
  public String title(String id) {
    int row = ids.code(id);
    return row == Vocabulary.UNKNOWN ? id : title(row);
  }

  /**
   * The same facts with the ids of {@code vocabulary} first, in its order, then all other ids in
   * their present order. An id that had no row gets one with every column missing.
   */
  public Entities alignedTo(Vocabulary vocabulary) {
    Vocabulary.Builder builder = new Vocabulary.Builder();
    vocabulary.keys().forEach(builder::add);
    ids.keys().forEach(builder::add);
    Vocabulary aligned = builder.build();
    int[] rows = new int[aligned.size()];
    for (int row = 1; row < rows.length; row++) {
      rows[row] = ids.code(aligned.key(row));
    }
    List<Column> moved = new ArrayList<>();
    columns.values().forEach(column -> moved.add(column.select(rows)));
    return of(aligned, moved);
  }

  /** Whether the codes of {@code vocabulary} are rows here: its keys come first, in its order. */
  public boolean isAlignedTo(Vocabulary vocabulary) {
    return vocabulary.size() <= ids.size()
        && ids.keys().subList(0, vocabulary.size() - 1).equals(vocabulary.keys());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entities that
        && ids.equals(that.ids)
        && columns().equals(that.columns());
  }

  @Override
  public int hashCode() {
    return 31 * ids.hashCode() + columns.hashCode();
  }

  @Override
  public String toString() {
    return "Entities of " + (size() - 1) + " ids, columns " + columns.keySet();
  }
}
