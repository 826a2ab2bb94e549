// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.ArrayList;
import java.util.List;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.Vocabulary;

/**
 * The columns of one side in the codes of its fields: for users and items a row each, for context a
 * row each example.
 *
 * <p>The three lists follow the order in which the side's categorical, bag and numeric fields come.
 *
 * @param rows how many rows there are
 * @param codes for each categorical field, a code of its vocabulary for each row
 * @param bags for each bag field, the codes of each row
 * @param numbers for each numeric field, the encoded number of each row
 */
public record EncodedColumns(int rows, List<int[]> codes, List<Bags> bags, List<float[]> numbers) {
  /**
   * Lists of codes: those of row r are {@code codes[offsets[r]]} to {@code codes[offsets[r + 1] -
   * 1]}.
   */
  public record Bags(int[] offsets, int[] codes) {
    /** Checks that the offsets divide the codes. */
    public Bags {
      for (int row = 0; row + 1 < offsets.length; row++) {
        if (offsets[row + 1] < offsets[row]) {
          throw new IllegalArgumentException(
              "bag %d: expected an end at or after its start at %d, found %d"
                  .formatted(row, offsets[row], offsets[row + 1]));
        }
      }
      if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] != codes.length) {
        throw new IllegalArgumentException(
            "expected offsets of bags from 0 to the number of codes, %d, found %s"
                .formatted(
                    codes.length,
                    offsets.length == 0
                        ? "none"
                        : offsets[0] + " to " + offsets[offsets.length - 1]));
      }
    }
  }

  /** Checks that all columns have their rows. */
  public EncodedColumns {
    codes = List.copyOf(codes);
    bags = List.copyOf(bags);
    numbers = List.copyOf(numbers);
    for (int[] column : codes) {
      checkRows(column.length, rows);
    }
    for (Bags column : bags) {
      checkRows(column.offsets.length - 1, rows);
    }
    for (float[] column : numbers) {
      checkRows(column.length, rows);
    }
  }

  private static void checkRows(int found, int rows) {
    if (found != rows) {
      throw new IllegalArgumentException(
          "expected encoded columns of %d rows, found %d".formatted(rows, found));
    }
  }

  /** Rows in which all of these fields are unknown. */
  static EncodedColumns unknown(int rows, List<Field> fields) {
    return encode(rows, fields, List.of(), new int[rows]);
  }

  /**
   * Encodes columns, matching them to fields by name; a field without a column is missing
   * throughout.
   *
   * @param rows how many rows to make
   * @param fields the fields of one side
   * @param columns what there is
   * @param source for each row, which row of the columns it is
   */
  static EncodedColumns encode(int rows, List<Field> fields, List<Column> columns, int[] source) {
    List<int[]> codes = new ArrayList<>();
    List<Bags> bags = new ArrayList<>();
    List<float[]> numbers = new ArrayList<>();
    for (Field field : fields) {
      Column column = named(columns, field.name());
      switch (field) {
        case Field.Categorical categorical -> codes.add(encode(categorical, column, source, rows));
        case Field.Bag bag -> bags.add(encode(bag, column, source, rows));
        case Field.Numeric numeric -> numbers.add(encode(numeric, column, source, rows));
      }
    }
    return new EncodedColumns(rows, codes, bags, numbers);
  }

  private static Column named(List<Column> columns, String name) {
    for (Column column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    return null;
  }

  private static int[] encode(Field.Categorical field, Column column, int[] source, int rows) {
    int[] encoded = new int[rows];
    if (column instanceof Column.Categorical categorical) {
      int[] recoded = categorical.values().codesIn(field.values());
      for (int row = 0; row < rows; row++) {
        encoded[row] = recoded[categorical.codes()[source[row]]];
      }
    }
    return encoded;
  }

  private static Bags encode(Field.Bag field, Column column, int[] source, int rows) {
    int[] offsets = new int[rows + 1];
    if (!(column instanceof Column.MultiCategorical several)) {
      return new Bags(offsets, new int[0]);
    }
    int[] recoded = several.values().codesIn(field.values());
    ColumnBuilder.Ints codes = new ColumnBuilder.Ints();
    for (int row = 0; row < rows; row++) {
      for (int i = several.offsets()[source[row]]; i < several.offsets()[source[row] + 1]; i++) {
        int code = recoded[several.codes()[i]];
        if (code != Vocabulary.UNKNOWN) {
          codes.add(code);
        }
      }
      offsets[row + 1] = codes.size();
    }
    return new Bags(offsets, codes.toArray());
  }

  private static float[] encode(Field.Numeric field, Column column, int[] source, int rows) {
    float[] encoded = new float[rows];
    if (column instanceof Column.Numeric numeric) {
      for (int row = 0; row < rows; row++) {
        encoded[row] = field.encode(numeric.values()[source[row]]);
      }
    }
    return encoded;
  }
}
