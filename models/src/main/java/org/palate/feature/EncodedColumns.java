// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.ArrayList;
import java.util.List;
import org.palate.data.Column;

/**
 * The columns of one side in the codes of its fields: for users and items a row each, for context a
 * row each example.
 *
 * @param rows how many rows there are
 * @param columns the values of each field of the side, in the order of its fields
 */
public record EncodedColumns(int rows, List<Encoded> columns) {
  /** Checks that all columns have their rows. */
  public EncodedColumns {
    columns = List.copyOf(columns);
    for (Encoded column : columns) {
      if (column.rows() != rows) {
        throw new IllegalArgumentException(
            "expected encoded columns of %d rows, found %d".formatted(rows, column.rows()));
      }
    }
  }

  /** Rows in which all of some fields are unknown. */
  public static EncodedColumns unknown(int rows, List<Field> fields) {
    return new EncodedColumns(
        rows, fields.stream().map(field -> Encoded.unknown(field.form(), rows)).toList());
  }

  /**
   * Encodes columns, matching them to fields by name; a field without a column is missing
   * throughout.
   *
   * @param fields the fields of one side
   * @param columns what there is
   * @param source for each row to make, which row of the columns it is
   */
  public static EncodedColumns encode(
      List<Field> fields, List<? extends Column> columns, int[] source) {
    List<Encoded> encoded = new ArrayList<>();
    for (Field field : fields) {
      encoded.add(
          columns.stream()
              .filter(column -> column.name().equals(field.name()))
              .findFirst()
              .map(column -> field.encode(column, source))
              .orElseGet(() -> Encoded.unknown(field.form(), source.length)));
    }
    return new EncodedColumns(source.length, encoded);
  }

  /** Checks that these are values of some fields, in their order. */
  void check(List<Field> fields) {
    if (fields.size() != columns.size()) {
      throw new IllegalArgumentException(
          "expected columns of %d fields, found %d".formatted(fields.size(), columns.size()));
    }
    for (int f = 0; f < fields.size(); f++) {
      columns.get(f).check(fields.get(f).name(), fields.get(f).form());
    }
  }
}
