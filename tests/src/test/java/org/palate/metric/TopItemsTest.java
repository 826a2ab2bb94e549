// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palate.tensor.RandomStream;

class TopItemsTest {
  private static int[] ids(TopItems top) {
    return IntStream.rangeClosed(1, top.size()).map(top::id).toArray();
  }

  @Test
  void ofEqualScoresTheLowerIdIsBetter() {
    TopItems top = new TopItems(3);
    assertEquals(-1, top.select(new float[] {1, 2, 1, 2, 1, 2, 2}, 0, 7, null));
    assertArrayEquals(new int[] {1, 3, 5}, ids(top));
  }

  @Test
  void excludedItemsAreNeverListedAndTheListGrowsShort() {
    TopItems top = new TopItems(4);
    top.select(new float[] {9, 8, 7, 6}, 0, 4, new byte[] {1, 0, 1, 0});
    assertArrayEquals(new int[] {1, 3}, ids(top));
    assertEquals(8f, top.score(1));
    top.select(new float[] {9, 8, 7, 6}, 0, 4, new byte[] {1, 1, 1, 1});
    assertEquals(0, top.size());
  }

  @Test
  void minusInfinityIsAScoreLikeAnyOther() {
    TopItems top = new TopItems(3);
    float none = Float.NEGATIVE_INFINITY;
    top.select(new float[] {none, none, 5, none}, 0, 4, null);
    assertArrayEquals(new int[] {2, 0, 1}, ids(top));
  }

  @Test
  void theFirstNanIsReportedWhereverItStands() {
    TopItems top = new TopItems(2);
    assertEquals(0, top.select(new float[] {Float.NaN, 1, 2}, 0, 3, null));
    assertEquals(3, top.select(new float[] {3, 2, 1, Float.NaN, Float.NaN}, 0, 5, null));
    assertEquals(0, top.size());
  }

  @Test
  void selectionEqualsTheHeadOfASort() {
    RandomStream random = RandomStream.of(3, "top");
    for (int items = 1; items <= 300; items += 13) {
      float[] scores = new float[items + 5];
      byte[] excluded = new byte[items];
      for (int i = 0; i < items; i++) {
        scores[i + 5] = random.nextInt(items);
        excluded[i] = (byte) (random.nextInt(4) == 0 ? 1 : 0);
      }
      int[] sorted =
          IntStream.range(0, items)
              .filter(i -> excluded[i] == 0)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -scores[i + 5]))
              .mapToInt(i -> i)
              .toArray();
      for (int k : new int[] {1, 2, 7, 20, 400}) {
        TopItems top = new TopItems(k);
        top.select(scores, 5, items, excluded);
        assertArrayEquals(Arrays.copyOf(sorted, Math.min(k, sorted.length)), ids(top));
      }
    }
  }

  @Test
  void slicesGiveWhatAllAtOnceGives() {
    RandomStream random = RandomStream.of(4, "slices");
    float[] scores = new float[1000];
    byte[] excluded = new byte[1000];
    for (int i = 0; i < 1000; i++) {
      scores[i] = random.nextInt(200) - 100;
      excluded[i] = (byte) (random.nextInt(9) == 0 ? 1 : 0);
    }
    for (int k : new int[] {1, 10, 300, 1000}) {
      TopItems whole = new TopItems(k);
      whole.select(scores, 0, 1000, excluded);
      for (int slice : new int[] {1, 7, 64, 999}) {
        TopItems top = new TopItems(k);
        top.begin();
        for (int first = 0; first < 1000; first += slice) {
          int end = Math.min(1000, first + slice);
          byte[] those = Arrays.copyOfRange(excluded, first, end);
          assertEquals(-1, top.offer(scores, first, end - first, first, those));
        }
        top.end();
        assertArrayEquals(ids(whole), ids(top));
      }
    }
  }

  @Test
  void scoresComeBackAsTheyWereAndZerosAreAlike() {
    float[] scores = {-0f, Float.NEGATIVE_INFINITY, 0f, -1.5f, Float.MIN_VALUE, -Float.MAX_VALUE};
    TopItems top = new TopItems(6);
    top.select(scores, 0, 6, null);
    assertArrayEquals(new int[] {4, 0, 2, 3, 5, 1}, ids(top));
    assertEquals(Float.MIN_VALUE, top.score(1));
    assertEquals(-1.5f, top.score(4));
    assertEquals(Float.NEGATIVE_INFINITY, top.score(6));
  }
}
