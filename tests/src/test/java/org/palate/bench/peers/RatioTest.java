// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What the comparison with PyTorch makes of its rounds. */
final class RatioTest {
  @Test
  void aRatioIsOfTimesOfTheSameRound() {
    // The machine is half as fast in the second round and a quarter in the third: 0.5 throughout.
    Ratio ratio = Ratio.of(new double[] {1, 2, 4}, new double[] {2, 4, 8});
    assertEquals(new Ratio(0.5, 0.5, 0.5), ratio);
    assertEquals("Palate 2.00x ahead", ratio.verdict());
  }

  @Test
  void medianAndQuartilesLieBetweenRounds() {
    // Sorted: 1, 2, 3, 4; the quartiles are at positions 0.75, 1.5 and 2.25.
    Ratio ratio = Ratio.of(new double[] {4, 1, 3, 2}, new double[] {1, 1, 1, 1});
    assertEquals(new Ratio(2.5, 1.75, 3.25), ratio);
    assertEquals("2.50 (1.75-3.25)", ratio.toString());
  }

  @Test
  void aPeerThatIsAheadIsSaidToBe() {
    assertEquals("**peer 1.30x ahead**", new Ratio(1.3, 1.2, 1.4).verdict());
    assertEquals("**peer 12x ahead**", new Ratio(12.4, 12, 13).verdict());
  }

  @Test
  void nobodyIsAheadByLessThanTheSpreadOrAFewPercent() {
    assertEquals("level", new Ratio(1.1, 0.9, 1.3).verdict());
    assertEquals("level", new Ratio(0.98, 0.97, 0.99).verdict());
    assertEquals("Palate 1.05x ahead", new Ratio(0.95, 0.94, 0.96).verdict());
  }

  @Test
  void bothSidesHaveEveryRound() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Ratio.of(new double[] {1, 2}, new double[] {1}));
    assertTrue(e.getMessage().contains("came 2 and 1"), e.getMessage());
  }
}
