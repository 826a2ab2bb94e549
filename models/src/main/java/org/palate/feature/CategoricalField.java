// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.List;
import java.util.Optional;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.data.Vocabulary;
import org.palate.feature.Field.Side;
import org.palate.io.JsonObject;

/**
 * One value of a vocabulary; unknown and missing values are code 0.
 *
 * @param values those that training saw
 */
public record CategoricalField(String name, Side side, Vocabulary values) implements Field {
  /** Makes fields of categorical columns that describe their rows; see {@link Present}. */
  public static final FieldKind KIND =
      new FieldKind() {
        @Override
        public String name() {
          return "categorical";
        }

        @Override
        public Optional<Field> fit(Side side, Column column, int[] rows) {
          return column instanceof Column.Categorical c
              ? Present.of(c.codes(), rows, c.values())
                  .describing()
                  .map(values -> new CategoricalField(c.name(), side, values))
              : Optional.empty();
        }

        @Override
        public Field read(String name, Side side, FieldState state) {
          return new CategoricalField(name, side, Vocabulary.of(state.texts()));
        }
      };

  @Override
  public FieldKind kind() {
    return KIND;
  }

  @Override
  public FieldForm form() {
    return new FieldForm.Single(values.size());
  }

  @Override
  public Encoded encode(Column column, int[] rows) {
    int[] encoded = new int[rows.length];
    if (column instanceof Column.Categorical categorical) {
      int[] recoded = categorical.values().codesIn(values);
      for (int i = 0; i < rows.length; i++) {
        encoded[i] = recoded[categorical.codes()[rows[i]]];
      }
    }
    return new Encoded.Codes(encoded);
  }

  @Override
  public Column parse(List<String> texts) {
    ColumnBuilder.Categorical column = new ColumnBuilder.Categorical();
    texts.forEach(column::add);
    return column.build(name);
  }

  @Override
  public FieldState state() {
    return FieldState.of(JsonObject.EMPTY.with("values", values.size() - 1), values.keys());
  }
}
