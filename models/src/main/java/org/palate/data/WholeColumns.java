// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

/**
 * Rating, time, label and weight while rows are added: each is there for all rows or for none, as
 * the first row says.
 *
 * <p>As in {@link NamedColumns} the values of a row are set one by one and join the columns
 * together, with {@link #addRow}, or not at all. What is wrong is an {@link
 * IllegalArgumentException} that says what was expected and what was found.
 */
final class WholeColumns {
  /** One of the columns; a set of them is an int of their bits. */
  private enum Part {
    RATING("rating"),
    TIME("time"),
    LABEL("label"),
    WEIGHT("weight");

    private final String shown;

    Part(String shown) {
      this.shown = shown;
    }

    private int bit() {
      return 1 << ordinal();
    }

    boolean in(int bits) {
      return (bits & bit()) != 0;
    }
  }

  private final ColumnBuilder.Floats ratings = new ColumnBuilder.Floats();
  private final ColumnBuilder.Longs times = new ColumnBuilder.Longs();
  private final ColumnBuilder.Floats labels = new ColumnBuilder.Floats();
  private final ColumnBuilder.Floats weights = new ColumnBuilder.Floats();
  private boolean hasRows;
  private int parts;

  private int given;
  private float rating;
  private long time;
  private float label;
  private float weight;

  void setRating(double rating) {
    take(Part.RATING);
    this.rating = number(rating, -Float.MAX_VALUE, Float.MAX_VALUE, "a finite number");
  }

  void setTime(long seconds) {
    take(Part.TIME);
    time = Timestamps.checked(seconds);
  }

  void setLabel(double label) {
    take(Part.LABEL);
    this.label = number(label, 0, 1, "a number from 0 to 1");
  }

  void setWeight(double weight) {
    take(Part.WEIGHT);
    this.weight = number(weight, 0, Float.MAX_VALUE, "a finite number, not negative");
  }

  private void take(Part part) {
    if (part.in(given)) {
      throw new IllegalArgumentException("expected one value, found a second");
    }
    if (hasRows && !part.in(parts)) {
      throw new IllegalArgumentException("expected none, as in the rows before, found one");
    }
    given |= part.bit();
  }

  private static float number(double value, double low, double high, String expected) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException("expected %s, found %s".formatted(expected, value));
    }
    return (float) value;
  }

  /** Throws if the row lacks what the rows before have. */
  void checkRow() {
    for (Part part : Part.values()) {
      if (part.in(parts) && !part.in(given)) {
        throw new IllegalArgumentException(
            "expected a %s, as the rows before have, found none".formatted(part.shown));
      }
    }
  }

  /** Adds a row of the values set since the last one, which {@link #checkRow} has let pass. */
  void addRow() {
    if (Part.RATING.in(given)) {
      ratings.add(rating);
    }
    if (Part.TIME.in(given)) {
      times.add(time);
    }
    if (Part.LABEL.in(given)) {
      labels.add(label);
    }
    if (Part.WEIGHT.in(given)) {
      weights.add(weight);
    }
    parts = given;
    hasRows = true;
    given = 0;
  }

  /** Forgets the values set since the last row. */
  void dropRow() {
    given = 0;
  }

  /** The same interactions with these columns. */
  Interactions addTo(Interactions interactions) {
    Interactions more = interactions;
    if (Part.RATING.in(parts)) {
      more = more.withRating(ratings.toArray());
    }
    if (Part.TIME.in(parts)) {
      more = more.withTime(times.toArray());
    }
    if (Part.LABEL.in(parts)) {
      more = more.withLabel(labels.toArray());
    }
    if (Part.WEIGHT.in(parts)) {
      more = more.withWeight(weights.toArray());
    }
    return more;
  }
}
