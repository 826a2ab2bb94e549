// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which columns of a delimited file of interactions mean what.
 *
 * <p>A column is given by its name in the header, or by its number from 1. A text of digits is a
 * number unless there is a header with exactly one column of that name. The empty text stands for a
 * column that is not there. Whether there is a header {@link TextLayout#header} says, or the rule
 * given there.
 *
 * <p>Without {@code user} and {@code item} the columns are looked up in the header by their usual
 * names, upper and lower case and underscores aside: user, userId; item, itemId, movieId, filmId,
 * productId; rating, score; time, timestamp; label, click; weight.
 *
 * <p>Text form of {@link #parse}: {@code
 * user=userId,item=movieId,rating=3,categorical=device,city}, a list running on until the next key;
 * keys are the components below and the settings of {@link TextLayout}.
 *
 * @param user the column of user ids
 * @param item the column of item ids
 * @param rating finite numbers
 * @param time seconds since 1970, or ISO 8601 dates or times (UTC unless they say otherwise)
 * @param label numbers from 0 (no) to 1 (yes); -1 is read as 0
 * @param weight numbers not below 0
 * @param categorical columns of values out of a set; blank means missing
 * @param numeric columns of numbers; blank, NaN, NA, null and \N mean missing
 */
public record Schema(
    String user,
    String item,
    String rating,
    String time,
    String label,
    String weight,
    List<String> categorical,
    List<String> numeric,
    TextLayout layout) {
  /** Columns by their usual names, layout found out. */
  public static final Schema AUTO =
      new Schema("", "", "", "", "", "", List.of(), List.of(), TextLayout.AUTO);

  /** Copies the lists; refuses a user without an item, or one column for both. */
  public Schema {
    Objects.requireNonNull(rating, "rating");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(weight, "weight");
    Objects.requireNonNull(layout, "layout");
    categorical = List.copyOf(categorical);
    numeric = List.copyOf(numeric);
    if (user.isEmpty() != item.isEmpty()) {
      throw new IllegalArgumentException(
          "schema: expected both user and item, found only "
              + (user.isEmpty() ? "item=" + item : "user=" + user));
    }
    if (!user.isEmpty() && user.equals(item)) {
      throw new IllegalArgumentException(
          "schema: expected different columns for user and item, found " + user + " for both");
    }
    for (List<String> names : List.of(categorical, numeric)) {
      if (names.contains("")) {
        throw new IllegalArgumentException("schema: expected names of columns, found an empty one");
      }
    }
  }

  /** Whether columns are to be found by their usual names. */
  public boolean isAuto() {
    return user.isEmpty();
  }

  /** A schema of user and item alone. */
  public static Schema of(String user, String item) {
    return new Schema(user, item, "", "", "", "", List.of(), List.of(), TextLayout.AUTO);
  }

  /** The same with the column of ratings. */
  public Schema withRating(String column) {
    return new Schema(user, item, column, time, label, weight, categorical, numeric, layout);
  }

  /** The same with the column of times. */
  public Schema withTime(String column) {
    return new Schema(user, item, rating, column, label, weight, categorical, numeric, layout);
  }

  /** The same with the column of labels. */
  public Schema withLabel(String column) {
    return new Schema(user, item, rating, time, column, weight, categorical, numeric, layout);
  }

  /** The same with the column of weights. */
  public Schema withWeight(String column) {
    return new Schema(user, item, rating, time, label, column, categorical, numeric, layout);
  }

  /** The same with these columns of values out of a set. */
  public Schema withCategorical(String... columns) {
    return new Schema(user, item, rating, time, label, weight, List.of(columns), numeric, layout);
  }

  /** The same with these columns of numbers. */
  public Schema withNumeric(String... columns) {
    return new Schema(
        user, item, rating, time, label, weight, categorical, List.of(columns), layout);
  }

  /** The same for files of another layout. */
  public Schema withLayout(TextLayout layout) {
    return new Schema(user, item, rating, time, label, weight, categorical, numeric, layout);
  }

  /**
   * The schema of its text form; the empty text is {@link #AUTO}.
   *
   * @throws IllegalArgumentException naming the entry that is wrong
   */
  public static Schema parse(String text) {
    SchemaText parsed = SchemaText.parse(text, SINGLE, LISTS);
    return new Schema(
        parsed.one("user"),
        parsed.one("item"),
        parsed.one("rating"),
        parsed.one("time"),
        parsed.one("label"),
        parsed.one("weight"),
        parsed.list("categorical"),
        parsed.list("numeric"),
        parsed.layout());
  }

  /** The keys that {@link #parse} knows. */
  public static List<String> keys() {
    return SchemaText.keys(SINGLE, LISTS);
  }

  /**
   * The text form, which {@link #parse} reads back (unless a name holds a comma or an equals sign).
   */
  @Override
  public String toString() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    values.put("user", List.of(user));
    values.put("item", List.of(item));
    values.put("rating", List.of(rating));
    values.put("time", List.of(time));
    values.put("label", List.of(label));
    values.put("weight", List.of(weight));
    values.put("categorical", categorical);
    values.put("numeric", numeric);
    return SchemaText.format(values, layout);
  }

  private static final List<String> SINGLE =
      List.of("user", "item", "rating", "time", "label", "weight");
  private static final List<String> LISTS = List.of("categorical", "numeric");
}
