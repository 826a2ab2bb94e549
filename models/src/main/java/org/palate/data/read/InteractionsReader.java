// SPDX-License-Identifier: Apache-2.0
package org.palate.data.read;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.DataException;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.data.read.Table.Request;

/** Reads the interactions of a {@link Table}, in its order, as a {@link Schema} says. */
final class InteractionsReader {
  private static final float[] NO_NUMBERS = {};
  private static final String[] NO_TEXTS = {};

  private final Table table;
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

  InteractionsReader(Table table, Schema schema) {
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
                .formatted(table.source(), DataException.quoted(table.name(at[i]))));
      }
    }
  }

  /**
   * The interactions of all rows that can be read.
   *
   * @throws DataException if that is none
   */
  Interactions read() {
    while (table.next()) {
      try {
        readRow();
      } catch (BadRow e) {
        table.bad(e);
      }
    }
    if (userCodes.size() == 0) {
      throw table.noRows();
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
    String[] texts = categorical.isEmpty() ? NO_TEXTS : new String[categorical.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = table.text(at[6 + i]);
    }
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
    for (int i = 0; i < texts.length; i++) {
      categorical.get(i).add(texts[i]);
    }
    for (int i = 0; i < numbers.length; i++) {
      numeric.get(i).add(numbers[i]);
    }
  }

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
