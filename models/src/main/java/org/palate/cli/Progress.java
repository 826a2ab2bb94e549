// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says on standard error how far a long job is: a bar that is drawn over and over on a terminal,
 * and plain lines, few of them, anywhere else. What is drawn over stays within one row of the
 * terminal, for a carriage return leads back to the start of a row only. No control character
 * besides carriage returns and line ends is printed, whatever a text holds.
 *
 * <p>For use by one thread.
 */
final class Progress implements AutoCloseable {
  private static final int LONGEST_BAR = 24;
  private static final int SHORTEST_BAR = 6;
  private static final long BETWEEN_DRAWINGS = Duration.ofMillis(100).toNanos();
  private static final long BETWEEN_LINES = Duration.ofSeconds(10).toNanos();

  private final PrintStream err;
  private final int columns;
  private final LongSupplier nanoTime;

  private String stage = "";
  private long stageStart;
  private long lastShown;
  private int drawn;

  /**
   * A display.
   *
   * @param columns how wide the terminal is that {@code err} is; 0 if it is none, and nothing can
   *     be drawn over
   * @param nanoTime the clock, such as {@code System::nanoTime}
   */
  Progress(PrintStream err, int columns, LongSupplier nanoTime) {
    this.err = err;
    this.columns = columns;
    this.nanoTime = nanoTime;
  }

  /** Prints a line that stays. */
  void line(String text) {
    erase();
    err.println(TextTable.clean(text));
    err.flush();
  }

  /**
   * Shows a state, unless one was shown a moment ago.
   *
   * @param stage what is going on, such as {@code epoch 3/20}; another name starts a new estimate
   * @param done how much of it is done
   * @param total how much there is, or 0 if nobody knows
   * @param unit what is counted, such as {@code examples}
   * @param detail anything more, such as {@code loss 0.512}; may be empty
   */
  void update(String stage, long done, long total, String unit, String detail) {
    long now = nanoTime.getAsLong();
    boolean terminal = columns > 0;
    if (!stage.equals(this.stage)) {
      this.stage = stage;
      stageStart = now;
      lastShown = now - (terminal ? BETWEEN_DRAWINGS : 0);
    }
    if (now - lastShown < (terminal ? BETWEEN_DRAWINGS : BETWEEN_LINES)) {
      return;
    }
    lastShown = now;
    String numbers = numbers(done, total, unit, detail, (now - stageStart) / 1e9);
    if (terminal) {
      draw(stage + (total > 0 ? bar(done, total, numbers) : "") + numbers);
    } else {
      err.println(TextTable.clean(stage + numbers));
    }
    err.flush();
  }

  private static String numbers(long done, long total, String unit, String detail, double seconds) {
    StringBuilder text = new StringBuilder();
    text.append(
        total > 0
            ? " %3d%%".formatted(Math.clamp(done * 100 / total, 0, 100))
            : " %,d %s".formatted(done, unit));
    if (seconds > 0 && done > 0) {
      text.append("  %,.0f %s/s".formatted(done / seconds, unit));
    }
    if (!detail.isEmpty()) {
      text.append("  ").append(detail);
    }
    if (total > 0 && seconds > 0 && done > 0 && done < total) {
      text.append("  ").append(clock(seconds * (total - done) / done)).append(" left");
    }
    return text.toString();
  }

  /**
   * The bar, half as long or shorter where the line would not fit; nothing if that is too short.
   */
  private String bar(long done, long total, String numbers) {
    int room = columns - 1 - TextTable.width(stage) - TextTable.width(numbers) - " []".length();
    int length = LONGEST_BAR;
    while (length > room && length >= SHORTEST_BAR) {
      length /= 2;
    }
    if (length < SHORTEST_BAR) {
      return "";
    }
    int filled = Math.clamp(done * length / total, 0, length);
    return " [" + "#".repeat(filled) + ".".repeat(length - filled) + "]";
  }

  /**
   * Draws over what was drawn; the last column stays free, where some terminals begin a new row.
   */
  private void draw(String text) {
    String line = TextTable.cut(TextTable.clean(text), Math.max(1, columns - 1));
    int width = TextTable.width(line);
    err.print((drawn > 0 ? "\r" : "") + line + " ".repeat(Math.max(0, drawn - width)));
    drawn = width;
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    erase();
    err.flush();
  }

  /** A duration as {@code 0:07}, {@code 12:30} or {@code 1:02:03}. */
  static String clock(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? "%d:%02d".formatted(s / 60, s % 60)
        : "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60);
  }

  private void erase() {
    if (drawn > 0) {
      err.print("\r" + " ".repeat(drawn) + "\r");
      drawn = 0;
    }
  }
}
