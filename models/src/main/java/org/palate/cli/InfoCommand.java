// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.List;
import org.palate.io.JsonObject;
import org.palate.kernel.Engine;

/** Says what runs here. */
final class InfoCommand implements Command {
  @Override
  public CommandSpec spec() {
    return new CommandSpec(
        "info",
        "Say what runs here: version, kernels, threads, memory.",
        "Tells the version of Palate, which kernels the engine chose and why others may be out of"
            + " reach, and how much memory it may use.",
        List.of(),
        List.of("palate info", "palate info --json"));
  }

  @Override
  public Report run(Arguments arguments, Progress progress) {
    String engine = Engine.describe();
    String java = Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    String home = System.getProperty("java.home");
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    JsonObject json =
        JsonObject.EMPTY
            .with("version", Main.VERSION)
            .with("engine", engine)
            .with("threads", Engine.threads())
            .with("java", java)
            .with("javaHome", home)
            .with("maxHeapMb", heap);
    String text =
        "palate   %s%nengine   %s%njava     %s in %s%nheap     up to %d MB%n"
            .formatted(Main.VERSION, engine, java, home, heap);
    return new Report(json, text);
  }
}
