// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import org.palate.data.Interactions;

/**
 * Which rows count as liked: the one rule of training, evaluation and serving.
 *
 * <p>A row with a label is liked if the label is above 0.5; a row without label but with a rating,
 * if the rating is at least the threshold; where there is neither, every interaction counts as
 * liked.
 *
 * @param rows for each row, whether it was liked
 * @param judged whether the rows say so by label or rating; if not, every row is liked and nothing
 *     can be learned from what is not
 * @param rule the rule in words, such as {@code rating of 4 or more}
 */
public record Likes(boolean[] rows, boolean judged, String rule) {
  /** Tops of common scales of ratings. */
  private static final float[] SCALES = {1, 2, 3, 4, 5, 7, 10, 20, 100};

  /** The likes among some interactions. */
  public static Likes of(Interactions interactions, double threshold) {
    boolean[] rows = new boolean[interactions.size()];
    boolean labels = interactions.hasLabel();
    boolean ratings = interactions.hasRating();
    for (int row = 0; row < rows.length; row++) {
      rows[row] =
          labels
              ? interactions.labels()[row] > 0.5f
              : !ratings || interactions.ratings()[row] >= threshold;
    }
    String rule =
        labels
            ? "label above 0.5"
            : ratings ? "rating of %s or more".formatted(plain(threshold)) : "every row";
    return new Likes(rows, labels || ratings, rule);
  }

  /** How many rows are liked. */
  public int count() {
    int count = 0;
    for (boolean liked : rows) {
      count += liked ? 1 : 0;
    }
    return count;
  }

  /**
   * The rating from which on a row counts as liked, where nothing else is said: four fifths of the
   * smallest common scale that holds all ratings, so 4 of 5 and 8 of 10. Above 100 they are no
   * scale but counts, and 1 is enough.
   */
  public static double usualThreshold(Interactions interactions) {
    if (!interactions.hasRating()) {
      return 4;
    }
    float highest = 0;
    for (float rating : interactions.ratings()) {
      highest = Math.max(highest, rating);
    }
    for (float top : SCALES) {
      if (highest <= top) {
        return top * 8 / 10.0;
      }
    }
    return 1;
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
