// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palate.config.Version;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.kernel.Engine;
import org.palate.serve.BundleFile;

/** Says what runs here, or what is in a bundle. */
final class InfoCommand implements Command {
  @Override
  public CommandSpec spec() {
    return new CommandSpec(
        "info",
        "Say what runs here, or what is in a bundle.",
        "Without --bundle: the version of Palate, the kernels that the engine chose, and how much"
            + " memory it may use.\n\n"
            + "With --bundle: the format and the sections of a trained model's file. Every byte is"
            + " compared with its checksum; a damaged file is a failure.",
        List.of(Option.text("bundle", "FILE", "A bundle written by palate train.")),
        List.of("palate info", "palate info --bundle films.palate --json"));
  }

  @Override
  public Report run(Arguments arguments, Progress progress) throws IOException {
    return arguments.has("bundle") ? ofBundle(arguments.path("bundle")) : ofThisProcess();
  }

  private static Report ofThisProcess() {
    String engine = Engine.describe();
    String java = Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    String home = System.getProperty("java.home");
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    JsonObject json =
        JsonObject.EMPTY
            .with("version", Version.PALATE)
            .with("engine", engine)
            .with("threads", Engine.threads())
            .with("java", java)
            .with("javaHome", home)
            .with("maxHeapMb", heap);
    String text =
        "palate   %s%nengine   %s%njava     %s in %s%nheap     up to %d MB%n"
            .formatted(Version.PALATE, engine, java, home, heap);
    return new Report(json, text);
  }

  private static Report ofBundle(Path path) throws IOException {
    try (BundleFile bundle = BundleFile.open(path)) {
      List<JsonObject> sections = new ArrayList<>();
      TextTable table = TextTable.of("section", ">bytes");
      for (String name : bundle.names()) {
        long bytes = bundle.section(name).length();
        sections.add(JsonObject.EMPTY.with("name", name).with("bytes", bytes));
        table.row(name, "%,d".formatted(bytes));
      }
      JsonObject json =
          JsonObject.EMPTY
              .with("bundle", path.toString())
              .with("format", bundle.format())
              .with("bytes", bundle.length())
              .with("sections", JsonArray.of(sections));
      String text =
          "%s: bundle of format %d, %,d bytes, undamaged%n%n%s"
              .formatted(path, bundle.format(), bundle.length(), table);
      return new Report(json, text);
    }
  }
}
