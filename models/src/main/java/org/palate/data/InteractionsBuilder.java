// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.palate.data.NamedColumns.Value;

/**
 * Builds {@link Interactions} of what is in memory: row by row, or from a stream of records, with
 * what is known about users and items.
 *
 * <pre>{@code
 * InteractionsBuilder builder = Interactions.builder();
 * builder.add("ann", "film 7", 4.5);
 * builder.row("bob", "film 7").rating(3).set("device", "phone").set("price", 3.5).add();
 * builder.item("film 7").title("Brazil").set("genres", List.of("comedy", "drama")).add();
 * Interactions interactions = builder.build();
 * }</pre>
 *
 * <p>Rating, time, label and weight are there for all rows or for none: the first row says which. A
 * column named by {@code set} or {@code annotate} begins with the first row that names it, and the
 * value there says what it holds: a text makes it {@link Column.Categorical}, a collection of texts
 * {@link Column.MultiCategorical}, a number {@link Column.Numeric}. It is missing in every row that
 * does not name it, or gives it null, the empty text, no texts or NaN.
 *
 * <p>What is wrong with a row is a {@link DataException} that names the row, from 1, as soon as it
 * is known. Such a row is left out whole, and the builder goes on with the next.
 *
 * <p>A builder is for one thread, and for one {@link #build}: whatever is called after it is an
 * {@link IllegalStateException}. So is whatever is called between a {@link #row}, {@link #user} or
 * {@link #item} and the {@code add} that ends it.
 */
public final class InteractionsBuilder {
  private static final Set<String> OWN_METHODS =
      Set.of("user", "item", "rating", "time", "label", "weight");

  private final Vocabulary.Builder users = new Vocabulary.Builder();
  private final Vocabulary.Builder items = new Vocabulary.Builder();
  private final ColumnBuilder.Ints userCodes = new ColumnBuilder.Ints();
  private final ColumnBuilder.Ints itemCodes = new ColumnBuilder.Ints();
  private final WholeColumns parts = new WholeColumns();
  private final NamedColumns columns = new NamedColumns(OWN_METHODS);
  private final FactTable userFacts = new FactTable("user facts");
  private final FactTable itemFacts = new FactTable("item facts");

  /** The row or facts that have begun and not ended; null if there are none. */
  private Object open;

  private boolean built;

  InteractionsBuilder() {}

  /**
   * Adds a row of user and item alone.
   *
   * @throws DataException if an id is null or blank, or if earlier rows have more
   */
  public InteractionsBuilder add(String user, String item) {
    return row(user, item).add();
  }

  /**
   * Adds a row with a rating.
   *
   * @throws DataException if an id is null or blank, the rating is not finite, or earlier rows have
   *     none, or more
   */
  public InteractionsBuilder add(String user, String item, double rating) {
    return row(user, item).rating(rating).add();
  }

  /**
   * Adds a row with a rating and a time.
   *
   * @param time seconds since 1970
   * @throws DataException if an id is null or blank, the rating is not finite, the time is negative
   *     or after the year 9999 (milliseconds are), or earlier rows have less, or more
   */
  public InteractionsBuilder add(String user, String item, double rating, long time) {
    return row(user, item).rating(rating).time(time).add();
  }

  /**
   * Begins a row, which {@link Row#add} ends.
   *
   * @throws DataException if an id is null or blank
   */
  public Row row(String user, String item) {
    return begin("row", userCodes.size() + 1L).user(user).item(item);
  }

  /**
   * Adds a row for each record of a stream, in its order:
   *
   * <pre>{@code
   * builder.addAll(events, (event, row) -> row.user(event.who()).item(event.what()));
   * }</pre>
   *
   * <p>The first record that makes no row ends this; the rows of those before it have been added.
   * The stream is not closed.
   *
   * @param mapper sets the row of a record, and does not add it
   * @throws DataException naming the record, from 1: with what is wrong with its row, or with the
   *     exception that the mapper threw as its cause
   */
  public <T> InteractionsBuilder addAll(
      Stream<T> records, BiConsumer<? super T, ? super Row> mapper) {
    return addAll(records.iterator(), mapper);
  }

  /** As {@link #addAll(Stream, BiConsumer)}, a row for each record of a collection. */
  public <T> InteractionsBuilder addAll(
      Iterable<T> records, BiConsumer<? super T, ? super Row> mapper) {
    return addAll(records.iterator(), mapper);
  }

