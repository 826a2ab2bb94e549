// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.palate.tensor.RandomStream;

class PointwiseMetricsTest {
  /** Positives 0.8 and 0.4 against negatives 0.6 and 0.2: three of the four pairs are in order. */
  @Test
  void aucIsTheShareOfPairsInOrder() {
    assertEquals(
        0.75, PointwiseMetrics.auc(new float[] {0.8f, 0.6f, 0.4f, 0.2f}, new float[] {1, 0, 1, 0}));
  }

  @Test
  void aucCountsATiedPairAsOneHalf() {
    assertEquals(0.5, PointwiseMetrics.auc(new float[] {3, 3}, new float[] {1, 0}));
    // Pairs (2,2) tied, (2,1) in order, (1,2) out of order, (1,1) tied: 2 of 4.
    assertEquals(0.5, PointwiseMetrics.auc(new float[] {2, 2, 1, 1}, new float[] {1, 0, 1, 0}));
    assertEquals(0.5, PointwiseMetrics.auc(new float[] {0f, -0f}, new float[] {1, 0}));
  }

  @Test
  void aucOrdersNegativeAndInfiniteScores() {
    float inf = Float.POSITIVE_INFINITY;
    float[] scores = {-inf, -3e38f, -1, -1e-40f, 0, 1e-40f, 2, inf};
    assertEquals(1.0, PointwiseMetrics.auc(scores, new float[] {0, 0, 0, 0, 1, 1, 1, 1}));
    assertEquals(0.0, PointwiseMetrics.auc(scores, new float[] {1, 1, 1, 1, 0, 0, 0, 0}));
  }

  @Test
  void aucOfManyScoresEqualsCountingEveryPair() {
    RandomStream random = RandomStream.of(7, "auc");
    float[] scores = new float[500];
    float[] labels = new float[500];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextInt(40) - 20;
      labels[i] = random.nextInt(3) == 0 ? 1 : 0;
    }
    double won = 0;
    double pairs = 0;
    for (int p = 0; p < scores.length; p++) {
      for (int n = 0; n < scores.length; n++) {
        if (labels[p] == 1 && labels[n] == 0) {
          pairs++;
          won += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
        }
      }
    }
    assertEquals(won / pairs, PointwiseMetrics.auc(scores, labels));
  }

  @Test
  void aucOfOneClassIsNotANumber() {
    assertTrue(Double.isNaN(PointwiseMetrics.auc(new float[] {1, 2}, new float[] {1, 1})));
    assertTrue(Double.isNaN(PointwiseMetrics.auc(new float[] {1}, new float[] {0})));
  }

  @Test
  void logLossOfACoinIsLogTwo() {
    assertEquals(
        StrictMath.log(2),
        PointwiseMetrics.logLoss(new float[] {0.5f, 0.5f}, new float[] {1, 0}, 1e-7),
        1e-15);
    assertEquals(
        StrictMath.log(2),
        PointwiseMetrics.logLossOfLogits(new float[] {0, 0}, new float[] {1, 0}),
        1e-15);
  }

  @Test
  void logLossClipsACertaintyThatIsWrong() {
    assertEquals(
        -StrictMath.log(1e-3),
        PointwiseMetrics.logLoss(new float[] {0}, new float[] {1}, 1e-3),
        1e-15);
    assertEquals(
        Double.POSITIVE_INFINITY, PointwiseMetrics.logLoss(new float[] {0}, new float[] {1}, 0));
    assertEquals(0.0, PointwiseMetrics.logLoss(new float[] {0, 1}, new float[] {0, 1}, 0));
  }

  @Test
  void logLossOfLogitsNeedsNoClipping() {
    assertEquals(1e4, PointwiseMetrics.logLossOfLogits(new float[] {-1e4f}, new float[] {1}));
    assertEquals(0.0, PointwiseMetrics.logLossOfLogits(new float[] {1e4f}, new float[] {1}));
    float inf = Float.POSITIVE_INFINITY;
    assertEquals(
        0.0, PointwiseMetrics.logLossOfLogits(new float[] {inf, -inf}, new float[] {1, 0}));
    assertEquals(inf, PointwiseMetrics.logLossOfLogits(new float[] {inf}, new float[] {0}));
    // sigmoid(log 3) = 3/4, so a label of 1 costs log(4/3), a label of 0 costs log 4.
    float logThree = (float) StrictMath.log(3);
    assertEquals(
        (StrictMath.log(4.0 / 3) + StrictMath.log(4)) / 2,
        PointwiseMetrics.logLossOfLogits(new float[] {logThree, logThree}, new float[] {1, 0}),
        1e-7);
  }

  /** Differences 3 and -4: mean square 12.5, mean absolute 3.5. */
  @Test
  void ratingErrorsOfAThreeAndAFour() {
    float[] predictions = {4, 1};
    float[] targets = {1, 5};
    assertEquals(Math.sqrt(12.5), PointwiseMetrics.rmse(predictions, targets));
    assertEquals(3.5, PointwiseMetrics.mae(predictions, targets));
  }

  @Test
  void whatIsWrongWithTheInputIsSaid() {
    assertSays("found 1 and 2", () -> PointwiseMetrics.auc(new float[1], new float[2]));
    assertSays("found none", () -> PointwiseMetrics.rmse(new float[0], new float[0]));
    assertSays(
        "scores[1]: expected a number, found NaN",
        () -> PointwiseMetrics.auc(new float[] {0, Float.NaN}, new float[] {0, 1}));
    assertSays(
        "labels[0]: expected 0 or 1, found 0.5",
        () -> PointwiseMetrics.auc(new float[] {0}, new float[] {0.5f}));
    assertSays(
        "probabilities[0]: expected a number in [0, 1], found 1.5",
        () -> PointwiseMetrics.logLoss(new float[] {1.5f}, new float[] {1}, 0));
  }

  private static void assertSays(String part, org.junit.jupiter.api.function.Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }
}
