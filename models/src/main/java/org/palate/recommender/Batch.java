// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.List;

/**
 * What a step of training, or a call for scores, works on. A model looks at queries and candidates;
 * the rest is the objective's.
 *
 * @param queries those who ask
 * @param candidates what they are offered
 * @param targets what is to be learned of the candidates, a task each; none where it is which
 *     candidate was chosen
 * @param chosen for each query the position of the candidate that was chosen; null where nothing is
 *     known of that
 * @param weights how much each query counts; null for 1
 */
public record Batch(
    Queries queries, Candidates candidates, List<Target> targets, int[] chosen, float[] weights) {
  /** Checks the lengths. */
  public Batch {
    targets = List.copyOf(targets);
    int n = queries.size();
    if ((chosen != null && chosen.length != n) || (weights != null && weights.length != n)) {
      throw new IllegalArgumentException(
          "expected a choice and a weight for each of %d queries, or none, found %s and %s"
              .formatted(
                  n,
                  chosen == null ? "none" : chosen.length,
                  weights == null ? "none" : weights.length));
    }
  }

  /** Queries and candidates of which scores are wanted. */
  public static Batch of(Queries queries, Candidates candidates) {
    return new Batch(queries, candidates, List.of(), null, null);
  }

  /** How many queries. */
  public int size() {
    return queries.size();
  }
}
