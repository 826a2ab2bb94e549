// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.palate.bench.guard.Measuring.Part;
import org.palate.io.Json;
import org.palate.io.JsonException;
import org.palate.io.JsonObject;
import org.palate.io.JsonValue;

/**
 * Starts the JVMs that measure, judges what they print, and exits with 1 when a bar is short, the
 * bits differ, or what runs is not what was asked for.
 */
public final class Guard {
  /**
   * How the guard is called.
   *
   * @param quick less time for each bar, and not all of them
   * @param reportOnly ratios to the machine do not decide the exit status
   * @param json one JSON object in place of lines
   * @param words choose bars by parts of their names; none: all
   */
  public record Call(boolean quick, boolean reportOnly, boolean json, List<String> words) {
    /**
     * Reads the arguments of {@code bench/guard}.
     *
     * @throws IllegalArgumentException for an unknown option
     */
    public static Call parse(List<String> arguments) {
      Set<String> options = new LinkedHashSet<>();
      List<String> words = new ArrayList<>();
      for (String argument : arguments) {
        (argument.startsWith("-") ? options : words).add(argument);
      }
      boolean quick = options.remove("--quick");
      boolean reportOnly = options.remove("--report");
      boolean json = options.remove("--json");
      if (!options.isEmpty()) {
        throw new IllegalArgumentException(
            "unknown option %s; the options are --quick, --report and --json"
                .formatted(String.join(", ", options)));
      }
      return new Call(quick, reportOnly, json, List.copyOf(words));
    }
  }

  private static final String FLOORS = "bench/floors.json";
  private static final double GIGABYTE = 1 << 30;

  private final Path root;
  private final Call call;
  private final Floors floors;
  private final Judgement judgement;
  private final Map<String, Double> machine = new LinkedHashMap<>();
  private final Map<Part, String> engines = new EnumMap<>(Part.class);
  private final Map<Part, String> fingerprints = new EnumMap<>(Part.class);

  /** The width of the widest vectors; 0 until the first JVM has said so. */
  private int bits;

  private Guard(Path root, Call call) throws IOException {
    this.root = root;
    this.call = call;
    floors = Floors.read(root.resolve(FLOORS)).matching(call.words);
    judgement = new Judgement(floors);
  }

