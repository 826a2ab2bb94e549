// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * The known word nearest to a misspelt one, for errors that say "did you mean".
 *
 * <p>Distance is the least number of letters inserted, deleted, replaced or swapped with their
 * neighbour (restricted Damerau-Levenshtein), letter case aside. A word is near if at most a third
 * of its letters (of a short word, one letter) had to change, and not all of them.
 */
public final class Nearest {
  private static final int LONGEST = 100;

  private Nearest() {}

  /** The nearest of {@code known}, the first of equals; empty if none is near. */
  public static Optional<String> of(String word, Collection<String> known) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int longer = Math.max(word.length(), candidate.length());
      if (longer > LONGEST) {
        continue;
      }
      int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      boolean near = distance <= Math.max(1, longer / 3) && distance < longer;
      if (near && distance < least) {
        best = candidate;
        least = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Words to put behind a misspelt one: {@code " (did you mean 'x'?)"}, or none. */
  public static String hint(String word, Collection<String> known) {
    return of(word, known).map(near -> " (did you mean '" + near + "'?)").orElse("");
  }

  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
