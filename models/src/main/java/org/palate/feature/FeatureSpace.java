// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.feature.Field.Side;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * All that a model can read: its users, its items, the fields that describe them, and the facts
 * about each. Learned from training rows alone, so that nothing of the held-out rows leaks in.
 *
 * <p>All categorical and bag fields share one table of embeddings: the code c of a field is row
 * {@code firstRow(field) + c}. Code 0 of each field is for what training never saw.
 *
 * <p>Immutable.
 */
public final class FeatureSpace {
  private final Vocabulary users;
  private final Vocabulary items;
  private final List<Field> fields;
  private final EncodedColumns userFacts;
  private final EncodedColumns itemFacts;

  private final List<Source<int[]>> categorical = new ArrayList<>();
  private final List<Source<EncodedColumns.Bags>> bags = new ArrayList<>();
  private final List<Source<float[]>> numeric = new ArrayList<>();
  private final int[] unknownRows;
  private final int rows;

  /**
   * Where a field's values come from.
   *
   * @param place which column of its kind it is in its side
   * @param firstRow its first row of the shared table
   * @param fixed the side's column, or null for context, where each set of examples has its own
   */
  private record Source<T>(Side side, int place, int firstRow, T fixed) {}

  /**
   * A space of known parts; {@link #fit} makes one from data.
   *
   * @param fields those of the users, then those of the items, then those of the context
   * @param userFacts a row for each user code, code 0 included
   * @param itemFacts a row for each item code, code 0 included
   * @throws IllegalArgumentException if the facts are not those of these fields
   */
  public FeatureSpace(
      Vocabulary users,
      Vocabulary items,
      List<Field> fields,
      EncodedColumns userFacts,
      EncodedColumns itemFacts) {
    this.users = users;
    this.items = items;
    this.fields = List.copyOf(fields);
    this.userFacts = userFacts;
    this.itemFacts = itemFacts;
    if (userFacts.rows() != users.size() || itemFacts.rows() != items.size()) {
      throw new IllegalArgumentException(
          "expected facts of %d users and %d items, found %d and %d"
              .formatted(users.size(), items.size(), userFacts.rows(), itemFacts.rows()));
    }
    List<Integer> unknown = new ArrayList<>();
    int next = 0;
    unknown.add(next);
    next += users.size();
    unknown.add(next);
    next += items.size();
    int[][] places = new int[Side.values().length][3];
    for (Field field : fields) {
      Side side = field.side();
      int[] place = places[side.ordinal()];
      EncodedColumns facts = facts(side);
      switch (field) {
        case Field.Categorical f -> {
          categorical.add(
              new Source<>(
                  side, place[0], next, facts == null ? null : facts.codes().get(place[0])));
          place[0]++;
          unknown.add(next);
          next = Math.addExact(next, f.values().size());
        }
        case Field.Bag f -> {
          bags.add(
              new Source<>(
                  side, place[1], next, facts == null ? null : facts.bags().get(place[1])));
          place[1]++;
          unknown.add(next);
          next = Math.addExact(next, f.values().size());
        }
        case Field.Numeric f -> {
          numeric.add(
              new Source<>(
                  side, place[2], 0, facts == null ? null : facts.numbers().get(place[2])));
          place[2]++;
        }
      }
    }
    checkColumns(Side.USER, userFacts);
    checkColumns(Side.ITEM, itemFacts);
    this.rows = next;
    this.unknownRows = unknown.stream().mapToInt(Integer::intValue).toArray();
  }

  private void checkColumns(Side side, EncodedColumns facts) {
    int codes = 0;
    int columns = 0;
    int numbers = 0;
    for (Field field : fields(side)) {
      switch (field) {
        case Field.Categorical f -> checkCodes(f.name(), facts.codes().get(codes++), f.values());
        case Field.Bag f -> checkCodes(f.name(), facts.bags().get(columns++).codes(), f.values());
        case Field.Numeric f -> checkNumbers(f.name(), facts.numbers().get(numbers++));
      }
    }
  }

  private static void checkCodes(String field, int[] codes, Vocabulary values) {
    for (int code : codes) {
      if (code < 0 || code >= values.size()) {
        throw new IllegalArgumentException(
            "field %s: expected a code from 0 to %d, found %d"
                .formatted(field, values.size() - 1, code));
      }
    }
  }