  /**
   * Runs the guard.
   *
   * @param arguments the root of the checkout, then those of {@code bench/guard}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int status;
    try {
      List<String> all = List.of(arguments);
      status = new Guard(Path.of(all.get(0)), Call.parse(all.subList(1, all.size()))).run();
    } catch (IllegalArgumentException | JsonException e) {
      System.err.println("bench/guard: " + e.getMessage());
      status = 2;
    }
    System.exit(status);
  }

  private int run() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    start(Part.ONE_THREAD, "3g", "-Dpalate.kernels=vector", "-Dpalate.threads=1");
    if (bits == 0 || bits >= 256) {
      start(Part.BITS_256, "1g", "-Dpalate.vector.bits=256", "-Dpalate.threads=1");
    } else {
      skip(Part.BITS_256::has, "vectors have %d bits here".formatted(bits));
    }
    if (Runtime.getRuntime().availableProcessors() >= 2) {
      start(Part.TWO_THREADS, "2g", "-Dpalate.kernels=vector", "-Dpalate.threads=2");
    } else {
      skip(Part.TWO_THREADS::has, "there is one core here");
    }
    if (call.quick) {
      skip(floors.slow()::contains, "not with --quick");
    } else {
      hugeTable();
    }
    start(Part.SCALAR, "1g", "-Dpalate.kernels=scalar", "-Dpalate.threads=1");
    Floors wanted = call.quick ? floors.quick() : floors;
    if (wanted.has(Start.INFO) || wanted.has(Start.RECOMMEND)) {
      Start start = new Start(root, call.quick ? 5 : 10, wanted::has);
      requireEngine("models/palate info", "vector kernels", start.engine());
      machine(Yardstick.START, start.rate());
      for (Measurement measurement : start.measurements()) {
        say(judgement.measured(measurement));
      }
    }
    compareBits();
    judgement.finish();
    return report((System.nanoTime() - begun) * 1e-9);
  }

  private void hugeTable() throws IOException, InterruptedException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double free = system.getFreeMemorySize() / GIGABYTE;
    if (free < 14) {
      skip(Part.HUGE_TABLE::has, "wants 14 GB of free memory, there are %.0f".formatted(free));
    } else {
      start(Part.HUGE_TABLE, "13g", "-Dpalate.kernels=vector", "-Dpalate.threads=1");
    }
  }

  private void skip(Predicate<String> which, String why) {
    for (String name : floors.floors().keySet()) {
      if (which.test(name) && !judgement.has(name)) {
        say(judgement.skipped(name, why));
      }
    }
  }

  /** Starts a JVM for a part, unless words chose bars and none of them is of that part. */
  private void start(Part part, String heap, String... properties)
      throws IOException, InterruptedException {
    if (!call.words.isEmpty() && floors.floors().keySet().stream().noneMatch(part::has)) {
      return;
    }
    // Compiling in the foreground: once warm is warm, however busy the machine.
    List<String> flags = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap));
    flags.add("-XX:-BackgroundCompilation");
    flags.addAll(List.of(properties));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(part.name(), call.quick ? "quick" : "full"));
    arguments.add(root.resolve(FLOORS).toString());
    arguments.addAll(call.words);
    int status = Child.run(flags, arguments, line -> take(part, line));
    if (status != 0) {
      judgement.fault("%s: the JVM with %s ended with status %d".formatted(part, flags, status));
    }
  }

  private void take(Part part, JsonObject line) {
    if (line.has("bar")) {
      say(
          judgement.measured(
              new Measurement(
                  line.getString("bar"), line.getDouble("value"), line.getDouble("yardstick"))));
    } else if (line.has("machine")) {
      machine(Yardstick.parse(line.getString("machine")), line.getDouble("rate"));
    } else if (line.has("engine")) {
      engine(part, line.getString("engine"), line.getInt("bits"));
    } else if (line.has("fingerprint")) {
      fingerprints.put(part, line.getString("fingerprint"));
    } else {
      judgement.fault(line.getString("fault"));
    }
  }

  /** The engine says what runs; each part has asked for something and must have got it. */
  private void engine(Part part, String engine, int vectorBits) {
    engines.put(part, engine);
    if (part == Part.ONE_THREAD) {
      bits = vectorBits;
    }
    requireEngine(part.toString(), part.engine(), engine);
    if (!call.json && part == Part.ONE_THREAD) {
      System.out.println(engine);
    }
  }

  private void requireEngine(String who, String wanted, String engine) {
    if (!engine.startsWith(wanted)) {
      judgement.fault("%s wants %s, but what runs is %s".formatted(who, wanted, engine));
    }
  }

  private void machine(Yardstick yardstick, double rate) {
    machine.put(yardstick.label(), rate);
    if (!call.json) {
      System.out.printf(Locale.ROOT, "%-8s %8.1f %s%n", yardstick.label(), rate, yardstick.unit());
    }
  }

  private void say(Judgement.Line line) {
    if (!call.json) {
      System.out.println(line);
    }
  }

  private void compareBits() {
    if (Set.copyOf(fingerprints.values()).size() > 1) {
      judgement.fault("the same steps give different bits: " + fingerprints);
    }
  }

  private int report(double seconds) {
    int status = judgement.status(call.reportOnly);
    if (call.json) {
      JsonObject limits = JsonObject.EMPTY;
      for (Map.Entry<String, Double> limit : machine.entrySet()) {
        limits = limits.with(limit.getKey(), limit.getValue());
      }
      JsonObject json =
          JsonObject.EMPTY
              .with("engine", engines.getOrDefault(Part.ONE_THREAD, ""))
              .with("machine", limits);
      for (Map.Entry<String, JsonValue> field : judgement.toJson().fields().entrySet()) {
        json = json.with(field.getKey(), field.getValue());
      }
      System.out.println(Json.writeIndented(json.with("seconds", seconds).with("status", status)));
      return status;
    }
    if (!fingerprints.isEmpty()) {
      System.out.printf("bits     %s on %s%n", fingerprints.values(), fingerprints.keySet());
    }
    judgement.doubts().forEach(doubt -> System.out.println("DOUBT    " + doubt));
    judgement.faults().forEach(fault -> System.out.println("FAULT    " + fault));
    System.out.printf(Locale.ROOT, "%s; %.0f s%n", judgement.summary(), seconds);
    return status;
  }
}
