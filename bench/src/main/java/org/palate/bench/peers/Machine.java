// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What machine this is, as far as Java and Linux tell. */
final class Machine {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Machine() {}

  static String describe() throws IOException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return "%s, %d cores, %d GB; %s %s"
        .formatted(
            cpu("model name", System.getProperty("os.arch")),
            Runtime.getRuntime().availableProcessors(),
            Math.round(system.getTotalMemorySize() / (double) (1 << 30)),
            System.getProperty("os.name"),
            System.getProperty("os.version"));
  }

  /** The flags of the CPU that matter here; empty where nobody tells them. */
  static String flags() throws IOException {
    return Arrays.stream(cpu("flags", cpu("Features", "")).split(" "))
        .filter(Machine::isArithmetic)
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static boolean isArithmetic(String flag) {
    return Stream.of("avx", "fma", "amx", "sve", "asimd").anyMatch(flag::startsWith);
  }

  /** A value of the first core, in Linux's words. */
  private static String cpu(String key, String otherwise) throws IOException {
    if (!Files.isReadable(CPU)) {
      return otherwise;
    }
    try (Stream<String> lines = Files.lines(CPU)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    }
  }
}
