// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palate.data.Vocabulary;
import org.palate.feature.Encoded;
import org.palate.feature.EncodedColumns;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field;
import org.palate.feature.Field.Side;
import org.palate.feature.FieldState;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.io.SafetensorsFile;
import org.palate.io.SafetensorsWriter;
import org.palate.train.Catalogue;

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
  private static final String TEXTS = "texts";

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
          JsonObject.EMPTY
              .with("name", field.name())
              .with("side", field.side().name())
              .with("kind", field.kind().name());
      JsonObject facts = field.state().facts();
      for (String name : facts.names()) {
        json = json.with(name, facts.get(name));
      }
      if (!field.state().texts().isEmpty()) {
        json = json.with(TEXTS, field.state().texts().size());
      }
      list.add(json);
    }
    return JsonArray.of(list);
  }

  /** Writes all but what {@link #describe} gives. */
  static void write(BundleWriter bundle, FeatureSpace space) throws IOException {
    bundle.section(USERS, out -> TextSection.write(out, space.users().keys()));
    bundle.section(ITEMS, out -> TextSection.write(out, space.items().keys()));
    List<Field> fields = space.fields();
    SafetensorsWriter facts = new SafetensorsWriter();
    int[] places = new int[Side.values().length];
    for (int f = 0; f < fields.size(); f++) {
      FieldState state = fields.get(f).state();
      if (!state.texts().isEmpty()) {
        bundle.section(vocabulary(f), out -> TextSection.write(out, state.texts()));
      }
      for (Map.Entry<String, float[]> part : new TreeMap<>(state.numbers()).entrySet()) {
        facts.floats(tensor(f, "state." + part.getKey()), part.getValue(), part.getValue().length);
      }
      Side side = fields.get(f).side();
      int place = places[side.ordinal()]++;
      EncodedColumns columns = columns(space, side);
      if (columns != null) {
        columns.columns().get(place).write(facts, tensor(f, ""));
      }
    }
    bundle.section(FACTS, facts::writeTo);
  }

  private static EncodedColumns columns(FeatureSpace space, Side side) {
    return switch (side) {
      case USER -> space.userFacts();
      case ITEM -> space.itemFacts();
      case CONTEXT -> null;
    };
  }

  /** How many users and items have training rows, as {@link #read} wants it. */
  static JsonObject learned(FeatureSpace space) {
    return JsonObject.EMPTY
        .with("users", space.learnedUsers() - 1)
        .with("items", space.learnedItems() - 1);
  }

  /**
   * Reads a space.
   *
   * @param described what {@link #describe} gave
   * @param learned what {@link #learned} gave; null in bundles of before, where all had rows
   * @param catalogue the kinds of fields
   * @throws IOException if a section is missing or cannot be read
   * @throws RuntimeException if a section says what cannot be
   */
  static FeatureSpace read(
      BundleFile bundle, JsonArray described, JsonObject learned, Catalogue catalogue)
      throws IOException {
    SafetensorsFile facts = SafetensorsFile.read(bundle.section(FACTS));
    List<Field> fields = new ArrayList<>();
    for (int f = 0; f < described.size(); f++) {
      fields.add(read(bundle, facts, f, described.getObject(f), catalogue));
    }
    Vocabulary users = readVocabulary(bundle, USERS);
    Vocabulary items = readVocabulary(bundle, ITEMS);
    return new FeatureSpace(
        users,
        learned == null ? users.size() : learned.getInt("users") + 1,
        items,
        learned == null ? items.size() : learned.getInt("items") + 1,
        fields,
        readColumns(facts, fields, Side.USER, users.size()),
        readColumns(facts, fields, Side.ITEM, items.size()));
  }

  private static Field read(
      BundleFile bundle, SafetensorsFile facts, int f, JsonObject json, Catalogue catalogue)
      throws IOException {
    String kind = json.getString("kind");
    try {
      Map<String, float[]> numbers = new TreeMap<>();
      String prefix = tensor(f, "state.");
      for (String name : facts.names()) {
        if (name.startsWith(prefix)) {
          numbers.put(name.substring(prefix.length()), facts.readFloats(name));
        }
      }
      // In bundles of before, each field of values had its texts, and said how many values.
      String count = json.has(TEXTS) ? TEXTS : "values";
      List<String> texts =
          json.has(count) && json.getInt(count) > 0
              ? TextSection.read(bundle.bytes(vocabulary(f)))
              : List.of();
      return Named.field(catalogue, kind)
          .read(
              json.getString("name"),
              Side.valueOf(json.getString("side")),
              new FieldState(json, texts, numbers));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "fields[%d], section %s: %s".formatted(f, vocabulary(f), e.getMessage()), e);
    }
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
    List<Encoded> columns = new ArrayList<>();
    for (int f = 0; f < fields.size(); f++) {
      if (fields.get(f).side() == side) {
        columns.add(Encoded.read(facts, tensor(f, ""), fields.get(f).form()));
      }
    }
    return new EncodedColumns(rows, columns);
  }
}
