// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongSupplier;
import org.palate.io.Json;
import org.palate.io.JsonObject;

/**
 * Measures work beside what it is held against, in turn, and prints what it found.
 *
 * <p>Of both the best of all rounds counts. What disturbs a measurement makes it slower and never
 * faster, so the best is the one least disturbed; and as both took place in the same minute, a
 * machine that slows down as a whole slows down both. A bar that is short gets more rounds than one
 * that holds, for the same reason.
 *
 * <p>Work on one thread is timed by the processor time of that thread, which leaves out what other
 * processes took; what several threads share, by the clock.
 */
final class Meter {
  /** Timed stretches are at least this long, as far as whole calls allow. */
  private static final double STRETCH = 4e-3;

  /** Those of a ceiling are at most this long. */
  private static final double LONG_STRETCH = 50e-3;

  /** Calls of a warm-up, at least, unless they take twice its time. */
  private static final int CALLS = 10;

  /** Calls of a stretch in which allocation is counted, at least. */
  private static final int COUNTED = 3;

  /** Seconds of work after which what has not been compiled will not be. */
  private static final double COMPILED = 20;

  /**
   * How much is measured.
   *
   * @param warmUp seconds of work before the first round
   * @param rounds for a bar that holds
   * @param limit seconds after which a bar that is short is given up
   */
  record Pace(double warmUp, int rounds, double limit) {
    static final Pace QUICK = new Pace(0.3, 5, 0.8);
    static final Pace FULL = new Pace(1.5, 20, 8);
  }

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  static final LongSupplier PROCESSOR = THREADS::getCurrentThreadCpuTime;
  static final LongSupplier WALL = System::nanoTime;

  /**
   * Something that can be done again and again; what it gives keeps it from being optimised away.
   */
  interface Work {
    double run();
  }

  private final Floors floors;
  private final Pace pace;
  private final PrintStream out;
  private double sink;
  private double coresSeen;

  Meter(Floors floors, Pace pace, PrintStream out) {
    this.floors = floors;
    this.pace = pace;
    this.out = out;
  }

  /** Whether this run wants a bar. */
  boolean wants(String... names) {
    for (String name : names) {
      if (floors.has(name)) {
        return true;
      }
    }
    return false;
  }

  /** A share: the rate of work, {@code units} a call, beside the rate of a ceiling. */
  void share(String name, Ceiling ceiling, double units, Work work) {
    if (wants(name)) {
      measure(name, ceiling, work, PROCESSOR, seconds -> units / seconds);
    }
  }

  /** A time in milliseconds, beside the rate of what bounds it. */
  void time(String name, Ceiling ceiling, Work work) {
    if (wants(name)) {
      measure(name, ceiling, work, PROCESSOR, seconds -> 1e3 * seconds);
    }
  }

  /**
   * How many times as fast two threads are as one, by the clock, and as a share of what they could
   * be: beside it, multiply-adds in registers by one thread and by two show how much of a second
   * core there is just now. A machine whose neighbours leave it 1.5 cores gives nothing twice.
   *
   * @param alone work by one thread
   * @param together the same work by two
   * @param core multiply-adds by one thread
   * @param cores as many by each of two
   */
  void speedUp(String name, Work alone, Work together, Work core, Work cores) {
    if (!wants(name)) {
      return;
    }
    List<Work> works = List.of(alone, together, core, cores);
    works.forEach(this::warm);
    double[] best = new double[works.size()];
    Arrays.fill(best, Double.MAX_VALUE);
    Stopwatch watch = new Stopwatch();
    Floor floor = floors.of(name);
    Measurement measured;
    int round = 0;
    do {
      double once = seconds(alone, WALL, STRETCH);
      best[0] = Math.min(best[0], once);
      for (int i = 1; i < best.length; i++) {
        double stretch = Math.clamp(once, STRETCH, LONG_STRETCH);
        best[i] = Math.min(best[i], seconds(works.get(i), WALL, stretch));
      }
      measured = new Measurement(name, best[3] / best[2] / best[1], 1 / best[0]);
    } while (++round < pace.rounds
        || !floor.holds(floor.ratio(measured)) && watch.seconds() < pace.limit);
    coresSeen = 2 * best[2] / best[3];
    print(measured);
  }

