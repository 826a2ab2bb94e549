// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.RandomStream;
import org.palate.tensor.TensorPool;

/** What may not be null is named by the exception. */
final class NullArgumentsTest {
  private static final RandomStream INIT = RandomStream.of(2, "init");

  @Test
  void timesGapsAndIntervalsAreNamed() {
    assertNamed("times", () -> TimeIntervals.personal(null, null, 1, 2, 3));
    assertNamed("times", () -> TimeIntervals.gaps(null, null, 1, 2, 1));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 1, 2, 4));
      assertNamed(
          "intervals", () -> new TimeAwareAttention(4, 2, 5, 3, 0, INIT).forward(x, x, null, null));
      assertNamed("gaps", () -> new TimeDecayAttention(4, 2, 0, INIT).forward(x, null, null));
    }
  }

  @Test
  void theFlagsOfALossAreNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 1, 2));
      assertNamed("flags of valid positions", () -> SasRecEncoder.loss(x, x, null));
    }
  }

  private static void assertNamed(String expected, Executable action) {
    String message = assertThrows(NullPointerException.class, action).getMessage();
    assertTrue(message.contains(expected + ", found null"), message);
  }
}