  private static void checkNumbers(String field, float[] numbers) {
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        throw new IllegalArgumentException(
            "field %s: expected finite numbers, found %s".formatted(field, number));
      }
    }
  }

  private EncodedColumns facts(Side side) {
    return switch (side) {
      case USER -> userFacts;
      case ITEM -> itemFacts;
      case CONTEXT -> null;
    };
  }

  /**
   * The space of the users, items and values that occur in some rows.
   *
   * <p>Text is no field. Neither is a column that has nearly as many values as it has known rows,
   * such as a postal code: it names its entity again, and what it could teach does not carry over.
   *
   * @param all the interactions
   * @param rows the rows to learn from
   */
  public static FeatureSpace fit(Interactions all, int[] rows) {
    int[] userCodes = distinct(all.userCodes(), rows, all.userVocabulary().size());
    int[] itemCodes = distinct(all.itemCodes(), rows, all.itemVocabulary().size());
    Vocabulary users = Vocabulary.of(keys(all.userVocabulary(), userCodes));
    Vocabulary items = Vocabulary.of(keys(all.itemVocabulary(), itemCodes));
    List<Field> userFields = fit(Side.USER, all.users().columns(), userCodes);
    List<Field> itemFields = fit(Side.ITEM, all.items().columns(), itemCodes);
    List<Field> fields = new ArrayList<>(userFields);
    fields.addAll(itemFields);
    fields.addAll(fit(Side.CONTEXT, all.columns(), rows));
    return new FeatureSpace(
        users,
        items,
        fields,
        EncodedColumns.encode(
            users.size(), userFields, all.users().columns(), afterUnknown(userCodes)),
        EncodedColumns.encode(
            items.size(), itemFields, all.items().columns(), afterUnknown(itemCodes)));
  }

  /** The codes that occur in these rows, in order of first appearance, without the unknown. */
  private static int[] distinct(int[] codes, int[] rows, int size) {
    boolean[] seen = new boolean[size];
    seen[Vocabulary.UNKNOWN] = true;
    ColumnBuilder.Ints found = new ColumnBuilder.Ints();
    for (int row : rows) {
      if (!seen[codes[row]]) {
        seen[codes[row]] = true;
        found.add(codes[row]);
      }
    }
    return found.toArray();
  }

  private static List<String> keys(Vocabulary vocabulary, int[] codes) {
    return Arrays.stream(codes).mapToObj(vocabulary::key).toList();
  }

  /** For each new code, the old code it came from: 0 for the unknown, then these. */
  private static int[] afterUnknown(int[] codes) {
    int[] source = new int[codes.length + 1];
    System.arraycopy(codes, 0, source, 1, codes.length);
    return source;
  }

  private static List<Field> fit(Side side, List<Column> columns, int[] rows) {
    List<Field> fields = new ArrayList<>();
    for (Column column : columns) {
      switch (column) {
        case Column.Categorical c -> {
          int[] present = distinct(c.codes(), rows, c.values().size());
          if (describes(present.length, known(c, rows))) {
            fields.add(
                new Field.Categorical(c.name(), side, Vocabulary.of(keys(c.values(), present))));
          }
        }
        case Column.MultiCategorical c -> {
          ColumnBuilder.Ints all = new ColumnBuilder.Ints();
          for (int row : rows) {
            for (int i = c.offsets()[row]; i < c.offsets()[row + 1]; i++) {
              all.add(c.codes()[i]);
            }
          }
          int[] codes = all.toArray();
          int[] every = new int[codes.length];
          Arrays.setAll(every, i -> i);
          int[] present = distinct(codes, every, c.values().size());
          if (describes(present.length, codes.length)) {
            fields.add(new Field.Bag(c.name(), side, Vocabulary.of(keys(c.values(), present))));
          }
        }
        case Column.Numeric c -> {
          Field.Numeric field = fit(side, c, rows);
          if (field != null) {
            fields.add(field);
          }
        }
        case Column.Text c -> {}
      }
    }
    return fields;
  }

  private static int known(Column column, int[] rows) {
    int known = 0;
    for (int row : rows) {
      known += column.isMissing(row) ? 0 : 1;
    }
    return known;
  }

  /** Whether so many distinct values in so many places say more than the place itself. */
  private static boolean describes(int distinct, int known) {
    return distinct > 0 && distinct <= known / 2;
  }

  /** The field of a column of numbers; null if they do not vary. */
  private static Field.Numeric fit(Side side, Column.Numeric column, int[] rows) {
    int known = 0;
    double sum = 0;
    for (int row : rows) {
      if (!column.isMissing(row)) {
        known++;
        sum += column.values()[row];
      }
    }
    double mean = sum / known;
    double squares = 0;
    for (int row : rows) {
      if (!column.isMissing(row)) {
        double distance = column.values()[row] - mean;
        squares += distance * distance;
      }
    }
    double deviation = StrictMath.sqrt(squares / known);
    return known > 0 && deviation > 0
        ? new Field.Numeric(column.name(), side, mean, deviation)
        : null;
  }

  /** The users that training saw, code 0 standing for any other. */
  public Vocabulary users() {
    return users;
  }

  /** The items that training saw, code 0 standing for any other. */
  public Vocabulary items() {
    return items;
  }

  /** The fields beyond user and item: of the users, then the items, then the context. */
  public List<Field> fields() {
    return fields;
  }

  /** The fields of one side, in order. */
  public List<Field> fields(Side side) {
    return fields.stream().filter(field -> field.side() == side).toList();
  }

  /** The facts about each user code. */
  public EncodedColumns userFacts() {
    return userFacts;
  }

  /** The facts about each item code. */
  public EncodedColumns itemFacts() {
    return itemFacts;
  }

  /** How many rows the shared table of embeddings has. */
  public int rows() {
    return rows;
  }

  /** The rows of the shared table that stand for the unknown, one for each field. */
  public int[] unknownRows() {
    return unknownRows.clone();
  }

  /** How many ids an example has: user, item, and one for each categorical field. */
  public int categoricalFields() {
    return categorical.size() + 2;
  }

  /** How many bags an example has. */
  public int bagFields() {
    return bags.size();
  }

  /** How many numbers an example has. */
  public int numericFields() {
    return numeric.size();
  }

  /** Encodes interactions of any origin; what training never saw becomes code 0. */
  public Examples encode(Interactions interactions) {
    int[] user = interactions.userVocabulary().codesIn(users);
    int[] item = interactions.itemVocabulary().codesIn(items);
    int n = interactions.size();
    int[] userCodes = new int[n];
    int[] itemCodes = new int[n];
    int[] every = new int[n];
    for (int row = 0; row < n; row++) {
      userCodes[row] = user[interactions.user(row)];
      itemCodes[row] = item[interactions.item(row)];
      every[row] = row;
    }
    return new Examples(
        userCodes,
        itemCodes,
        EncodedColumns.encode(n, fields(Side.CONTEXT), interactions.columns(), every));
  }

  /** Pairs of user and item codes with unknown context fields. */
  public Examples pairs(int[] userCodes, int[] itemCodes) {
    return new Examples(
        userCodes, itemCodes, EncodedColumns.unknown(userCodes.length, fields(Side.CONTEXT)));
  }

  /**
   * Makes a batch of examples.
   *
   * @param rows which examples, in positions {@code from} to {@code to}, exclusive
   */
  public FeatureBatch batch(Examples examples, int[] rows, int from, int to) {
    int[] itemCodes = new int[to - from];
    for (int i = 0; i < itemCodes.length; i++) {
      itemCodes[i] = examples.items()[rows[from + i]];
    }
    return batchWithItems(examples, rows, from, to, itemCodes);
  }

  /** As {@link #batch}, with other items in place of the examples' own. */
  public FeatureBatch batchWithItems(
      Examples examples, int[] rows, int from, int to, int[] itemCodes) {
    int n = to - from;
    int width = categoricalFields();
    int[] userCodes = new int[n];
    int[] contextRows = Arrays.copyOfRange(rows, from, to);
    int[] ids = new int[n * width];
    for (int i = 0; i < n; i++) {
      userCodes[i] = examples.users()[contextRows[i]];
      ids[i * width] = userCodes[i];
      ids[i * width + 1] = users.size() + itemCodes[i];
    }
    for (int f = 0; f < categorical.size(); f++) {
      Source<int[]> source = categorical.get(f);
      int[] column =
          source.fixed == null ? examples.context().codes().get(source.place) : source.fixed;
      int[] row = rowsOf(source.side, userCodes, itemCodes, contextRows);
      for (int i = 0; i < n; i++) {
        ids[i * width + 2 + f] = source.firstRow + column[row[i]];
      }
    }
    float[] numbers = new float[n * numeric.size()];
    for (int f = 0; f < numeric.size(); f++) {
      Source<float[]> source = numeric.get(f);
      float[] column =
          source.fixed == null ? examples.context().numbers().get(source.place) : source.fixed;
      int[] row = rowsOf(source.side, userCodes, itemCodes, contextRows);
      for (int i = 0; i < n; i++) {
        numbers[i * numeric.size() + f] = column[row[i]];
      }
    }
    int[] bagOffsets = new int[n * bags.size() + 1];
    ColumnBuilder.Ints bagIds = new ColumnBuilder.Ints();
    for (int i = 0; i < n; i++) {
      for (int m = 0; m < bags.size(); m++) {
        Source<EncodedColumns.Bags> source = bags.get(m);
        EncodedColumns.Bags column =
            source.fixed == null ? examples.context().bags().get(source.place) : source.fixed;
        int row = rowsOf(source.side, userCodes, itemCodes, contextRows)[i];
        for (int at = column.offsets()[row]; at < column.offsets()[row + 1]; at++) {
          bagIds.add(source.firstRow + column.codes()[at]);
        }
        bagOffsets[i * bags.size() + m + 1] = bagIds.size();
      }
    }
    return new FeatureBatch(
        userCodes,
        itemCodes,
        new IntTensor(Shape.of(n, width), ids),
        bagIds.toArray(),
        bagOffsets,
        bagWeights(bagOffsets),
        Tensor.of(Shape.of(n, numeric.size()), numbers),
        null);
  }

  /** For each example of a batch, the row of its side's columns. */
  private static int[] rowsOf(Side side, int[] userCodes, int[] itemCodes, int[] contextRows) {
    return switch (side) {
      case USER -> userCodes;
      case ITEM -> itemCodes;
      case CONTEXT -> contextRows;
    };
  }

  private static float[] bagWeights(int[] offsets) {
    float[] weights = new float[offsets[offsets.length - 1]];
    for (int bag = 0; bag + 1 < offsets.length; bag++) {
      int count = offsets[bag + 1] - offsets[bag];
      for (int i = offsets[bag]; i < offsets[bag + 1]; i++) {
        weights[i] = 1f / count;
      }
    }
    return weights;
  }
}
