// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final long[] now = {1_000_000_000L};

  private Progress progress(boolean terminal) {
    return new Progress(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> now[0]);
  }

  private void pass(double seconds) {
    now[0] += (long) (seconds * 1e9);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void aTerminalGetsABarWithRateLossAndTimeLeft() {
    Progress progress = progress(true);
    progress.update("epoch 1/2", 0, 4000, "examples", "");
    pass(2);
    progress.update("epoch 1/2", 1000, 4000, "examples", "loss 0.51");
    String last = shown().substring(shown().lastIndexOf('\r') + 1);
    assertEquals(
        "epoch 1/2 [######..................]  25%  500 examples/s  loss 0.51  0:06 left", last);
  }

  @Test
  void theBarIsDrawnOverAndLeavesNothingBehind() {
    try (Progress progress = progress(true)) {
      progress.update("reading", 500, 0, "rows", "");
      progress.line("epoch 1: loss 0.5");
    }
    String length = " ".repeat("reading 500 rows".length());
    assertEquals("reading 500 rows\r" + length + "\repoch 1: loss 0.5\n", shown());
  }

  @Test
  void aTerminalIsDrawnAtMostTenTimesASecond() {
    Progress progress = progress(true);
    for (int i = 0; i < 1000; i++) {
      progress.update("x", i, 1000, "examples", "");
      pass(0.001);
    }
    long drawings = shown().chars().filter(c -> c == '[').count();
    assertTrue(drawings >= 9 && drawings <= 11, () -> "drawn " + drawings + " times");
  }

  @Test
  void anywhereElseGetsAPlainLineNowAndThen() {
    Progress progress = progress(false);
    for (int i = 0; i <= 25; i++) {
      progress.update("epoch 1/1", 100L * i, 2500, "examples", "loss 0.5");
      pass(1);
    }
    progress.line("epoch 1: done");
    assertEquals(
        """
        epoch 1/1  40%  100 examples/s  loss 0.5  0:15 left
        epoch 1/1  80%  100 examples/s  loss 0.5  0:05 left
        epoch 1: done
        """,
        shown());
  }

  @Test
  void durationsReadAsOnAClock() {
    assertEquals("0:07", Progress.clock(7.2));
    assertEquals("12:30", Progress.clock(750));
    assertEquals("1:02:03", Progress.clock(3723));
  }
}
