// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.palate.tensor.RandomStream;

final class NearestTest {
  /** A million ids, which counts how many of them were looked at. */
  private static final class Ids extends AbstractList<String> {
    private final IntFunction<String> id;
    private long asked;

    Ids(IntFunction<String> id) {
      this.id = id;
    }

    @Override
    public String get(int index) {
      asked++;
      return id.apply(index);
    }

    @Override
    public int size() {
      return 1_000_000;
    }
  }

  @Test
  void ofAMillionIdsSomeThousandsAreLookedAt() {
    Ids ids = new Ids(i -> "user%06d".formatted(i));
    assertEquals(Optional.empty(), Nearest.of("xyz000007q", ids));
    assertTrue(ids.asked > 5_000 && ids.asked < 50_000, "looked at " + ids.asked);
    assertEquals(Optional.of("user000007"), Nearest.of("usr000007", ids));
    assertTrue(ids.asked < 200_000, "looked at " + ids.asked);
    Ids long99 = new Ids(i -> "%099d".formatted(i));
    assertTrue(Nearest.of("x".repeat(99), long99).isEmpty());
    assertTrue(long99.asked < 1000, "looked at " + long99.asked);
  }

  @Test
  void wordsOfAnotherLengthCostNextToNothing() {
    Ids ids = new Ids(i -> i == 100_000 ? "anna" : "a much longer name " + i);
    assertEquals(Optional.of("anna"), Nearest.of("ann", ids));
  }

  @Test
  void aWordWithoutALetterHasNoNearWordAndCostsNothing() {
    Ids ids = new Ids(Integer::toString);
    for (String word : List.of("1000007", "-5", "19-74", "", "#12")) {
      assertEquals(Optional.empty(), Nearest.of(word, ids), word);
      assertEquals("", Nearest.hint(word, ids));
    }
    assertEquals(0, ids.asked);
    assertEquals(Optional.of("l2"), Nearest.of("l1", List.of("dim", "l2")));
  }

  @Test
  void theAnswerIsThatOfTheWholeTable() {
    for (int round = 0; round < 3000; round++) {
      RandomStream random = RandomStream.of(5, "nearest", round);
      String word = word(random);
      List<String> known = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        known.add(word(random));
      }
      assertEquals(naive(word, known), Nearest.of(word, known), word + " among " + known);
    }
  }

  private static String word(RandomStream random) {
    StringBuilder word = new StringBuilder();
    for (int length = 1 + random.nextInt(11); length > 0; length--) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }

  /** The definition: the first of the least distance, if that is near. */
  private static Optional<String> naive(String word, List<String> known) {
    String best = null;
    for (String candidate : known) {
      int longer = Math.max(word.length(), candidate.length());
      int distance = distance(word, candidate);
      boolean near = distance <= Math.max(1, longer / 3) && distance < longer;
      if (near && (best == null || distance < distance(word, best))) {
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : Integer.MAX_VALUE;
        if (i > 0 && j > 0) {
          int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
          cost[i][j] =
              Math.min(cost[i - 1][j - 1] + same, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        }
        if (i > 1
            && j > 1
            && a.startsWith(b.substring(j - 1, j) + b.substring(j - 2, j - 1), i - 2)) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
