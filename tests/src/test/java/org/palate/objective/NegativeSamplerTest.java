// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.palate.data.ItemLists;
import org.palate.tensor.RandomStream;

class NegativeSamplerTest {
  @Test
  void neverDrawsAMetItemAndDrawsEveryOtherEquallyOften() {
    RandomStream random = RandomStream.of(3, "test");
    int items = 21;
    for (int met = 0; met < 20; met++) {
      Set<Integer> seen = new HashSet<>();
      while (seen.size() < met) {
        seen.add(1 + random.nextInt(items - 1));
      }
      int[] list = seen.stream().mapToInt(Integer::intValue).toArray();
      NegativeSampler sampler =
          new NegativeSampler(items, ItemLists.of(List.of(new int[0], list, new int[] {5, 5, 0})));
      int unmet = items - 1 - met;
      assertEquals(unmet, sampler.unseen(1));
      assertEquals(items - 2, sampler.unseen(2));
      int[] drawn = new int[items];
      int draws = 1000 * unmet;
      for (int i = 0; i < draws; i++) {
        drawn[sampler.draw(1, random)]++;
      }
      for (int item = 0; item < items; item++) {
        if (item == 0 || seen.contains(item)) {
          assertEquals(0, drawn[item], "item " + item + " of a user who met " + seen);
        } else {
          // Binomial with mean 1000 and a deviation below 32: five deviations.
          assertTrue(Math.abs(drawn[item] - 1000) < 160, "item " + item + ": " + drawn[item]);
        }
      }
    }
  }

  @Test
  void whoHasMetEverythingGetsAnErrorAndNoEndlessSearch() {
    NegativeSampler sampler =
        new NegativeSampler(3, ItemLists.of(List.of(new int[0], new int[] {2, 1, 2})));
    assertEquals(0, sampler.unseen(1));
    RandomStream random = RandomStream.of(3, "test");
    assertThrows(IllegalStateException.class, () -> sampler.draw(1, random));
    assertFalse(sampler.unseen(0) == 0);
  }
}
