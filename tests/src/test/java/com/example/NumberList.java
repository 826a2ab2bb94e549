// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palate.data.Column;
import org.palate.feature.Encoded;
import org.palate.feature.Field;
import org.palate.feature.FieldForm;
import org.palate.feature.FieldKind;
import org.palate.feature.FieldState;
import org.palate.io.JsonObject;

/** A vector written as numbers between blanks, such as {@code 0.5 -1 3}, less the mean of all. */
public final class NumberList implements Field {
  /** Makes fields of columns whose texts are all as many numbers, at least two. */
  public static final FieldKind KIND =
      new FieldKind() {
        @Override
        public String name() {
          return "number-list";
        }

        @Override
        public Optional<Field> fit(Side side, Column column, int[] rows) {
          List<float[]> known =
              Arrays.stream(rows)
                  .mapToObj(row -> text(column, row))
                  .filter(text -> !text.isEmpty())
                  .map(NumberList::numbers)
                  .toList();
          if (known.isEmpty()
              || known.contains(null)
              || known.stream().mapToInt(vector -> vector.length).distinct().count() > 1) {
            return Optional.empty();
          }
          float[] mean = new float[known.getFirst().length];
          for (float[] vector : known) {
            for (int i = 0; i < mean.length; i++) {
              mean[i] += vector[i] / known.size();
            }
          }
          return Optional.of(new NumberList(column.name(), side, mean));
        }

        @Override
        public Field read(String name, Side side, FieldState state) {
          return new NumberList(name, side, state.numbers().get("mean"));
        }
      };

  private final String name;
  private final Side side;
  private final float[] mean;

  private NumberList(String name, Side side, float[] mean) {
    this.name = name;
    this.side = side;
    this.mean = mean;
  }

  private static String text(Column column, int row) {
    return switch (column) {
      case Column.Text texts -> texts.values()[row];
      case Column.Categorical values when !values.isMissing(row) -> values.value(row);
      default -> "";
    };
  }

  /** The numbers of a text; null if it is not at least two. */
  private static float[] numbers(String text) {
    String[] parts = text.strip().split(" +");
    float[] numbers = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      if (parts.length < 2 || !parts[i].matches("-?[0-9]+(\\.[0-9]+)?")) {
        return null;
      }
      numbers[i] = Float.parseFloat(parts[i]);
    }
    return numbers;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Side side() {
    return side;
  }

  @Override
  public FieldKind kind() {
    return KIND;
  }

  @Override
  public FieldForm form() {
    return new FieldForm.Numbers(mean.length);
  }

  @Override
  public Encoded encode(Column column, int[] rows) {
    float[] values = new float[rows.length * mean.length];
    for (int i = 0; i < rows.length; i++) {
      float[] vector = numbers(text(column, rows[i]));
      for (int j = 0; vector != null && vector.length == mean.length && j < mean.length; j++) {
        values[i * mean.length + j] = vector[j] - mean[j];
      }
    }
    return new Encoded.Numbers(mean.length, values);
  }

  @Override
  public Column parse(List<String> texts) {
    for (String text : texts) {
      float[] vector = numbers(text);
      if (!text.isEmpty() && (vector == null || vector.length != mean.length)) {
        throw new IllegalArgumentException(
            "field %s: expected %d numbers between blanks, found '%s'"
                .formatted(name, mean.length, text));
      }
    }
    return new Column.Text(name, texts.toArray(String[]::new));
  }

  @Override
  public FieldState state() {
    return new FieldState(JsonObject.EMPTY, List.of(), Map.of("mean", mean));
  }
}
