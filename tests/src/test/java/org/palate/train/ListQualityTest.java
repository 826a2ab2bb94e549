// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palate.recommender.Goal;

class ListQualityTest {
  private static final Map<String, Double> POPULARITY =
      Map.of("ndcg@10", 0.125, "coverage@10", 0.04);

  private static ListQuality of(Goal goal, Map<String, Double> test) {
    return new ListQuality("dcnv2", goal, test, POPULARITY);
  }

  @Test
  void listsBetterThanPopularityDrawNoWord() {
    ListQuality quality = of(Goal.RANK, Map.of("ndcg@10", 0.126, "coverage@10", 0.2));
    assertTrue(quality.measured());
    assertEquals(List.of(), quality.warnings());
  }

  @Test
  void listsWorseThanPopularityAreNamedWithBothFiguresAndWhatToDo() {
    ListQuality quality = of(Goal.PREDICT, Map.of("ndcg@10", 0.0093, "coverage@10", 0.2));
    assertTrue(quality.worseThanPopularity());
    String warning = String.join("\n", quality.warnings());
    assertTrue(warning.contains("ndcg@10 0.0093, popularity 0.1250"), warning);
    assertTrue(warning.contains("--goal rank"), warning);
    assertFalse(
        of(Goal.RANK, Map.of("ndcg@10", 0.0093)).warnings().toString().contains("--goal"),
        "who ranks already is not told to rank");
  }

  @Test
  void oneListForEveryoneIsNamedThoughItsOtherFiguresAreFine() {
    ListQuality quality = of(Goal.RANK, Map.of("ndcg@10", 0.2, "coverage@10", 0.01));
    assertFalse(quality.worseThanPopularity());
    assertEquals(
        List.of(
            "nearly everyone is recommended the same items: coverage@10 0.0100, popularity"
                + " 0.0400."),
        quality.warnings());
  }

  @Test
  void whatWasNotMeasuredIsNotTakenForGood() {
    for (Map<String, Double> test :
        List.of(Map.<String, Double>of("auc", 0.8), Map.of("ndcg@10", Double.NaN))) {
      ListQuality quality = of(Goal.PREDICT, test);
      assertFalse(quality.measured());
      assertTrue(quality.warnings().toString().contains("never compared"));
    }
  }

  @Test
  void popularityItselfIsNotComparedWithItself() {
    ListQuality quality = new ListQuality("popularity", Goal.RANK, Map.of(), Map.of());
    assertEquals(List.of(), quality.warnings());
  }
}
