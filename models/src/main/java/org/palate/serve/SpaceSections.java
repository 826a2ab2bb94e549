// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.palate.data.Vocabulary;
import org.palate.feature.EncodedColumns;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field;
import org.palate.feature.Field.Side;
import org.palate.io.JsonArray;
import org.palate.io.JsonException;
import org.palate.io.JsonObject;
import org.palate.io.SafetensorsFile;
import org.palate.io.SafetensorsWriter;

/**
 * A {@link FeatureSpace} in a bundle: its vocabularies as sections of texts ({@code
 * vocabulary/users}, {@code vocabulary/items}, {@code vocabulary/field/N} for field N from 0), its
 * fields as JSON, and what is known about users and items as tensors in {@code facts.safetensors}
 * ({@code field.N.codes}, with {@code field.N.offsets} for a bag; {@code field.N.numbers}).
 */
final class SpaceSections {
  private static final String USERS = "vocabulary/users";
  private static final String ITEMS = "vocabulary/items";
  private static final String FACTS = "facts.safetensors";

  private SpaceSections() {}

  private static String vocabulary(int field) {
    return "vocabulary/field/" + field;
  }

  private static String tensor(int field, String part) {
    return "field." + field + "." + part;
  }

  /** The fields, as {@link #read} wants them. */
  static JsonArray describe(FeatureSpace space) {
    List<JsonObject> list = new ArrayList<>();
    for (Field field : space.fields()) {
      JsonObject json =
          JsonObject.EMPTY.with("name", field.name()).with("side", field.side().name());
      list.add(
          switch (field) {
            case Field.Categorical f ->
                json.with("kind", "categorical").with("values", f.values().size() - 1);
            case Field.Bag f -> json.with("kind", "bag").with("values", f.values().size() - 1);
            case Field.Numeric f ->
                json.with("kind", "numeric")
                    .with("mean", f.mean())
                    .with("deviation", f.deviation());
          });
    }
    return JsonArray.of(list);
  }

  /** Writes all but what {@link #describe} gives. */
  static void write(BundleWriter bundle, FeatureSpace space) throws IOException {
    bundle.section(USERS, out -> TextSection.write(out, space.users().keys()));
    bundle.section(ITEMS, out -> TextSection.write(out, space.items().keys()));
    List<Field> fields = space.fields();
    for (int f = 0; f < fields.size(); f++) {
      Vocabulary values =
          switch (fields.get(f)) {
            case Field.Categorical field -> field.values();
            case Field.Bag field -> field.values();
            case Field.Numeric field -> null;
          };
      if (values != null) {
        bundle.section(vocabulary(f), out -> TextSection.write(out, values.keys()));
      }
    }
    SafetensorsWriter facts = new SafetensorsWriter();
    int first = write(facts, 0, space.fields(Side.USER), space.userFacts());
    write(facts, first, space.fields(Side.ITEM), space.itemFacts());
    bundle.section(FACTS, facts::writeTo);
  }

  /** Writes the columns of one side's fields; returns the number of the field that follows. */
  private static int write(
      SafetensorsWriter facts, int first, List<Field> fields, EncodedColumns columns) {
    int codes = 0;
    int bags = 0;
    int numbers = 0;
    for (int i = 0; i < fields.size(); i++) {
      int f = first + i;
      switch (fields.get(i)) {
        case Field.Categorical field ->
            facts.ints(tensor(f, "codes"), columns.codes().get(codes++), columns.rows());
        case Field.Bag field -> {
          EncodedColumns.Bags bag = columns.bags().get(bags++);
          facts.ints(tensor(f, "offsets"), bag.offsets(), bag.offsets().length);
          facts.ints(tensor(f, "codes"), bag.codes(), bag.codes().length);
        }
        case Field.Numeric field ->
            facts.floats(tensor(f, "numbers"), columns.numbers().get(numbers++), columns.rows());
      }
    }
    return first + fields.size();
  }

  /**
   * Reads a space.
   *
   * @param described what {@link #describe} gave
   * @throws IOException if a section is missing or cannot be read
   * @throws RuntimeException if a section says what cannot be
   */
  static FeatureSpace read(BundleFile bundle, JsonArray described) throws IOException {
    List<Field> fields = new ArrayList<>();
    for (int f = 0; f < described.size(); f++) {
      JsonObject json = described.getObject(f);
      String name = json.getString("name");
      Side side = Side.valueOf(json.getString("side"));
      String kind = json.getString("kind");
      fields.add(
          switch (kind) {
            case "categorical" ->
                new Field.Categorical(name, side, readVocabulary(bundle, vocabulary(f)));
            case "bag" -> new Field.Bag(name, side, readVocabulary(bundle, vocabulary(f)));
            case "numeric" ->
                new Field.Numeric(name, side, json.getDouble("mean"), json.getDouble("deviation"));
            default ->
                throw new JsonException(
                    "fields[%d].kind: expected categorical, bag or numeric, found '%s'"
                        .formatted(f, kind));
          });
    }
    Vocabulary users = readVocabulary(bundle, USERS);
    Vocabulary items = readVocabulary(bundle, ITEMS);
    SafetensorsFile facts = SafetensorsFile.read(bundle.section(FACTS));
    return new FeatureSpace(
        users,
        items,
        fields,
        readColumns(facts, fields, Side.USER, users.size()),
        readColumns(facts, fields, Side.ITEM, items.size()));
  }

  private static Vocabulary readVocabulary(BundleFile bundle, String section) throws IOException {
    try {
      return Vocabulary.of(TextSection.read(bundle.bytes(section)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("section " + section + ": " + e.getMessage(), e);
    }
  }

  private static EncodedColumns readColumns(
      SafetensorsFile facts, List<Field> fields, Side side, int rows) throws IOException {
    List<int[]> codes = new ArrayList<>();
    List<EncodedColumns.Bags> bags = new ArrayList<>();
    List<float[]> numbers = new ArrayList<>();
    for (int f = 0; f < fields.size(); f++) {
      if (fields.get(f).side() == side) {
        switch (fields.get(f)) {
          case Field.Categorical field -> codes.add(facts.readInts(tensor(f, "codes")));
          case Field.Bag field ->
              bags.add(
                  new EncodedColumns.Bags(
                      facts.readInts(tensor(f, "offsets")), facts.readInts(tensor(f, "codes"))));
          case Field.Numeric field -> numbers.add(facts.readFloats(tensor(f, "numbers")));
        }
      }
    }
    return new EncodedColumns(rows, codes, bags, numbers);
  }
}
