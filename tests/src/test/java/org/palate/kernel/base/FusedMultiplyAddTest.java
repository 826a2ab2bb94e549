// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.base;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The nanoseconds are of 32 turns, measured on an EPYC (Zen 3) of 2.4 GHz. */
class FusedMultiplyAddTest {
  @Test
  void withTheInstructionNeitherInterpreterNorCompilerIsTooSlow() {
    assertTrue(FusedMultiplyAdd.isOneInstruction(870, 700), "interpreted");
    assertTrue(FusedMultiplyAdd.isOneInstruction(60, 30), "compiled");
    assertTrue(FusedMultiplyAdd.isOneInstruction(100, 0), "compiled, by a clock of 100 ns");
    assertTrue(FusedMultiplyAdd.isOneInstruction(3500, 700), "five times slower than measured");
  }

  @Test
  void withoutTheInstructionBothAreFarTooSlow() {
    assertFalse(FusedMultiplyAdd.isOneInstruction(455_000, 1350), "interpreted");
    assertFalse(FusedMultiplyAdd.isOneInstruction(29_300, 110), "compiled");
    assertFalse(FusedMultiplyAdd.isOneInstruction(23_000, 1350), "a loop not yet compiled");
  }
}
