// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says on standard error how far a long job is: a bar that is drawn over and over on a terminal,
 * and plain lines, few of them, anywhere else.
 *
 * <p>For use by one thread.
 */
final class Progress implements AutoCloseable {
  private static final int BAR = 24;
  private static final long BETWEEN_DRAWINGS = Duration.ofMillis(100).toNanos();
  private static final long BETWEEN_LINES = Duration.ofSeconds(10).toNanos();

  private final PrintStream err;
  private final boolean terminal;
  private final LongSupplier nanoTime;

  private String stage = "";
  private long stageStart;
  private long lastShown;
  private int drawn;

  /**
   * A display.
   *
   * @param terminal whether {@code err} is a terminal, where a line can be drawn over
   * @param nanoTime the clock, such as {@code System::nanoTime}
   */
  Progress(PrintStream err, boolean terminal, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /**
   * Whether standard error is a terminal. The launcher knows and says so in {@code
   * palate.terminal}; Java itself can only tell of input and output together.
   */
  static boolean onTerminal() {
    String told = System.getProperty("palate.terminal");
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    return System.console() != null && System.console().isTerminal();
  }

  /** Prints a line that stays. */
  void line(String text) {
    erase();
    err.println(text);
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
    if (!stage.equals(this.stage)) {
      this.stage = stage;
      stageStart = now;
      lastShown = now - (terminal ? BETWEEN_DRAWINGS : 0);
    }
    if (now - lastShown < (terminal ? BETWEEN_DRAWINGS : BETWEEN_LINES)) {
      return;
    }
    lastShown = now;
    StringBuilder text = new StringBuilder(stage);
    double seconds = (now - stageStart) / 1e9;
    if (total > 0) {
      int filled = Math.clamp(done * BAR / total, 0, BAR);
      if (terminal) {
        text.append(" [").repeat('#', filled).repeat('.', BAR - filled).append(']');
      }
      text.append(" %3d%%".formatted(Math.clamp(done * 100 / total, 0, 100)));
    } else {
      text.append(" %,d %s".formatted(done, unit));
    }
    if (seconds > 0 && done > 0) {
      text.append("  %,.0f %s/s".formatted(done / seconds, unit));
    }
    if (!detail.isEmpty()) {
      text.append("  ").append(detail);
    }
    if (total > 0 && seconds > 0 && done > 0 && done < total) {
      text.append("  ").append(clock(seconds * (total - done) / done)).append(" left");
    }
    if (terminal) {
      erase();
      err.print(text);
      drawn = text.length();
    } else {
      err.println(text);
    }
    err.flush();
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
