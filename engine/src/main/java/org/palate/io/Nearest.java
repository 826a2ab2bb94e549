// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * The known word nearest to a misspelt one, for errors that say "did you mean".
 *
 * <p>Distance is the least number of letters inserted, deleted, replaced or swapped with their
 * neighbour (restricted Damerau-Levenshtein), letter case aside. A word is near if at most a third
 * of its letters (of a short word, one letter) had to change, and not all of them. A word without a
 * letter, such as the id 1974, is near to none: the next number is no guess at what was meant.
 *
 * <p>The known words may be millions of ids, so the work is bounded: they are looked at in their
 * order until {@link #BUDGET} steps are spent, eight for each word and one for each pair of letters
 * compared, and the nearest of these is the answer. That is ten thousand words of ten letters, and
 * at most a hundred thousand.
 */
public final class Nearest {
  /** The steps spent at most, give or take one word: some milliseconds. */
  static final int BUDGET = 1 << 20;

  private static final int LONGEST = 100;

  private Nearest() {}

  /** The nearest of {@code known}, the first of equals; empty if none is near. */
  public static Optional<String> of(String word, Collection<String> known) {
    if (word.length() > LONGEST || word.codePoints().noneMatch(Character::isLetter)) {
      return Optional.empty();
    }
    String wanted = word.toLowerCase(Locale.ROOT);
    String best = null;
    int least = Integer.MAX_VALUE;
    int budget = BUDGET;
    for (String candidate : known) {
      if (budget <= 0) {
        break;
      }
      budget -= 8;
      int longer = Math.max(word.length(), candidate.length());
      int most = Math.min(Math.min(Math.max(1, longer / 3), longer - 1), least - 1);
      if (candidate.length() > LONGEST || Math.abs(word.length() - candidate.length()) > most) {
        continue;
      }
      budget -= wanted.length() * (2 * most + 1);
      int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT), most);
      if (distance <= most) {
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

  /**
   * The distance if it is at most {@code most}, else any greater number: of the table of all
   * prefixes only the band is computed in which their lengths differ by no more than that.
   */
  private static int distance(String a, String b, int most) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] cost = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      Arrays.fill(cost, most + 1);
      cost[0] = i;
      int least = i;
      for (int j = Math.max(1, i - most); j <= Math.min(b.length(), i + most); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[j] = Math.min(replaced, 1 + Math.min(last[j], cost[j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          cost[j] = Math.min(cost[j], 1 + beforeLast[j - 2]);
        }
        least = Math.min(least, cost[j]);
      }
      if (least > most) {
        return least;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = cost;
      cost = free;
    }
    return last[b.length()];
  }
}
