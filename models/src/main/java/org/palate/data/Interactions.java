// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Who interacted with what: one row an event, kept in columns of primitive arrays.
 *
 * <p>Every row has a user and an item, as codes of two vocabularies. Rating, time, label and weight
 * are there or not, for all rows; asking for one that is not there is an exception that names it.
 * Beyond them there are two groups of named columns: {@link #columns} describe the circumstances of
 * an event and may be used as features; {@link #annotations} are known only afterwards (how long a
 * film was watched) or merely name things (the session), so that a model must not see them.
 *
 * <p>{@link #users} and {@link #items} hold what else is known about the two sides; a user code is
 * a row of {@code users()}, an item code a row of {@code items()}.
 *
 * <p>Immutable: the {@code with} methods make new objects that share columns. The arrays handed out
 * are the object's own; read them and never write.
 */
public final class Interactions {
  private final Vocabulary userVocabulary;
  private final Vocabulary itemVocabulary;
  private final int[] userCodes;
  private final int[] itemCodes;
  private final Parts parts;

  /** All that may be absent, null or empty if it is; changed only before its owner is published. */
  private static final class Parts {
    float[] ratings;
    long[] times;
    float[] labels;
    float[] weights;
    List<Column> columns = List.of();
    List<Column> annotations = List.of();
    Entities users;
    Entities items;
    SkippedRows skipped = SkippedRows.NONE;

    Parts copy() {
      Parts copy = new Parts();
      copy.ratings = ratings;
      copy.times = times;
      copy.labels = labels;
      copy.weights = weights;
      copy.columns = columns;
      copy.annotations = annotations;
      copy.users = users;
      copy.items = items;
      copy.skipped = skipped;
      return copy;
    }
  }

  private Interactions(
      Vocabulary users, int[] userCodes, Vocabulary items, int[] itemCodes, Parts parts) {
    this.userVocabulary = users;
    this.userCodes = userCodes;
    this.itemVocabulary = items;
    this.itemCodes = itemCodes;
    this.parts = parts;
  }

  /**
   * Interactions of which only user and item are known.
   *
   * @throws IllegalArgumentException if the two arrays differ in length or a code is outside its
   *     vocabulary
   */
  public static Interactions of(
      Vocabulary users, int[] userCodes, Vocabulary items, int[] itemCodes) {
    checkRows("items", itemCodes.length, userCodes.length);
    checkCodes("user", users, userCodes);
    checkCodes("item", items, itemCodes);
    Parts parts = new Parts();
    parts.users = Entities.none(users);
    parts.items = Entities.none(items);
    return new Interactions(users, userCodes, items, itemCodes, parts);
  }

  /** A builder, for rows that are in memory and in no file. */
  public static InteractionsBuilder builder() {
    return new InteractionsBuilder();
  }

  /** The number of rows. */
  public int size() {
    return userCodes.length;
  }

  /** The users of these interactions. */
  public Vocabulary userVocabulary() {
    return userVocabulary;
  }

  /** The items of these interactions. */
  public Vocabulary itemVocabulary() {
    return itemVocabulary;
  }

  /** What is known about users; row = user code, and users without interactions after them. */
  public Entities users() {
    return parts.users;
  }

  /** What is known about items; row = item code, and items without interactions after them. */
  public Entities items() {
    return parts.items;
  }

  /** The user code of a row. */
  public int user(int row) {
    return userCodes[row];
  }

  /** The item code of a row. */
  public int item(int row) {
    return itemCodes[row];
  }

  /** The user code of every row. */
  public int[] userCodes() {
    return userCodes;
  }

  /** The item code of every row. */
  public int[] itemCodes() {
    return itemCodes;
  }

  /** Whether the rows have ratings. */
  public boolean hasRating() {
    return parts.ratings != null;
  }

  /** The rating of every row, finite. Throws {@link NoSuchElementException} without ratings. */
  public float[] ratings() {
    return present(parts.ratings, "rating");
  }

  /** Whether the rows have times. */
  public boolean hasTime() {
    return parts.times != null;
  }

  /**
   * The time of every row in seconds since 1970, not negative. Throws {@link
   * NoSuchElementException} without times.
   */
  public long[] times() {
    return present(parts.times, "time");
  }

  /** Whether the rows have labels. */
  public boolean hasLabel() {
    return parts.labels != null;
  }

  /**
   * The label of every row, from 0 (no) to 1 (yes). Throws {@link NoSuchElementException} without
   * labels.
   */
  public float[] labels() {
    return present(parts.labels, "label");
  }

  /** Whether the rows have weights. */
  public boolean hasWeight() {
    return parts.weights != null;
  }

  /**
   * The weight of every row, finite and not negative. Throws {@link NoSuchElementException} without
   * weights.
   */
  public float[] weights() {
    return present(parts.weights, "weight");
  }

  /** Further columns that may serve as features: circumstances known before the outcome. */
  public List<Column> columns() {
    return parts.columns;
  }

  /** Further columns that must not serve as features: outcomes and names. */
  public List<Column> annotations() {
    return parts.annotations;
  }

  /** Whether there is a column or annotation of that name. */
  public boolean has(String name) {
    return find(name) != null;
  }

  /**
   * The column or annotation of that name.
   *
   * @throws NoSuchElementException if there is none
   */
  public Column column(String name) {
    return present(find(name), name);
  }

  /**
   * A text that is the same for the same rows and differs for others: user, item, rating, time,
   * label and weight of every row count, in order.
   */
  public String fingerprint() {
    return Fingerprint.of(this);
  }

  /** The rows that the reader could not read and was told to skip. */
  public SkippedRows skipped() {
    return parts.skipped;
  }

  /** The interactions whose row {@code i} is row {@code rows[i]} here; vocabularies stay. */
  public Interactions select(int[] rows) {
    int[] newUsers = new int[rows.length];
    int[] newItems = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      newUsers[i] = userCodes[rows[i]];
      newItems[i] = itemCodes[rows[i]];
    }
    Parts selected = parts.copy();
    selected.ratings = gather(parts.ratings, rows);
    selected.times = gather(parts.times, rows);
    selected.labels = gather(parts.labels, rows);
    selected.weights = gather(parts.weights, rows);
    selected.columns = parts.columns.stream().map(column -> column.select(rows)).toList();
    selected.annotations = parts.annotations.stream().map(column -> column.select(rows)).toList();
    return new Interactions(userVocabulary, newUsers, itemVocabulary, newItems, selected);
  }

  /**
   * The same with ratings. Throws {@link IllegalArgumentException} for a number that is not finite.
   */
  public Interactions withRating(float[] ratings) {
    checkNumbers("rating", ratings, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    return with(changed -> changed.ratings = ratings);
  }

  /** The same with times. Throws {@link IllegalArgumentException} for a negative time. */
  public Interactions withTime(long[] times) {
    checkRows("times", times.length, size());
    for (int row = 0; row < times.length; row++) {
      if (times[row] < 0) {
        throw new IllegalArgumentException(
            "time at row %d: expected seconds, not negative, found %d".formatted(row, times[row]));
      }
    }
    return with(changed -> changed.times = times);
  }

  /** The same with labels. Throws {@link IllegalArgumentException} for one outside 0 to 1. */
  public Interactions withLabel(float[] labels) {
    checkNumbers("label", labels, 0, 1);
    return with(changed -> changed.labels = labels);
  }

  /**
   * The same with label 1 where the rating is {@code atLeast} or more, and 0 elsewhere.
   *
   * @throws NoSuchElementException if there are no ratings
   */
  public Interactions withLabelFromRating(float atLeast) {
    float[] ratings = ratings();
    float[] labels = new float[ratings.length];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = ratings[row] >= atLeast ? 1 : 0;
    }
    return withLabel(labels);
  }

  /** The same with weights. Throws {@link IllegalArgumentException} for a negative one. */
  public Interactions withWeight(float[] weights) {
    checkNumbers("weight", weights, 0, Float.POSITIVE_INFINITY);
    return with(changed -> changed.weights = weights);
  }

  /** The same with one more column that may serve as a feature. */
  public Interactions withColumn(Column column) {
    return with(changed -> changed.columns = appended(parts.columns, column));
  }

  /** The same with one more column that must not serve as a feature. */
  public Interactions withAnnotation(Column column) {
    return with(changed -> changed.annotations = appended(parts.annotations, column));
  }

  /** The same with these facts about users, brought into the order of the user codes. */
  public Interactions withUsers(Entities users) {
    return with(changed -> changed.users = users.alignedTo(userVocabulary));
  }

  /** The same with these facts about items, brought into the order of the item codes. */
  public Interactions withItems(Entities items) {
    return with(changed -> changed.items = items.alignedTo(itemVocabulary));
  }

  /** The same with a count of rows that could not be read. */
  public Interactions withSkipped(SkippedRows skipped) {
    return with(changed -> changed.skipped = skipped);
  }

  @Override
  public String toString() {
    return "%,d interactions of %,d users with %,d items: %s"
        .formatted(
            size(),
            userVocabulary.size() - 1,
            itemVocabulary.size() - 1,
            String.join(", ", names()));
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(List.of("user", "item"));
    if (hasRating()) {
      names.add("rating");
    }
    if (hasTime()) {
      names.add("time");
    }
    if (hasLabel()) {
      names.add("label");
    }
    if (hasWeight()) {
      names.add("weight");
    }
    parts.columns.forEach(column -> names.add(column.name()));
    parts.annotations.forEach(column -> names.add(column.name()));
    return names;
  }

  private <T> T present(T value, String name) {
    if (value == null) {
      throw new NoSuchElementException(
          "interactions: expected a column named \"%s\", found %s"
              .formatted(name, String.join(", ", names())));
    }
    return value;
  }

  private Column find(String name) {
    for (Column column : parts.columns) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    for (Column column : parts.annotations) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    return null;
  }

  private Interactions with(Consumer<Parts> change) {
    Parts changed = parts.copy();
    change.accept(changed);
    return new Interactions(userVocabulary, userCodes, itemVocabulary, itemCodes, changed);
  }

  private List<Column> appended(List<Column> columns, Column column) {
    Objects.requireNonNull(column, "column");
    checkRows("column " + column.name(), column.rows(), size());
    if (names().contains(column.name())) {
      throw new IllegalArgumentException(
          "expected a column of a new name, found a second \"" + column.name() + "\"");
    }
    List<Column> longer = new ArrayList<>(columns);
    longer.add(column);
    return List.copyOf(longer);
  }

  private void checkNumbers(String what, float[] values, float low, float high) {
    checkRows(what, values.length, size());
    for (int row = 0; row < values.length; row++) {
      float value = values[row];
      if (!Float.isFinite(value) || value < low || value > high) {
        throw new IllegalArgumentException(
            "%s at row %d: expected a finite number%s, found %s"
                .formatted(
                    what,
                    row,
                    low == Float.NEGATIVE_INFINITY
                        ? ""
                        : high == 1 ? " from 0 to 1" : ", not negative",
                    value));
      }
    }
  }

  private static void checkRows(String what, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          what + ": expected one entry for each of " + expected + " rows, found " + found);
    }
  }

  private static void checkCodes(String what, Vocabulary vocabulary, int[] codes) {
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] < 0 || codes[row] >= vocabulary.size()) {
        throw new IllegalArgumentException(
            "%s code at row %d: expected 0 to %d, found %d"
                .formatted(what, row, vocabulary.size() - 1, codes[row]));
      }
    }
  }

  private static float[] gather(float[] source, int[] rows) {
    if (source == null) {
      return null;
    }
    float[] selected = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      selected[i] = source[rows[i]];
    }
    return selected;
  }

  private static long[] gather(long[] source, int[] rows) {
    if (source == null) {
      return null;
    }
    long[] selected = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      selected[i] = source[rows[i]];
    }
    return selected;
  }
}
