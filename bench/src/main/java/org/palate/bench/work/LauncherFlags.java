// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The flags with which {@code models/palate} starts a JVM: what is measured runs as it is run. */
public final class LauncherFlags {
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private LauncherFlags() {}

  /** The Vector API, the collector, and huge pages where Linux gives them to who asks. */
  public static List<String> list() {
    List<String> flags = new ArrayList<>();
    flags.add("--add-modules=jdk.incubator.vector");
    flags.add("-XX:+UseG1GC");
    if (hugePagesFor(read(HUGE_PAGES))) {
      flags.add("-XX:+UseTransparentHugePages");
    }
    return flags;
  }

  /** Whether the kernel's choice, such as {@code always [madvise] never}, lets a JVM ask. */
  static boolean hugePagesFor(String enabled) {
    return enabled.contains("[madvise]") || enabled.contains("[always]");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // another system
    }
  }
}