  private <T> InteractionsBuilder addAll(
      Iterator<T> records, BiConsumer<? super T, ? super Row> mapper) {
    long number = 0;
    while (records.hasNext()) {
      T record = records.next();
      Row row = begin("record", ++number);
      if (record == null) {
        throw row.refused("", "expected a record, found null", null);
      }
      try {
        mapper.accept(record, row);
      } catch (RuntimeException e) {
        throw open == row ? row.refused("", "expected a row, found " + e, e) : e;
      }
      row.add();
    }
    return this;
  }

  /**
   * Begins what is known about a user, with or without interactions; {@link Facts#add} ends it.
   *
   * @throws DataException if the id is null or blank, or has been given before
   */
  public Facts user(String id) {
    return begin(userFacts, "user", id);
  }

  /**
   * Begins what is known about an item, with or without interactions; {@link Facts#add} ends it.
   *
   * @throws DataException if the id is null or blank, or has been given before
   */
  public Facts item(String id) {
    return begin(itemFacts, "item", id);
  }

  /**
   * The interactions of all rows added, in their order. Users and items have their codes in the
   * order in which rows name them; facts about others follow in the order of the facts.
   *
   * @throws DataException if no row has been added
   */
  public Interactions build() {
    checkReady();
    if (userCodes.size() == 0) {
      throw new DataException("interactions: expected at least one row, found none");
    }
    built = true;
    Interactions all =
        parts.addTo(
            Interactions.of(
                users.build(), userCodes.toArray(), items.build(), itemCodes.toArray()));
    for (Column column : columns.build(false)) {
      all = all.withColumn(column);
    }
    for (Column column : columns.build(true)) {
      all = all.withAnnotation(column);
    }
    return all.withUsers(userFacts.build()).withItems(itemFacts.build());
  }

  private Row begin(String unit, long number) {
    checkReady();
    Row row = new Row(unit, number);
    open = row;
    return row;
  }

  private Facts begin(FactTable table, String role, String id) {
    checkReady();
    try {
      checkId(role, id);
      table.checkNew(id);
    } catch (IllegalArgumentException e) {
      throw error(table.place(), "", e.getMessage(), e);
    }
    Facts facts = new Facts(table, id);
    open = facts;
    return facts;
  }

  private void checkReady() {
    if (built) {
      throw new IllegalStateException(
          "expected a builder that has not built its interactions, found one that has");
    }
    if (open != null) {
      throw new IllegalStateException(
          "expected add() to end %s, found another call of the builder".formatted(open));
    }
  }

  private void checkOpen(Object row) {
    if (open != row) {
      throw new IllegalStateException(
          "%s: expected a row that is being set, found one that was added or refused"
              .formatted(row));
    }
  }

  private static void checkId(String role, String id) {
    if (id == null || id.isBlank()) {
      throw new IllegalArgumentException(
          "expected %s id, found %s"
              .formatted(
                  role.equals("user") ? "a user" : "an item",
                  id == null ? "null" : DataException.quoted(id)));
    }
  }

  private static void checkFirst(String role, String before, String id) {
    if (before != null) {
      throw new IllegalArgumentException(
          "expected one %s id, found a second, %s".formatted(role, DataException.quoted(id)));
    }
  }

  /** How messages name a column; empty for one whose name is none. */
  private static String column(String name) {
    return name == null || name.isBlank() ? "" : "column " + DataException.quoted(name);
  }

  private static DataException error(String row, String part, String why, Throwable cause) {
    return new DataException(
        "%s%s%s: %s".formatted(row, part.isEmpty() ? "" : ", ", part, why), cause);
  }

  /**
   * One interaction while it is set; {@link #add} ends it. Every method refuses what it cannot take
   * with a {@link DataException} that names the row; the row is then left out.
   */
  public final class Row {
    private final String unit;
    private final long number;
    private String user;
    private String item;

    private Row(String unit, long number) {
      this.unit = unit;
      this.number = number;
    }

    /** The id of the user, neither null nor blank. */
    public Row user(String id) {
      return take(
          "",
          () -> {
            checkId("user", id);
            checkFirst("user", user, id);
            user = id;
          });
    }

    /** The id of the item, neither null nor blank. */
    public Row item(String id) {
      return take(
          "",
          () -> {
            checkId("item", id);
            checkFirst("item", item, id);
            item = id;
          });
    }

    /** The rating, a finite number. */
    public Row rating(double rating) {
      return take("rating", () -> parts.setRating(rating));
    }

    /** The time in seconds since 1970, neither negative nor after the year 9999. */
    public Row time(long seconds) {
      return take("time", () -> parts.setTime(seconds));
    }

    /** The time, in or after 1970; a fraction of a second is cut off. */
    public Row time(Instant time) {
      return take(
          "time",
          () -> {
            if (time == null) {
              throw new IllegalArgumentException("expected an instant, found null");
            }
            parts.setTime(time.getEpochSecond());
          });
    }

