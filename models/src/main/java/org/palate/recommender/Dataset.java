// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.Arrays;
import org.palate.data.Interactions;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.data.split.Split;
import org.palate.feature.Examples;
import org.palate.feature.FeatureSpace;

/**
 * Interactions as models see them: in the codes of a space, with what was liked and which rows are
 * for what.
 *
 * @param space fitted on the training rows, where a model is to be trained
 * @param interactions all rows
 * @param examples the same in the codes of the space
 * @param likes which rows were liked
 * @param split which rows are for what
 */
public record Dataset(
    FeatureSpace space, Interactions interactions, Examples examples, Likes likes, Split split) {
  /**
   * Encodes interactions.
   *
   * @param threshold the rating from which on a row without label counts as liked
   */
  public static Dataset of(
      FeatureSpace space, Interactions interactions, Split split, double threshold) {
    return new Dataset(
        space, interactions, space.encode(interactions), Likes.of(interactions, threshold), split);
  }

  /** How much each row counts; null for 1. */
  public float[] weights() {
    return interactions.hasWeight() ? interactions.weights() : null;
  }

  /** The weights of some rows; null for 1. */
  public float[] weights(int[] rows) {
    return weights() == null ? null : gathered(weights(), rows);
  }

  /** The values at some rows. */
  public static float[] gathered(float[] values, int[] rows) {
    float[] gathered = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      gathered[i] = values[rows[i]];
    }
    return gathered;
  }

  /** The item codes of some rows. */
  public int[] items(int[] rows) {
    return gathered(examples.items(), rows);
  }

  /** The user codes of some rows. */
  public int[] users(int[] rows) {
    return gathered(examples.users(), rows);
  }

  private static int[] gathered(int[] values, int[] rows) {
    int[] gathered = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      gathered[i] = values[rows[i]];
    }
    return gathered;
  }

  /** Those of some rows that are liked. */
  public int[] liked(int[] rows) {
    return Arrays.stream(rows).filter(row -> likes.rows()[row]).toArray();
  }

  /** The items that each user code has in some rows, liked or not. */
  public ItemLists seen(int[]... parts) {
    int[] rows = joined(parts);
    return ItemLists.group(space.users().size(), users(rows), items(rows));
  }

  /** What known users liked of known items in some rows, in order of time. */
  public Events events(int[]... parts) {
    return eventsOf(liked(joined(parts)));
  }

  /**
   * What known users did with known items in some rows, liked or not, in order of time.
   *
   * @param rows in rising order
   */
  public Events eventsOf(int[] rows) {
    return Events.of(
        this,
        Arrays.stream(rows)
            .filter(
                row ->
                    examples.users()[row] != Vocabulary.UNKNOWN
                        && examples.items()[row] != Vocabulary.UNKNOWN)
            .toArray());
  }

  private static int[] joined(int[]... parts) {
    int[] rows = Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    Arrays.sort(rows);
    return rows;
  }

  /**
   * Queries as they might have been asked just before some rows came to be: by their users, in
   * their circumstances.
   *
   * @param events what may be known of the users; of these only what was earlier is
   */
  public Queries queries(int[] rows, Events events) {
    int[] users = users(rows);
    int[] starts = new int[rows.length];
    int[] ends = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      starts[i] = events.histories().offsets()[users[i]];
      ends[i] = events.before(users[i], rows[i], interactions);
    }
    return queries(rows, events, starts, ends);
  }

  /**
   * The same where it is known which events were earlier.
   *
   * @param starts for each row the first event that may be known of its user
   * @param ends the event after the last
   */
  public Queries queries(int[] rows, Events events, int[] starts, int[] ends) {
    long[] times = null;
    if (interactions.hasTime()) {
      times = new long[rows.length];
      for (int i = 0; i < rows.length; i++) {
        times[i] = interactions.times()[rows[i]];
      }
    }
    return new Queries(
        users(rows), events.histories(), starts, ends, examples.context(), rows, times);
  }

  /** Queries without histories, by the users of some rows in their circumstances. */
  public Queries queries(int[] rows) {
    return queries(rows, Events.none(space));
  }
}
