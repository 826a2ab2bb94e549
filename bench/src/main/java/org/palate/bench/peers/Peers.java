// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.palate.bench.work.LauncherFlags;
import org.palate.io.Json;
import org.palate.io.JsonObject;

/** Starts one JVM for each family of tasks, and writes what they measured. */
public final class Peers {
  /**
   * Settings of glibc's allocator that spare PyTorch most of its page faults: without them some
   * tasks take it several times as long.
   */
  private static final Map<String, String> ALLOCATOR =
      new TreeMap<>(
          Map.of(
              "MALLOC_ARENA_MAX", "1",
              "MALLOC_MMAP_MAX_", "0",
              "MALLOC_TRIM_THRESHOLD_", "34359738368",
              "MALLOC_TOP_PAD_", "268435456",
              "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1"));

  private static final List<String> FLAGS =
      Stream.concat(
              LauncherFlags.list().stream(),
              Stream.of(
                  "--enable-native-access=ALL-UNNAMED",
                  "-Dpalate.kernels=vector",
                  "-XX:-BackgroundCompilation",
                  "-Xms5g",
                  "-Xmx5g"))
          .toList();

  private final Call call;
  private final Path bench;
  private final String child;
  private final List<String> properties;
  private final Report report = new Report();

  /**
   * A run.
   *
   * @param bench the directory of the module
   * @param child the class whose main method takes that directory and the arguments of {@link
   *     Call#forFamily} and runs a {@link Comparison}
   * @param properties further flags of its JVM
   */
  public Peers(Call call, Path bench, String child, List<String> properties) {
    this.call = call;
    this.bench = bench;
    this.child = child;
    this.properties = List.copyOf(properties);
  }

  /**
   * Measures and writes.
   *
   * @return the exit status: 1 if a task could not be compared
   */
  public int run() throws IOException, InterruptedException {
    List<Task> tasks = call.tasks();
    Set<String> families = new LinkedHashSet<>();
    tasks.forEach(task -> families.add(task.family()));
    for (String family : families) {
      int status = start(family);
      if (status != 0) {
        report.fault("the process of '%s' ended with status %d".formatted(family, status));
      }
    }
    report.faults().forEach(fault -> System.err.println("bench/peers: " + fault));
    String text = report.markdown(tasks, setting());
    if (call.out() == null) {
      System.out.print("\n" + text);
    } else {
      Files.writeString(call.out(), text);
      System.out.println("wrote " + call.out());
    }
    return report.faults().isEmpty() ? 0 : 1;
  }

  /** Starts the JVM of a family, and takes in what it prints. */
  private int start(String family) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add("-Dpalate.threads=" + call.threads());
    command.addAll(properties);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), child));
    command.add(bench.toString());
    command.addAll(call.forFamily(family));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(ALLOCATOR);
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{")) {
          takeIn(Json.parseObject(line));
        } else if (!line.startsWith("WARNING: Using incubator modules")) {
          System.err.println(line);
        }
      }
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private void takeIn(JsonObject line) {
    if (line.has("about")) {
      report.about(line.getObject("about"));
    } else if (line.has("fault")) {
      report.fault(line.getString("fault"));
    } else {
      Measured measured = Measured.parse(line);
      report.add(measured);
      System.out.println(Report.line(measured));
    }
  }

  private Map<String, String> setting() throws IOException {
    List<String> allocator = new ArrayList<>();
    ALLOCATOR.forEach((name, value) -> allocator.add(name + "=" + value));
    Map<String, String> setting = new LinkedHashMap<>();
    setting.put("date", LocalDate.now().toString());
    setting.put("command", "`" + call + "`");
    setting.put("machine", Machine.describe());
    setting.put("its CPU's flags", Machine.flags());
    setting.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    setting.put("its flags", "`" + String.join(" ", FLAGS) + "`");
    setting.put("environment of all", "`" + String.join(" ", allocator) + "`");
    setting.put("threads", call.threads() + " for each side");
    return setting;
  }
}