  /** How many cores two threads had in the last {@link #speedUp}, at best. */
  double coresSeen() {
    return coresSeen;
  }

  private void measure(
      String name, Ceiling ceiling, Work work, LongSupplier clock, DoubleUnaryOperator toValue) {
    warm(work);
    Stopwatch watch = new Stopwatch();
    double best = Double.MAX_VALUE;
    double bestOfCeiling = Double.MAX_VALUE;
    Floor floor = floors.of(name);
    Measurement measured = null;
    for (int round = 0; ; round++) {
      double once = seconds(work, clock, STRETCH);
      best = Math.min(best, once);
      // As long as the work took: in a short stretch the clock of a core may be above what it
      // keeps.
      double stretch = Math.clamp(once, STRETCH, LONG_STRETCH);
      bestOfCeiling = Math.min(bestOfCeiling, seconds(ceiling.work(), clock, stretch));
      measured =
          new Measurement(name, toValue.applyAsDouble(best), ceiling.units() / bestOfCeiling);
      boolean holds = floor.holds(floor.ratio(measured));
      if (round >= pace.rounds && holds || round >= 1 && watch.seconds() > pace.limit) {
        break;
      }
    }
    print(measured);
  }

  /** The least seconds of a call among some stretches of work, after a warm-up. */
  double best(Work work) {
    warm(work);
    double best = Double.MAX_VALUE;
    for (int round = 0; round < pace.rounds; round++) {
      best = Math.min(best, seconds(work, PROCESSOR, STRETCH));
    }
    return best;
  }

  /** Works until this thread has had the warm-up's time, or twice that for the first few calls. */
  void warm(Work work) {
    Stopwatch watch = new Stopwatch();
    double spent = 0;
    for (int calls = 0; calls < CALLS && spent < 2 * pace.warmUp || spent < pace.warmUp; calls++) {
      sink = work.run();
      spent = watch.seconds();
    }
  }

  /** The time that this thread worked; on a busy machine, at least a quarter of the clock's. */
  private static final class Stopwatch {
    private final long processor = PROCESSOR.getAsLong();
    private final long wall = WALL.getAsLong();

    double seconds() {
      long worked = PROCESSOR.getAsLong() - processor;
      return 1e-9 * Math.max(worked, (WALL.getAsLong() - wall) / 4);
    }
  }

  /** The seconds of a call, over as many calls as make a stretch of so many seconds. */
  private double seconds(Work work, LongSupplier clock, double stretch) {
    long begun = clock.getAsLong();
    sink = work.run();
    double once = (clock.getAsLong() - begun) * 1e-9;
    if (once >= stretch) {
      return once;
    }
    // The first call found the caches as others left them; it is not counted.
    int calls = (int) Math.clamp(stretch / Math.max(once, 1e-9), 1, 1e6);
    begun = clock.getAsLong();
    for (int i = 0; i < calls; i++) {
      sink = work.run();
    }
    return (clock.getAsLong() - begun) * 1e-9 / calls;
  }

  /** The bytes that this thread allocates in a call, once warm. */
  void bytes(String name, Work work) {
    if (wants(name)) {
      print(new Measurement(name, leastBytes(work, floors.of(name)), 0));
    }
  }

  /** The least mean of some stretches; stretches end early when the floor holds. */
  double leastBytes(Work work, Floor floor) {
    double least = Double.MAX_VALUE;
    Stopwatch watch = new Stopwatch();
    do {
      long calls = 0;
      long stretch = System.nanoTime();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      do {
        sink = work.run();
        calls++;
      } while (calls < COUNTED || System.nanoTime() - stretch < 20_000_000);
      long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
      least = Math.min(least, (double) bytes / calls);
    } while (!floor.holds(least) && watch.seconds() < COMPILED);
    return least;
  }

  void print(Measurement measured) {
    print(
        JsonObject.EMPTY
            .with("bar", measured.name())
            .with("value", measured.value())
            .with("yardstick", measured.yardstick()));
  }

  void print(JsonObject line) {
    out.println(Json.write(line));
    out.flush();
  }
}
