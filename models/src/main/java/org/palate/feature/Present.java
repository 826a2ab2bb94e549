// SPDX-License-Identifier: Apache-2.0
package org.palate.feature;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palate.data.ColumnBuilder;
import org.palate.data.Vocabulary;

/**
 * Which values of a vocabulary occur in some places.
 *
 * @param values their keys, in order of first appearance
 * @param known how many of the places have a value
 */
public record Present(List<String> values, int known) {
  /** The values that stand in {@code codes} at some places. */
  public static Present of(int[] codes, int[] places, Vocabulary vocabulary) {
    int[] found = distinct(codes, places, vocabulary.size());
    int known = 0;
    for (int place : places) {
      known += codes[place] == Vocabulary.UNKNOWN ? 0 : 1;
    }
    return new Present(Arrays.stream(found).mapToObj(vocabulary::key).toList(), known);
  }

  /** The codes that stand at some places, in order of first appearance, without the unknown. */
  static int[] distinct(int[] codes, int[] places, int size) {
    boolean[] seen = new boolean[size];
    seen[Vocabulary.UNKNOWN] = true;
    ColumnBuilder.Ints found = new ColumnBuilder.Ints();
    for (int place : places) {
      if (!seen[codes[place]]) {
        seen[codes[place]] = true;
        found.add(codes[place]);
      }
    }
    return found.toArray();
  }

  /**
   * The values as a vocabulary, if they say more than the place itself: a column that has nearly as
   * many values as it has known places, such as a postal code, names its entity again, and what it
   * could teach does not carry over.
   */
  public Optional<Vocabulary> describing() {
    return !values.isEmpty() && values.size() <= known / 2
        ? Optional.of(Vocabulary.of(values))
        : Optional.empty();
  }
}
