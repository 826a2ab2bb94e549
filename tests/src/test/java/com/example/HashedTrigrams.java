// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palate.data.Column;
import org.palate.data.ColumnBuilder;
import org.palate.feature.Encoded;
import org.palate.feature.Field;
import org.palate.feature.FieldForm;
import org.palate.feature.FieldKind;
import org.palate.feature.FieldState;
import org.palate.io.JsonObject;

/**
 * A text as its runs of three letters, each hashed to one of some codes and weighed by {@code 1 /
 * sqrt(n)} in a text of n: texts with words in common have codes in common, whatever training saw.
 */
public record HashedTrigrams(String name, Side side, int buckets) implements Field {
  /** Makes fields of columns of texts. */
  public static final FieldKind KIND =
      new FieldKind() {
        @Override
        public String name() {
          return "trigrams";
        }

        @Override
        public Optional<Field> fit(Side side, Column column, int[] rows) {
          return column instanceof Column.Text
                  && IntStream.of(rows).anyMatch(row -> !column.isMissing(row))
              ? Optional.of(new HashedTrigrams(column.name(), side, 512))
              : Optional.empty();
        }

        @Override
        public Field read(String name, Side side, FieldState state) {
          return new HashedTrigrams(name, side, state.facts().getInt("buckets"));
        }
      };

  @Override
  public FieldKind kind() {
    return KIND;
  }

  @Override
  public FieldForm form() {
    return new FieldForm.Several(1 + buckets);
  }

  @Override
  public Encoded encode(Column column, int[] rows) {
    if (!(column instanceof Column.Text texts)) {
      return Encoded.unknown(form(), rows.length);
    }
    int[] offsets = new int[rows.length + 1];
    ColumnBuilder.Ints codes = new ColumnBuilder.Ints();
    ColumnBuilder.Floats weights = new ColumnBuilder.Floats();
    for (int i = 0; i < rows.length; i++) {
      String text = texts.values()[rows[i]].toLowerCase(Locale.ROOT);
      int n = Math.max(0, text.length() - 2);
      for (int at = 0; at < n; at++) {
        codes.add(1 + Math.floorMod(text.substring(at, at + 3).hashCode(), buckets));
        weights.add((float) (1 / Math.sqrt(n)));
      }
      offsets[i + 1] = codes.size();
    }
    return new Encoded.Lists(offsets, codes.toArray(), weights.toArray());
  }

  @Override
  public Column parse(List<String> texts) {
    return new Column.Text(name, texts.toArray(String[]::new));
  }

  @Override
  public FieldState state() {
    return FieldState.of(JsonObject.EMPTY.with("buckets", buckets));
  }
}
