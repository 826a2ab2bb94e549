// SPDX-License-Identifier: Apache-2.0
package org.palate;

import java.util.List;
import java.util.stream.IntStream;
import org.palate.data.Vocabulary;
import org.palate.feature.EncodedColumns;
import org.palate.feature.FeatureSpace;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;

/** Scores that are given: a row a user code, a column an item code, both from 0. */
public record MatrixScorer(FeatureSpace space, float[][] rows) implements Scorer {
  /** Users 0 to {@code rows.length - 1} and items likewise; code 0 of each is the unknown. */
  public static MatrixScorer of(float[][] rows) {
    return new MatrixScorer(space(rows.length, rows[0].length), rows);
  }

  private static FeatureSpace space(int users, int items) {
    return new FeatureSpace(
        names("u", users),
        users,
        names("i", items),
        items,
        List.of(),
        EncodedColumns.unknown(users, List.of()),
        EncodedColumns.unknown(items, List.of()));
  }

  private static Vocabulary names(String letter, int size) {
    return Vocabulary.of(IntStream.range(1, size).mapToObj(i -> letter + i).toList());
  }

  /** All users, a query each. */
  public Queries everyone() {
    return Queries.of(space, IntStream.range(0, rows.length).toArray());
  }

  @Override
  public void score(Queries queries, int first, int end, float[] out) {
    for (int q = 0; q < queries.size(); q++) {
      System.arraycopy(rows[queries.users()[q]], first, out, q * (end - first), end - first);
    }
  }
}
