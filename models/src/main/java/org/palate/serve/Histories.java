// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.palate.data.Interactions;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.feature.FeatureSpace;
import org.palate.io.SafetensorsFile;
import org.palate.io.SafetensorsWriter;
import org.palate.train.Task;
import org.palate.train.Trained;

/**
 * The items that each user has seen, in order of time where times are known, else in order of the
 * data; and which of them were liked: by label, or by rating, or, where there is neither, all.
 *
 * @param items for each user code, codes of items; nothing for code 0
 * @param liked for each of {@code items.items()}, whether it was liked
 */
record Histories(ItemLists items, boolean[] liked) {
  private static final String OFFSETS = "offsets";
  private static final String ITEMS = "items";
  private static final String LIKED = "liked";

  Histories {
    if (liked.length != items.items().length) {
      throw new IllegalArgumentException(
          "expected a flag for each of %d items, found %d"
              .formatted(items.items().length, liked.length));
    }
  }

  /** The histories of the known users with the known items, in all rows of the data. */
  static Histories of(Trained trained) {
    Interactions data = trained.data();
    Task task = trained.task();
    int[] userCodes = task.examples().users();
    int[] itemCodes = task.examples().items();
    IntStream known =
        IntStream.range(0, data.size())
            .filter(
                row ->
                    userCodes[row] != Vocabulary.UNKNOWN && itemCodes[row] != Vocabulary.UNKNOWN);
    int[] rows =
        data.hasTime()
            ? known
                .boxed()
                .sorted(Comparator.comparingLong(row -> data.times()[row]))
                .mapToInt(Integer::intValue)
                .toArray()
            : known.toArray();
    boolean[] liked = task.likes().rows();
    int[] users = Arrays.stream(rows).map(row -> userCodes[row]).toArray();
    ItemLists byRow = ItemLists.group(task.space().users().size(), users, rows);
    int[] sorted = byRow.items();
    boolean[] likedSorted = new boolean[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      likedSorted[i] = liked[sorted[i]];
    }
    int[] items = Arrays.stream(sorted).map(row -> itemCodes[row]).toArray();
    return new Histories(new ItemLists(byRow.offsets(), items), likedSorted);
  }

  /** Only what was liked. */
  ItemLists likedItems() {
    int[] offsets = new int[items.offsets().length];
    int[] kept = new int[items.items().length];
    int n = 0;
    for (int user = 0; user < items.users(); user++) {
      for (int i = items.offsets()[user]; i < items.offsets()[user + 1]; i++) {
        if (liked[i]) {
          kept[n++] = items.items()[i];
        }
      }
      offsets[user + 1] = n;
    }
    return new ItemLists(offsets, Arrays.copyOf(kept, n));
  }

  SafetensorsWriter writer() {
    return new SafetensorsWriter()
        .ints(OFFSETS, items.offsets(), items.offsets().length)
        .ints(ITEMS, items.items(), items.items().length)
        .booleans(LIKED, liked, liked.length);
  }

  /**
   * Reads what {@link #writer} wrote.
   *
   * @throws IllegalArgumentException if these are no histories of the users and items of a space
   */
  static Histories read(SafetensorsFile file, FeatureSpace space) throws IOException {
    ItemLists items = new ItemLists(file.readInts(OFFSETS), file.readInts(ITEMS));
    if (items.users() != space.users().size() || items.length(Vocabulary.UNKNOWN) != 0) {
      throw new IllegalArgumentException(
          "expected histories of %d users and none of the unknown, found %d, and %d items of the unknown"
              .formatted(space.users().size(), items.users(), items.length(Vocabulary.UNKNOWN)));
    }
    for (int item : items.items()) {
      if (item <= Vocabulary.UNKNOWN || item >= space.items().size()) {
        throw new IllegalArgumentException(
            "item code %d: expected 1 to %d".formatted(item, space.items().size() - 1));
      }
    }
    return new Histories(items, file.readBooleans(LIKED));
  }
}
