// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import java.util.Arrays;
import org.palate.data.Vocabulary;
import org.palate.linalg.SparseRows;
import org.palate.recommender.Dataset;
import org.palate.recommender.Histories;
import org.palate.recommender.Queries;

/**
 * Histories as rows of a binary matrix {@code [rows, items]}: which items are in them, however
 * often and in whatever order. The columns of a row rise, so a sum over them has the same bits
 * whatever the order of the events.
 */
final class BinaryRows {
  private BinaryRows() {}

  /**
   * What each user code liked in the training rows.
   *
   * @throws IllegalArgumentException if nobody liked anything
   */
  static SparseRows liked(Dataset data, int items) {
    int[] train = data.split().train();
    Histories likes = data.events(train).histories();
    SparseRows rows =
        of(
            likes,
            Arrays.copyOf(likes.offsets(), likes.users()),
            Arrays.copyOfRange(likes.offsets(), 1, likes.users() + 1),
            items);
    if (rows.columns().length == 0) {
      throw new IllegalArgumentException(
          "expected liked rows (%s) to learn from, found none among %,d training rows"
              .formatted(data.likes().rule(), train.length));
    }
    return rows;
  }

  /** The history of each query; items of which training saw nothing are left out. */
  static SparseRows of(Queries queries, int items) {
    return of(queries.histories(), queries.starts(), queries.ends(), items);
  }

  private static SparseRows of(Histories histories, int[] starts, int[] ends, int items) {
    int events = 0;
    for (int row = 0; row < starts.length; row++) {
      events = Math.addExact(events, ends[row] - starts[row]);
    }
    int[] offsets = new int[starts.length + 1];
    int[] columns = new int[events];
    int size = 0;
    for (int row = 0; row < starts.length; row++) {
      int from = size;
      int to = from + ends[row] - starts[row];
      System.arraycopy(histories.items(), starts[row], columns, from, to - from);
      Arrays.sort(columns, from, to);
      int last = Vocabulary.UNKNOWN;
      for (int i = from; i < to && columns[i] < items; i++) {
        if (columns[i] > last) {
          last = columns[i];
          columns[size++] = last;
        }
      }
      offsets[row + 1] = size;
    }
    return new SparseRows(items, offsets, Arrays.copyOf(columns, size), null);
  }
}
