// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.util.Arrays;
import org.palate.data.Interactions;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureSpace;
import org.palate.io.SafetensorsFile;
import org.palate.io.SafetensorsWriter;
import org.palate.recommender.Dataset;
import org.palate.recommender.Events;
import org.palate.recommender.Histories;

/**
 * The items that each user has seen, in order of time where times are known, else in order of the
 * data; and which of them were liked: by label, or by rating, or, where there is neither, all.
 *
 * @param seen for each user code, its events; nothing for code 0
 * @param liked for each event whether the item was liked
 */
record KeptHistories(Histories seen, boolean[] liked) {
  private static final String OFFSETS = "offsets";
  private static final String ITEMS = "items";
  private static final String LIKED = "liked";
  private static final String TIMES = "times";

  KeptHistories {
    if (liked.length != seen.items().length) {
      throw new IllegalArgumentException(
          "expected a flag for each of %d items, found %d"
              .formatted(seen.items().length, liked.length));
    }
  }

  /** The histories of the known users with the known items, in all rows of the data. */
  static KeptHistories of(Dataset data) {
    Interactions all = data.interactions();
    int[] every = new int[all.size()];
    Arrays.setAll(every, i -> i);
    Events events = data.eventsOf(every);
    boolean[] liked = new boolean[events.rows().length];
    for (int i = 0; i < liked.length; i++) {
      liked[i] = data.likes().rows()[events.rows()[i]];
    }
    return new KeptHistories(events.histories(), liked);
  }

  /** Only what was liked. */
  Histories likedOnly() {
    int[] offsets = new int[seen.offsets().length];
    int[] items = new int[seen.items().length];
    long[] times = seen.times() == null ? null : new long[items.length];
    int n = 0;
    for (int user = 0; user < seen.users(); user++) {
      for (int i = seen.offsets()[user]; i < seen.offsets()[user + 1]; i++) {
        if (liked[i]) {
          items[n] = seen.items()[i];
          if (times != null) {
            times[n] = seen.times()[i];
          }
          n++;
        }
      }
      offsets[user + 1] = n;
    }
    return new Histories(
        offsets, Arrays.copyOf(items, n), times == null ? null : Arrays.copyOf(times, n), null);
  }

  SafetensorsWriter writer() {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .ints(OFFSETS, seen.offsets(), seen.offsets().length)
            .ints(ITEMS, seen.items(), seen.items().length)
            .booleans(LIKED, liked, liked.length);
    return seen.times() == null ? writer : writer.longs(TIMES, seen.times(), seen.times().length);
  }

  /**
   * Reads what {@link #writer} wrote; in bundles of before there are no times.
   *
   * @throws IllegalArgumentException if these are no histories of the users and items of a space
   */
  static KeptHistories read(SafetensorsFile file, FeatureSpace space) throws IOException {
    Histories seen =
        new Histories(
            file.readInts(OFFSETS),
            file.readInts(ITEMS),
            file.has(TIMES) ? file.readLongs(TIMES) : null,
            null);
    ItemLists lists = seen.lists();
    if (lists.users() != space.users().size() || lists.length(Vocabulary.UNKNOWN) != 0) {
      throw new IllegalArgumentException(
          "expected histories of %d users and none of the unknown, found %d, and %d items of the unknown"
              .formatted(space.users().size(), lists.users(), lists.length(Vocabulary.UNKNOWN)));
    }
    for (int item : lists.items()) {
      if (item <= Vocabulary.UNKNOWN || item >= space.items().size()) {
        throw new IllegalArgumentException(
            "item code %d: expected 1 to %d".formatted(item, space.items().size() - 1));
      }
    }
    return new KeptHistories(seen, file.readBooleans(LIKED));
  }
}
