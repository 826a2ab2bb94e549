// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.palate.data.Column;
import org.palate.data.Vocabulary;
import org.palate.feature.Encoded;
import org.palate.feature.EncodedColumns;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field;
import org.palate.feature.Field.Side;
import org.palate.io.Nearest;

/** Raw values of fields in the codes of a space. */
final class Circumstances {
  private final List<Field> fields;

  /** Those of the context fields of a space. */
  Circumstances(FeatureSpace space) {
    fields = space.fields(Side.CONTEXT);
  }

  /**
   * One row of the context fields; those that are not named are unknown.
   *
   * @throws NoSuchElementException if a field is none of them
   * @throws IllegalArgumentException if a value is none for its field
   */
  EncodedColumns encode(Map<String, String> values) {
    List<Column> columns = new ArrayList<>();
    values.forEach((name, value) -> columns.add(field(name).parse(List.of(value))));
    return EncodedColumns.encode(fields, columns, new int[1]);
  }

  /** Whether training saw a value of a field; a number is always one that it might have seen. */
  boolean knows(String name, String value) {
    return isKnown(encoded(field(name), value));
  }

  private Field field(String name) {
    return named(name, fields, "context field");
  }

  /** One value of a field. */
  static Encoded encoded(Field field, String value) {
    return field.encode(field.parse(List.of(value)), new int[1]);
  }

  private static boolean isKnown(Encoded value) {
    return switch (value) {
      case Encoded.Codes(int[] codes) -> codes[0] != Vocabulary.UNKNOWN;
      case Encoded.Lists lists -> lists.codes().length > 0;
      case Encoded.Numbers _ -> true;
    };
  }

  /**
   * The field of a name.
   *
   * @param what what the fields are, for the message
   * @throws NoSuchElementException if none of them has it, naming all and the nearest
   */
  static Field named(String name, List<Field> fields, String what) {
    List<String> names = fields.stream().map(Field::name).toList();
    return fields.stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "expected a %s of the training data, %s, found '%s'%s"
                        .formatted(
                            what,
                            names.isEmpty()
                                ? "of which the model has none"
                                : String.join(", ", names),
                            name,
                            Nearest.hint(name, names))));
  }
}
