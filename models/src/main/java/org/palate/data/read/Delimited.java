// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.DataException;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.data.read.TableReader.Request;

/**
 * Reads interactions from delimited text (CSV, tabs, {@code ::} and the like) as a {@link Schema}
 * says, one row at a time.
 */
public final class Delimited {
  private Delimited() {}

  /**
   * The interactions of a file, in its order.
   *
   * @throws DataException if the file cannot be read, lacks a column, holds no row that can be
   *     read, or with {@link OnBadRow#FAIL} at the first row that cannot
   */
  public static Interactions read(Path file, Schema schema, OnBadRow onBadRow) {
    RowTally tally = new RowTally(onBadRow);
    return read(file, schema, tally, 0).withSkipped(tally.skipped());
  }

  /**
   * As {@link #read(Path, Schema, OnBadRow)}; the file must have {@code width} columns if not 0.
   */
  static Interactions read(Path file, Schema schema, RowTally tally, int width) {
    try (TableReader table = new TableReader(file, schema.layout(), tally, width)) {
      return new Reading(table, schema.isAuto() ? usual(table, schema) : schema).read();
    }
  }

  /** The schema with the columns that bear the usual names. */
  private static Schema usual(TableReader table, Schema schema) {
    String[] header = table.first();
    String user = UsualNames.find("user", header);
    String item = UsualNames.find("item", header);
    if (user.isEmpty() || item.isEmpty() || schema.layout().header() == TextLayout.Choice.NO) {
      throw new DataException(
          "%s: expected a header with columns such as user, item, rating, time, found %s; say"
                  .formatted(table.where(), DataException.quoted(String.join(" ", header)))
              + " which columns are user and item, by name or by number from 1"
              + table.lostHeader());
    }
    return new Schema(
        user,
        item,
        schema.rating().isEmpty() ? UsualNames.find("rating", header) : schema.rating(),
        schema.time().isEmpty() ? UsualNames.find("time", header) : schema.time(),
        schema.label().isEmpty() ? UsualNames.find("label", header) : schema.label(),
        schema.weight().isEmpty() ? UsualNames.find("weight", header) : schema.weight(),
        schema.categorical(),
        schema.numeric(),
        schema.layout().withHeader(TextLayout.Choice.YES));
  }

  /** The columns of one file while they grow. */
  private static final class Reading {
    private final TableReader table;
    private final int[] at;
    private final int categories;
    private final Vocabulary.Builder users = new Vocabulary.Builder();
    private final Vocabulary.Builder items = new Vocabulary.Builder();
    private final ColumnBuilder.Ints userCodes = new ColumnBuilder.Ints();
    private final ColumnBuilder.Ints itemCodes = new ColumnBuilder.Ints();
    private final ColumnBuilder.Floats ratings = new ColumnBuilder.Floats();
    private final ColumnBuilder.Longs times = new ColumnBuilder.Longs();
    private final ColumnBuilder.Floats labels = new ColumnBuilder.Floats();
    private final ColumnBuilder.Floats weights = new ColumnBuilder.Floats();
    private final List<ColumnBuilder.Categorical> categorical = new ArrayList<>();
    private final List<ColumnBuilder.Floats> numeric = new ArrayList<>();

    Reading(TableReader table, Schema schema) {
      this.table = table;
      List<Request> requests = new ArrayList<>();
      requests.add(new Request("user", schema.user(), false));
      requests.add(new Request("item", schema.item(), false));
      requests.add(new Request("rating", schema.rating(), true));
      requests.add(new Request("time", schema.time(), true));
      requests.add(new Request("label", schema.label(), true));
      requests.add(new Request("weight", schema.weight(), true));
      for (String column : schema.categorical()) {
        requests.add(new Request("categorical", column, false));
        categorical.add(new ColumnBuilder.Categorical());
      }
      for (String column : schema.numeric()) {
        requests.add(new Request("numeric", column, true));
        numeric.add(new ColumnBuilder.Floats());
      }
      categories = 6 + categorical.size();
      at = table.resolve(requests);
      checkNames();
    }

    private void checkNames() {
      Set<String> names =
          new LinkedHashSet<>(List.of("user", "item", "rating", "time", "label", "weight"));
      for (int i = 6; i < at.length; i++) {
        if (!names.add(table.name(at[i]))) {
          throw new DataException(
              "%s: column %s cannot be read as a further column: the name is taken"
                  .formatted(table.file(), DataException.quoted(table.name(at[i]))));
        }
      }
    }

    Interactions read() {
      while (table.next()) {
        try {
          readRow();
        } catch (BadRow e) {
          table.bad(e);
        }
      }
      if (userCodes.size() == 0) {
        throw table.noRows("rows after the header");
      }
      return interactions();
    }

    /** Takes a row whole or not at all: nothing is added before everything is read. */
    private void readRow() {
      String user = table.id(at[0]);
      String item = table.id(at[1]);
      float rating = at[2] < 0 ? 0 : table.number(at[2]);
      long time = at[3] < 0 ? 0 : table.time(at[3]);
      float label = at[4] < 0 ? 0 : label(at[4]);
      float weight = at[5] < 0 ? 0 : weight(at[5]);
      float[] numbers = numeric.isEmpty() ? NO_NUMBERS : new float[numeric.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = table.numberOrMissing(at[categories + i]);
      }
      userCodes.add(users.add(user));
      itemCodes.add(items.add(item));
      if (at[2] >= 0) {
        ratings.add(rating);
      }
      if (at[3] >= 0) {
        times.add(time);
      }
      if (at[4] >= 0) {
        labels.add(label);
      }
      if (at[5] >= 0) {
        weights.add(weight);
      }
      for (int i = 0; i < categorical.size(); i++) {
        categorical.get(i).add(table.text(at[6 + i]));
      }
      for (int i = 0; i < numbers.length; i++) {
        numeric.get(i).add(numbers[i]);
      }
    }

    private static final float[] NO_NUMBERS = {};

    private float label(int column) {
      float label = table.number(column);
      if (label == -1) {
        return 0;
      }
      if (!(label >= 0 && label <= 1)) {
        throw table.expected(column, "a label from 0 to 1, or -1");
      }
      return label;
    }

    private float weight(int column) {
      float weight = table.number(column);
      if (!(weight >= 0)) {
        throw table.expected(column, "a weight not below 0");
      }
      return weight;
    }

    private Interactions interactions() {
      Interactions read =
          Interactions.of(users.build(), userCodes.toArray(), items.build(), itemCodes.toArray());
      if (at[2] >= 0) {
        read = read.withRating(ratings.toArray());
      }
      if (at[3] >= 0) {
        read = read.withTime(times.toArray());
      }
      if (at[4] >= 0) {
        read = read.withLabel(labels.toArray());
      }
      if (at[5] >= 0) {
        read = read.withWeight(weights.toArray());
      }
      for (int i = 0; i < categorical.size(); i++) {
        read = read.withColumn(categorical.get(i).build(table.name(at[6 + i])));
      }
      for (int i = 0; i < numeric.size(); i++) {
        read =
            read.withColumn(
                new Column.Numeric(table.name(at[categories + i]), numeric.get(i).toArray()));
      }
      return read;
    }
  }
}