    /** The label, from 0 (no) to 1 (yes). */
    public Row label(double label) {
      return take("label", () -> parts.setLabel(label));
    }

    /** The label: yes or no. */
    public Row label(boolean label) {
      return label(label ? 1 : 0);
    }

    /** The weight, finite and not negative. */
    public Row weight(double weight) {
      return take("weight", () -> parts.setWeight(weight));
    }

    /** A column that may serve as a feature: one of a set of texts, null or empty if missing. */
    public Row set(String name, String value) {
      return set(name, Value.of(value), false);
    }

    /** A column that may serve as a feature: several of a set of texts, null or none if missing. */
    public Row set(String name, Collection<String> values) {
      return set(name, Value.of(values), false);
    }

    /** A column that may serve as a feature: a number, not infinite, null or NaN if missing. */
    public Row set(String name, Number value) {
      return set(name, Value.of(value), false);
    }

    /** As {@link #set(String, String)}, of a column that must not serve as a feature. */
    public Row annotate(String name, String value) {
      return set(name, Value.of(value), true);
    }

    /** As {@link #set(String, Collection)}, of a column that must not serve as a feature. */
    public Row annotate(String name, Collection<String> values) {
      return set(name, Value.of(values), true);
    }

    /** As {@link #set(String, Number)}, of a column that must not serve as a feature. */
    public Row annotate(String name, Number value) {
      return set(name, Value.of(value), true);
    }

    /**
     * Ends the row.
     *
     * @throws DataException if it lacks user or item, or a part that the rows before have
     */
    public InteractionsBuilder add() {
      take("", this::checkWhole);
      userCodes.add(users.add(user));
      itemCodes.add(items.add(item));
      parts.addRow();
      columns.addRow();
      open = null;
      return InteractionsBuilder.this;
    }

    private void checkWhole() {
      if (user == null || item == null) {
        throw new IllegalArgumentException(
            "expected %s id, found none".formatted(user == null ? "a user" : "an item"));
      }
      parts.checkRow();
    }

    private Row set(String name, Value value, boolean annotation) {
      return take(column(name), () -> columns.set(name, value, annotation));
    }

    /** Sets a part of the row, or refuses the row. */
    private Row take(String part, Runnable set) {
      checkOpen(this);
      try {
        set.run();
      } catch (IllegalArgumentException e) {
        throw refused(part, e.getMessage(), e);
      }
      return this;
    }

    private DataException refused(String part, String why, Throwable cause) {
      parts.dropRow();
      columns.dropRow();
      open = null;
      return error(toString(), part, why, cause);
    }

    /** The row as messages name it. */
    @Override
    public String toString() {
      return unit + " " + number;
    }
  }

  /**
   * What is known about one user or item while it is set; {@link #add} ends it. Every method
   * refuses what it cannot take with a {@link DataException} that names the row of facts; the row
   * is then left out.
   */
  public final class Facts {
    private final FactTable table;
    private final String id;
    private String title;

    private Facts(FactTable table, String id) {
      this.table = table;
      this.id = id;
    }

    /** What to call it, such as a film's title; null or empty if missing. */
    public Facts title(String title) {
      return take(
          "title",
          () -> {
            if (this.title != null) {
              throw new IllegalArgumentException("expected one value, found a second");
            }
            this.title = title == null ? "" : title;
          });
    }

    /** A column: one of a set of texts, null or empty if missing. */
    public Facts set(String name, String value) {
      return set(name, Value.of(value));
    }

    /** A column: several of a set of texts, null or none if missing. */
    public Facts set(String name, Collection<String> values) {
      return set(name, Value.of(values));
    }

    /** A column: a number, not infinite, null or NaN if missing. */
    public Facts set(String name, Number value) {
      return set(name, Value.of(value));
    }

    /** Ends the facts. */
    public InteractionsBuilder add() {
      checkOpen(this);
      table.add(id, title);
      open = null;
      return InteractionsBuilder.this;
    }

    private Facts set(String name, Value value) {
      return take(column(name), () -> table.columns().set(name, value, false));
    }

    /** Sets a part of the facts, or refuses them. */
    private Facts take(String part, Runnable set) {
      checkOpen(this);
      try {
        set.run();
      } catch (IllegalArgumentException e) {
        table.columns().dropRow();
        open = null;
        throw error(toString(), part, e.getMessage(), e);
      }
      return this;
    }

    /** The row of facts as messages name it. */
    @Override
    public String toString() {
      return table.place();
    }
  }
}
