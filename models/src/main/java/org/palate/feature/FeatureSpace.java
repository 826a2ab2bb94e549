// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.palate.data.Column;
import org.palate.data.Entities;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.feature.Field.Side;

/**
 * All that a model can know of: its users, its items, the fields that describe them, and the facts
 * about each. Learned from training rows alone, so that nothing of the held-out rows leaks in.
 *
 * <p>The codes of users run from 1: first those with training rows, then those who stand only in
 * the table of users, of whom the fields are known and nothing else. So do those of items. Code 0
 * of each is for all others.
 *
 * <p>Immutable.
 */
public final class FeatureSpace {
  private final Known users;
  private final Known items;
  private final List<Field> fields;

  /**
   * One side.
   *
   * @param keys all that have a code
   * @param learned how many codes there are of those with training rows, code 0 included
   * @param facts a row for each code
   */
  private record Known(Vocabulary keys, int learned, EncodedColumns facts) {
    Known {
      if (facts.rows() != keys.size() || learned < 1 || learned > keys.size()) {
        throw new IllegalArgumentException(
            "expected facts of %d users or items, of which up to as many have training rows, found %d and %d"
                .formatted(keys.size(), facts.rows(), learned));
      }
    }

    int learnedCode(int code) {
      return code < learned ? code : Vocabulary.UNKNOWN;
    }
  }

  private FeatureSpace(Known users, Known items, List<Field> fields) {
    this.users = users;
    this.items = items;
    this.fields = List.copyOf(fields);
    users.facts.check(fields(Side.USER));
    items.facts.check(fields(Side.ITEM));
  }

  /**
   * A space of known parts; {@link #fit} makes one from data.
   *
   * @param learnedUsers how many of the user codes have training rows, code 0 included
   * @param learnedItems the same of the items
   * @param fields those of the users, then those of the items, then those of the context
   * @param userFacts a row for each user code, code 0 included
   * @param itemFacts a row for each item code, code 0 included
   * @throws IllegalArgumentException if the facts are not those of these fields
   */
  public FeatureSpace(
      Vocabulary users,
      int learnedUsers,
      Vocabulary items,
      int learnedItems,
      List<Field> fields,
      EncodedColumns userFacts,
      EncodedColumns itemFacts) {
    this(
        new Known(users, learnedUsers, userFacts),
        new Known(items, learnedItems, itemFacts),
        fields);
  }

  /** As {@link #fit(Interactions, int[], List)}, with the kinds of fields that Palate has. */
  public static FeatureSpace fit(Interactions all, int[] rows) {
    return fit(all, rows, FieldKind.STANDARD);
  }

  /**
   * The space of the users, items and values that occur in some rows, and of all users and items of
   * whom some field is known.
   *
   * @param all the interactions
   * @param rows the rows to learn from
   * @param kinds the kinds of fields; a column goes to the first that can make a field of it, and
   *     to none if none can
   */
  public static FeatureSpace fit(Interactions all, int[] rows, List<FieldKind> kinds) {
    int[] userCodes = Present.distinct(all.userCodes(), rows, all.userVocabulary().size());
    int[] itemCodes = Present.distinct(all.itemCodes(), rows, all.itemVocabulary().size());
    List<Field> userFields = fit(Side.USER, all.users().columns(), userCodes, kinds);
    List<Field> itemFields = fit(Side.ITEM, all.items().columns(), itemCodes, kinds);
    List<Field> fields = new ArrayList<>(userFields);
    fields.addAll(itemFields);
    fields.addAll(fit(Side.CONTEXT, all.columns(), rows, kinds));
    return new FeatureSpace(
        known(all.users(), userCodes, userFields),
        known(all.items(), itemCodes, itemFields),
        fields);
  }

  private static List<Field> fit(
      Side side, List<Column> columns, int[] rows, List<FieldKind> kinds) {
    return columns.stream()
        .flatMap(
            column ->
                kinds.stream()
                    .map(kind -> kind.fit(side, column, rows))
                    .flatMap(Optional::stream)
                    .limit(1))
        .toList();
  }

  /**
   * Those that training saw, then those of whom there are facts.
   *
   * @param learned their rows among the entities
   */
  private static Known known(Entities entities, int[] learned, List<Field> fields) {
    boolean[] taken = new boolean[entities.size()];
    taken[Vocabulary.UNKNOWN] = true;
    int[] rows = Arrays.copyOf(new int[] {Vocabulary.UNKNOWN}, entities.size());
    int n = 1;
    for (int row : learned) {
      taken[row] = true;
      rows[n++] = row;
    }
    for (int row = 1; row < entities.size(); row++) {
      if (!taken[row] && isDescribed(entities, row, fields)) {
        rows[n++] = row;
      }
    }
    int[] source = Arrays.copyOf(rows, n);
    List<String> keys = Arrays.stream(source).skip(1).mapToObj(entities.ids()::key).toList();
    return new Known(
        Vocabulary.of(keys),
        learned.length + 1,
        EncodedColumns.encode(fields, entities.columns(), source));
  }

  private static boolean isDescribed(Entities entities, int row, List<Field> fields) {
    return fields.stream().anyMatch(field -> !entities.column(field.name()).isMissing(row));
  }

  /** All users that have a code, 0 standing for any other. */
  public Vocabulary users() {
    return users.keys;
  }

  /** All items that have a code, 0 standing for any other. */
  public Vocabulary items() {
    return items.keys;
  }

  /** How many user codes are of users with training rows, or 0: those below this number. */
  public int learnedUsers() {
    return users.learned;
  }

  /** How many item codes are of items with training rows, or 0: those below this number. */
  public int learnedItems() {
    return items.learned;
  }

  /** The code itself if the user has training rows, else 0. */
  public int learnedUser(int code) {
    return users.learnedCode(code);
  }

  /** The code itself if the item has training rows, else 0. */
  public int learnedItem(int code) {
    return items.learnedCode(code);
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
    return users.facts;
  }

  /** The facts about each item code. */
  public EncodedColumns itemFacts() {
    return items.facts;
  }

  /** What a model reads that looks at all sides: user, item and every field. */
  public FieldSet all() {
    return fieldSet(List.of(Side.values()));
  }

  /** What a part of a model reads that looks at some sides. */
  public FieldSet fieldSet(Collection<Side> sides) {
    return new FieldSet(this, sides);
  }

  /** Encodes interactions of any origin; what training never saw becomes code 0. */
  public Examples encode(Interactions interactions) {
    int[] user = interactions.userVocabulary().codesIn(users.keys);
    int[] item = interactions.itemVocabulary().codesIn(items.keys);
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
        EncodedColumns.encode(fields(Side.CONTEXT), interactions.columns(), every));
  }
}
