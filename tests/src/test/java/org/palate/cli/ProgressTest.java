// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final long[] now = {1_000_000_000L};

  /** A display on a terminal of so many columns; 0 for none. */
  private Progress progress(int columns) {
    return new Progress(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), columns, () -> now[0]);
  }

  private void pass(double seconds) {
    now[0] += (long) (seconds * 1e9);
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void aTerminalGetsABarWithRateLossAndTimeLeft() {
    Progress progress = progress(80);
    progress.update("epoch 1/2", 0, 4000, "examples", "");
    pass(2);
    progress.update("epoch 1/2", 1000, 4000, "examples", "loss 0.51");
    String last = shown().substring(shown().lastIndexOf('\r') + 1);
    assertEquals(
        "epoch 1/2 [######..................]  25%  500 examples/s  loss 0.51  0:06 left", last);
  }

  @Test
  void theBarIsDrawnOverAndLeavesNothingBehind() {
    try (Progress progress = progress(80)) {
      progress.update("reading", 500, 0, "rows", "");
      progress.line("epoch 1: loss 0.5");
    }
    String length = " ".repeat("reading 500 rows".length());
    assertEquals("reading 500 rows\r" + length + "\repoch 1: loss 0.5\n", shown());
  }

  /** A long run on terminals of several widths, some narrower than the numbers alone. */
  @Test
  void onlyTheLinesThatStayAreLeftWhateverTheWidth() {
    for (int columns : new int[] {1, 10, 20, 40, 60, 79, 80, 81, 120}) {
      bytes.reset();
      Screen screen = new Screen(columns);
      try (Progress progress = progress(columns)) {
        for (int epoch = 1; epoch <= 3; epoch++) {
          for (long done = 0; done <= 1_200_000; done += 100_000) {
            pass(done % 200_000 == 0 ? 0.11 : 3);
            String detail = done % 300_000 == 0 ? "" : "loss 0.5123, rate 0.00100";
            progress.update("epoch " + epoch + "/100", done, 1_200_000, "examples", detail);
            assertEquals(1 + kept(epoch - 1, columns), screen.show(take()).rows().size());
          }
          progress.line("epoch " + epoch);
        }
        progress.update("reading", 100_000_000, 0, "rows", "of 七人の侍 and more");
        pass(1);
        progress.update("reading", 1, 0, "rows", "");
      }
      String left = String.join("", screen.show(take()).rows());
      assertEquals("epoch 1epoch 2epoch 3".replace(" ", ""), left.replace(" ", ""));
    }
  }

  /** Rows that so many lines of seven cells take. */
  private static int kept(int lines, int columns) {
    return lines * Math.ceilDiv("epoch 1".length(), columns);
  }

  private String take() {
    String shown = shown();
    bytes.reset();
    return shown;
  }

  @Test
  void aNarrowTerminalGetsAShorterBarAndThenNone() {
    for (String expected :
        List.of(
            "e [############............]  50%  50 rows/s  loss 0.5123  0:01 left",
            "e [######......]  50%  50 rows/s  loss 0.5123  0:01 left",
            "e  50%  50 rows/s  loss 0.5123  0:01 left",
            "e  50%  50 rows/s  lo…")) {
      Progress progress = progress(expected.length() + 1);
      progress.update("e", 0, 100, "rows", "");
      pass(1);
      bytes.reset();
      progress.update("e", 50, 100, "rows", "loss 0.5123");
      assertEquals(expected, shown().replace("\r", "").stripTrailing());
    }
  }

  @Test
  void noControlCharacterIsPrintedOffATerminalWhateverATextHolds() {
    try (Progress progress = progress(0)) {
      progress.line("bad id '\u001b[2Jx\r\ty\u0007'");
      progress.update("reading a\u001bb", 1, 2, "rows", "");
      pass(20);
      progress.update("reading a\u001bb", 2, 2, "rows", "\u009b1A");
    }
    assertEquals("bad id ' [2Jx  y '\nreading a b 100%  0 rows/s   1A\n", shown());
  }

  @Test
  void aTerminalIsDrawnAtMostTenTimesASecond() {
    Progress progress = progress(80);
    for (int i = 0; i < 1000; i++) {
      progress.update("x", i, 1000, "examples", "");
      pass(0.001);
    }
    long drawings = shown().chars().filter(c -> c == '[').count();
    assertTrue(drawings >= 9 && drawings <= 11, () -> "drawn " + drawings + " times");
  }

  @Test
  void anywhereElseGetsAPlainLineNowAndThen() {
    Progress progress = progress(0);
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
