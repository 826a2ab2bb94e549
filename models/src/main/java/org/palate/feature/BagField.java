// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.Vocabulary;
import org.palate.feature.Field.Side;
import org.palate.io.JsonObject;

/**
 * Any number of values of a vocabulary, which count equally; unknown ones are left out.
 *
 * @param values those that training saw
 */
public record BagField(String name, Side side, Vocabulary values) implements Field {
  /** Makes fields of columns of several values that describe their rows; see {@link Present}. */
  public static final FieldKind KIND =
      new FieldKind() {
        @Override
        public String name() {
          return "bag";
        }

        @Override
        public Optional<Field> fit(Side side, Column column, int[] rows) {
          return column instanceof Column.MultiCategorical c
              ? Present.of(c.codes(), places(c, rows), c.values())
                  .describing()
                  .map(values -> new BagField(c.name(), side, values))
              : Optional.empty();
        }

        /** Where the values of some rows stand. */
        private static int[] places(Column.MultiCategorical column, int[] rows) {
          int[] offsets = column.offsets();
          return Arrays.stream(rows)
              .flatMap(row -> IntStream.range(offsets[row], offsets[row + 1]))
              .toArray();
        }

        @Override
        public Field read(String name, Side side, FieldState state) {
          return new BagField(name, side, Vocabulary.of(state.texts()));
        }
      };

  @Override
  public FieldKind kind() {
    return KIND;
  }

  @Override
  public FieldForm form() {
    return new FieldForm.Several(values.size());
  }

  @Override
  public Encoded encode(Column column, int[] rows) {
    if (!(column instanceof Column.MultiCategorical several)) {
      return Encoded.unknown(form(), rows.length);
    }
    int[] offsets = new int[rows.length + 1];
    int[] recoded = several.values().codesIn(values);
    ColumnBuilder.Ints codes = new ColumnBuilder.Ints();
    for (int i = 0; i < rows.length; i++) {
      for (int at = several.offsets()[rows[i]]; at < several.offsets()[rows[i] + 1]; at++) {
        int code = recoded[several.codes()[at]];
        if (code != Vocabulary.UNKNOWN) {
          codes.add(code);
        }
      }
      offsets[i + 1] = codes.size();
    }
    return new Encoded.Lists(offsets, codes.toArray(), null);
  }

  /** Values in one text are joined by {@code |}. */
  @Override
  public Column parse(List<String> texts) {
    ColumnBuilder.MultiCategorical column = new ColumnBuilder.MultiCategorical();
    texts.forEach(text -> column.add(List.of(text.split("\\|"))));
    return column.build(name);
  }

  @Override
  public FieldState state() {
    return FieldState.of(JsonObject.EMPTY.with("values", values.size() - 1), values.keys());
  }
}
