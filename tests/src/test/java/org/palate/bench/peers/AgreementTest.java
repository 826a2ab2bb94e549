// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Sides that do not come to the same numbers are not compared. */
final class AgreementTest {
  private static final Task TASK = new Task("task", "a task", "tasks", 0.01, new Work.BagSum());

  @Test
  void theDifferenceIsAShareOfTheLargestNumber() {
    // 0.02 of 4.
    double apart = Agreement.check(TASK, "djl", new float[] {1, -4}, new float[] {1.02f, -4});
    assertEquals(0.005, apart, 1e-7);
    assertEquals(0, Agreement.check(TASK, "djl", new float[] {0, 0}, new float[] {0, 0}));
  }

  @Test
  void moreThanTheToleranceIsAFaultThatSaysWhere() {
    String fault = fault(new float[] {1, 2, -4}, new float[] {1, 2.1f, -4});
    assertTrue(fault.contains("number 1 of 3 is 2.0 in Palate and 2.1 in djl"), fault);
  }

  @Test
  void aNumberThatIsNoneIsAFault() {
    String fault = fault(new float[] {1, 2}, new float[] {1, Float.NaN});
    assertTrue(fault.contains("NaN in djl"), fault);
  }

  @Test
  void anotherCountIsAFault() {
    String fault = fault(new float[] {1, 2}, new float[] {1});
    assertTrue(fault.contains("Palate comes to 2 numbers, djl to 1"), fault);
  }

  private static String fault(float[] palate, float[] other) {
    return assertThrows(
            IllegalStateException.class, () -> Agreement.check(TASK, "djl", palate, other))
        .getMessage();
  }
}
