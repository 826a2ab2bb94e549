// SPDX-License-Identifier: Apache-2.0
package org.palate.eval;

/**
 * What full ranking asks of a model: the scores of all items for a few users at a time.
 *
 * <p>It is called from one thread at a time; a model is free to use all workers within a call. The
 * scores of a user must not depend on who else is asked for in the same call.
 */
public interface RankingModel {
  /** Number of items; their ids are from 0. */
  int items();

  /**
   * Writes the scores of all items for users {@code users[from]} to {@code users[to - 1]}.
   *
   * @param users ids of users
   * @param out [(to - from) × items], row-major from index 0; may be longer. Higher is better;
   *     infinite scores are allowed, NaN is not
   */
  void scores(int[] users, int from, int to, float[] out);

  /**
   * Whether the model gives the scores of a slice of the items for about that share of the work.
   */
  default boolean inSlices() {
    return false;
  }

  /**
   * Writes the scores of the items {@code first} to {@code end - 1} for users {@code users[from]}
   * to {@code users[to - 1]}; asked for only {@link #inSlices}.
   *
   * @param out [(to - from) × (end - first)], as in {@link #scores(int[], int, int, float[])}
   */
  default void scores(int[] users, int from, int to, int first, int end, float[] out) {
    throw new UnsupportedOperationException("this model gives the scores of all items at once");
  }
}
