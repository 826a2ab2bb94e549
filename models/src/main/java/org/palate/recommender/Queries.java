// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.Arrays;
import org.palate.feature.EncodedColumns;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field.Side;

/**
 * What is known about those who ask, a query each: who it is, what that user did before, and the
 * circumstances. It says nothing of what is offered ({@link Candidates}) nor of what is to be
 * learned ({@link Objective}).
 *
 * <p>The history of query q is the window {@code [starts[q], ends[q])} of the events of {@code
 * histories}. Queries with the same start look at one history at several moments, and a model may
 * encode it once for all of them. The arrays are the record's own and are not copied: do not change
 * them.
 *
 * @param users the user code of each query; 0 for someone unknown
 * @param histories the events that the windows are of
 * @param starts where the history of each query begins
 * @param ends where it ends, exclusive
 * @param context columns of the context fields
 * @param contextRows for each query its row of the context
 * @param times the moment of each query in seconds since 1970; null if that is not known
 */
public record Queries(
    int[] users,
    Histories histories,
    int[] starts,
    int[] ends,
    EncodedColumns context,
    int[] contextRows,
    long[] times) {
  /** Checks the lengths. */
  public Queries {
    int n = users.length;
    if (starts.length != n || ends.length != n || contextRows.length != n) {
      throw new IllegalArgumentException(
          "expected windows and context of %d queries, found %d starts, %d ends and %d rows of context"
              .formatted(n, starts.length, ends.length, contextRows.length));
    }
    if (times != null && times.length != n) {
      throw new IllegalArgumentException(
          "expected times of %d queries, found %d".formatted(n, times.length));
    }
  }

  /** Users with all of their histories, in circumstances that are not known. */
  public static Queries of(FeatureSpace space, int[] users, Histories histories) {
    int[] starts = new int[users.length];
    int[] ends = new int[users.length];
    for (int q = 0; q < users.length; q++) {
      starts[q] = histories.offsets()[users[q]];
      ends[q] = histories.offsets()[users[q] + 1];
    }
    return new Queries(
        users,
        histories,
        starts,
        ends,
        EncodedColumns.unknown(1, space.fields(Side.CONTEXT)),
        new int[users.length],
        null);
  }

  /** Users without histories, in circumstances that are not known. */
  public static Queries of(FeatureSpace space, int... users) {
    return of(space, users, Histories.empty(space.users().size()));
  }

  /** How many. */
  public int size() {
    return users.length;
  }

  /** Those at positions {@code from} to {@code to - 1}. */
  public Queries slice(int from, int to) {
    int[] positions = new int[to - from];
    Arrays.setAll(positions, i -> from + i);
    return select(positions);
  }

  /** Those at some positions, in their order. */
  public Queries select(int[] positions) {
    return new Queries(
        at(users, positions),
        histories,
        at(starts, positions),
        at(ends, positions),
        context,
        at(contextRows, positions),
        at(times, positions));
  }

  /** The same asked by other users, their histories and circumstances being these. */
  public Queries withUsers(int[] others) {
    return new Queries(others, histories, starts, ends, context, contextRows, times);
  }

  /** Each query so often in a row. */
  public Queries repeated(int count) {
    int[] positions = new int[Math.multiplyExact(size(), count)];
    Arrays.setAll(positions, i -> i / count);
    return select(positions);
  }

  private static int[] at(int[] values, int[] positions) {
    int[] chosen = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      chosen[i] = values[positions[i]];
    }
    return chosen;
  }

  private static long[] at(long[] values, int[] positions) {
    if (values == null) {
      return null;
    }
    long[] chosen = new long[positions.length];
    for (int i = 0; i < positions.length; i++) {
      chosen[i] = values[positions[i]];
    }
    return chosen;
  }
}
