// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void helpTakesTheTerminalsWidthWithinBoundsAndEightyColumnsElsewhere() {
    assertEquals(80, Terminal.NONE.helpWidth());
    assertEquals(80, new Terminal(0, 132).helpWidth());
    assertEquals(60, new Terminal(60, 0).helpWidth());
    assertEquals(100, new Terminal(132, 132).helpWidth());
    assertEquals(40, new Terminal(7, 7).helpWidth());
  }

  @Test
  void aWidthThatIsNoPositiveIntegerIsEighty() {
    assertEquals(132, Terminal.columns("132"));
    assertEquals(80, Terminal.columns(null));
    for (String wrong : List.of("", "0", "-5", "wide", "1e2", "99999999999", " 60")) {
      assertEquals(80, Terminal.columns(wrong), wrong);
    }
  }
}
