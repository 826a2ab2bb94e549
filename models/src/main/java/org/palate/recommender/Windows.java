// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.Arrays;
import org.palate.data.Vocabulary;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;

/**
 * The newest events of the histories of some queries as the rows of a matrix, for models that
 * encode sequences: each distinct window once, though several queries look at several of its
 * moments.
 *
 * <p>An event stands at its place counted from the window's first, and padding follows at the
 * right. So under causal attention what is known at a moment is the same to the bit whether its
 * window ends there or goes on.
 *
 * @param items item codes {@code [windows, longest]}, 0 for padding
 * @param moments for each query the place of its newest event in the flat matrix: {@code row *
 *     longest + column}; of a query without history a place of padding
 */
public record Windows(IntTensor items, IntTensor moments) {
  /**
   * The windows of queries.
   *
   * @param length how many of the newest events of a history count, at least 1
   * @param known items from this code on are left out, as if they had not happened
   */
  public static Windows of(Queries queries, int length, int known) {
    if (length < 1) {
      throw new IllegalArgumentException(
          "expected windows of at least 1 event, found a length of " + length);
    }
    return new Builder(queries, length, known).build();
  }

  /** Whether the queries ask for every place of the matrix, each once and in order. */
  public boolean areAllMoments() {
    int[] places = moments.data();
    boolean all = places.length == items.size();
    for (int i = 0; i < places.length && all; i++) {
      all = places[i] == i;
    }
    return all;
  }

  /** Queries that follow each other share a window if theirs begin at the same event. */
  private static final class Builder {
    private final Queries queries;
    private final int length;
    private final int known;

    /** Of each query its row; -1 without history. */
    private final int[] rows;

    /** Of each row the first event and the one after the last. */
    private final int[] starts;

    private final int[] ends;
    private int windows;

    Builder(Queries queries, int length, int known) {
      this.queries = queries;
      this.length = length;
      this.known = known;
      rows = new int[queries.size()];
      starts = new int[queries.size()];
      ends = new int[queries.size()];
    }

    private int start(int query) {
      return Math.max(queries.starts()[query], queries.ends()[query] - length);
    }

    Windows build() {
      int longest = 1;
      for (int q = 0; q < rows.length; q++) {
        int start = start(q);
        int end = queries.ends()[q];
        rows[q] = -1;
        if (start < end) {
          if (windows == 0 || starts[windows - 1] != start) {
            starts[windows] = start;
            ends[windows++] = end;
          }
          rows[q] = windows - 1;
          ends[windows - 1] = Math.max(ends[windows - 1], end);
          longest = Math.max(longest, end - start);
        }
      }
      return filled(longest);
    }

    private Windows filled(int longest) {
      int[] events = queries.histories().items();
      int[] items = new int[windows * longest];
      int nowhere = items.length;
      boolean empty = false;
      // Of the events of a window before each, how many are known.
      int[] counts = new int[longest + 1];
      int[] moments = new int[rows.length];
      int filled = -1;
      for (int q = 0; q < rows.length; q++) {
        int row = rows[q];
        if (row > filled) {
          filled = row;
          int n = 0;
          for (int event = starts[row]; event < ends[row]; event++) {
            if (events[event] != Vocabulary.UNKNOWN && events[event] < known) {
              items[row * longest + n++] = events[event];
            }
            counts[event - starts[row] + 1] = n;
          }
        }
        int count = row < 0 ? 0 : counts[queries.ends()[q] - starts[row]];
        moments[q] = count == 0 ? nowhere : row * longest + count - 1;
        empty |= count == 0;
      }
      int height = empty ? windows + 1 : windows;
      int[] padded = empty ? Arrays.copyOf(items, height * longest) : items;
      return new Windows(new IntTensor(Shape.of(height, longest), padded), IntTensor.of(moments));
    }
  }
}
