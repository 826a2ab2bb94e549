// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.List;
import java.util.Optional;
import org.palate.data.Column;
import org.palate.feature.Field.Side;
import org.palate.io.JsonObject;

/**
 * A number, encoded as {@code (x - mean) / deviation}; a missing one as 0, that is, as the mean.
 *
 * @param mean the mean over the training data
 * @param deviation the standard deviation over the training data, above 0
 */
public record NumberField(String name, Side side, double mean, double deviation) implements Field {
  /** Makes fields of columns of numbers that vary. */
  public static final FieldKind KIND =
      new FieldKind() {
        @Override
        public String name() {
          return "numeric";
        }

        @Override
        public Optional<Field> fit(Side side, Column column, int[] rows) {
          return column instanceof Column.Numeric numbers
              ? NumberField.fit(side, numbers, rows)
              : Optional.empty();
        }

        @Override
        public Field read(String name, Side side, FieldState state) {
          return new NumberField(
              name, side, state.facts().getDouble("mean"), state.facts().getDouble("deviation"));
        }
      };

  /** Checks the ranges. */
  public NumberField {
    if (!(Double.isFinite(mean) && deviation > 0 && Double.isFinite(deviation))) {
      throw new IllegalArgumentException(
          "field %s: expected a finite mean and a deviation above 0, found %s and %s"
              .formatted(name, mean, deviation));
    }
  }

  private static Optional<Field> fit(Side side, Column.Numeric column, int[] rows) {
    int known = 0;
    double sum = 0;
    for (int row : rows) {
      if (!column.isMissing(row)) {
        known++;
        sum += column.values()[row];
      }
    }
    double mean = sum / known;
    double squares = 0;
    for (int row : rows) {
      if (!column.isMissing(row)) {
        double distance = column.values()[row] - mean;
        squares += distance * distance;
      }
    }
    double deviation = StrictMath.sqrt(squares / known);
    return known > 0 && deviation > 0
        ? Optional.of(new NumberField(column.name(), side, mean, deviation))
        : Optional.empty();
  }

  @Override
  public FieldKind kind() {
    return KIND;
  }

  @Override
  public FieldForm form() {
    return new FieldForm.Numbers(1);
  }

  @Override
  public Encoded encode(Column column, int[] rows) {
    float[] encoded = new float[rows.length];
    if (column instanceof Column.Numeric numbers) {
      for (int i = 0; i < rows.length; i++) {
        float value = numbers.values()[rows[i]];
        encoded[i] = Float.isNaN(value) ? 0f : (float) ((value - mean) / deviation);
      }
    }
    return new Encoded.Numbers(1, encoded);
  }

  @Override
  public Column parse(List<String> texts) {
    float[] values = new float[texts.size()];
    for (int i = 0; i < values.length; i++) {
      String text = texts.get(i).strip();
      values[i] = text.isEmpty() ? Float.NaN : number(text);
    }
    return new Column.Numeric(name, values);
  }

  private float number(String text) {
    try {
      float value = Float.parseFloat(text);
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw notANumber(text, e);
    }
    throw notANumber(text, null);
  }

  private IllegalArgumentException notANumber(String text, Exception cause) {
    return new IllegalArgumentException(
        "field %s: expected a finite number, found '%s'".formatted(name, text), cause);
  }

  @Override
  public FieldState state() {
    return FieldState.of(JsonObject.EMPTY.with("mean", mean).with("deviation", deviation));
  }
}
