// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Every schedule at points that can be worked out in the head, for a rate of 8. */
final class ScheduleTest {
  private static void at(Schedule schedule, long t, double expected) {
    assertEquals(expected, schedule.at(t), 1e-12, schedule + " at " + t);
  }

  @Test
  void ratesFallAsTheyShould() {
    at(new Schedule.Step(8, 3, 0.5), 2, 8);
    at(new Schedule.Step(8, 3, 0.5), 6, 2);
    at(new Schedule.MultiStep(8, List.of(2L, 2L, 5L), 0.5), 1, 8);
    at(new Schedule.MultiStep(8, List.of(2L, 2L, 5L), 0.5), 2, 2);
    at(new Schedule.MultiStep(8, List.of(2L, 2L, 5L), 0.5), 5, 1);
    at(new Schedule.Exponential(8, 0.5), 3, 1);
    at(new Schedule.Polynomial(8, 4, 2), 2, 2);
    at(new Schedule.Polynomial(8, 4, 2), 9, 0);
  }

  @Test
  void cosinesTurnWhereTheyShould() {
    Schedule cosine = new Schedule.Cosine(8, 4, 2);
    at(cosine, 0, 8);
    at(cosine, 2, 5);
    at(cosine, 4, 2);
    at(cosine, 8, 8);
    Schedule restarts = new Schedule.CosineRestarts(8, 2, 2, 2);
    at(restarts, 1, 5);
    at(restarts, 2, 8);
    at(restarts, 4, 5);
    at(restarts, 6, 8);
    at(new Schedule.CosineRestarts(8, 4, 1, 0), 4_000_000_000L, 8);
  }

  @Test
  void warmupsEndWhereTheyShould() {
    Schedule linear = new Schedule.LinearWarmup(8, 0.25, 1, 3);
    at(linear, 0, 2);
    at(linear, 1, 4);
    at(linear, 7, 8);
    Schedule triangle = new Schedule.WarmupLinearDecay(8, 2, 6);
    at(triangle, 1, 4);
    at(triangle, 2, 8);
    at(triangle, 4, 4);
    at(triangle, 9, 0);
    Schedule hill = new Schedule.WarmupCosine(8, 2, 6);
    at(hill, 1, 4);
    at(hill, 4, 4);
    at(hill, 9, 0);
    Schedule root = new Schedule.InverseSqrt(8, 4);
    at(root, 1, 4);
    at(root, 3, 8);
    at(root, 15, 4);
  }

  @Test
  void lengthsOfNothingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Step(1, 0, 0.5));
    assertThrows(IllegalArgumentException.class, () -> new Schedule.WarmupCosine(1, 5, 5));
  }
}
