// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palate.config.Version;
import org.palate.io.JsonArray;
import org.palate.io.JsonNumber;
import org.palate.io.JsonObject;
import org.palate.io.JsonString;
import org.palate.kernel.Engine;
import org.palate.serve.Bundle;
import org.palate.serve.BundleFile;
import org.palate.train.Catalogue;

/** Says what runs here, or what is in a bundle. */
final class InfoCommand implements Command {
  @Override
  public CommandSpec spec() {
    return new CommandSpec(
        "info",
        "Describe this installation, or a trained model's bundle.",
        "Without --bundle: the version of Palate, the kernels that the engine chose, the limit of"
            + " the Java heap, and the models that can be trained.\n\n"
            + "With --bundle: how and on what data the model was trained, how well it did, and the"
            + " sections of the file. Every byte is compared with its checksum, and the content of"
            + " every section is checked; a damaged file is a failure.",
        List.of(
            Option.text("bundle", "FILE.palate", "A bundle written by palate train --out."),
            Extensions.CLASS_PATH),
        List.of("palate info", "palate info --bundle films.palate --json"));
  }

  @Override
  public Report run(Arguments arguments, Progress progress) throws IOException {
    Catalogue catalogue = Extensions.catalogue(arguments);
    return arguments.has("bundle")
        ? ofBundle(arguments.path("bundle"), catalogue)
        : ofThisProcess(catalogue);
  }

  private static Report ofThisProcess(Catalogue catalogue) {
    String engine = Engine.describe();
    String java = Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    String home = System.getProperty("java.home");
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    List<JsonObject> models = catalogue.models().stream().map(ModelsCommand::json).toList();
    JsonObject json =
        JsonObject.EMPTY
            .with("version", Version.PALATE)
            .with("engine", engine)
            .with("threads", Engine.threads())
            .with("java", java)
            .with("javaHome", home)
            .with("maxHeapMb", heap)
            .with("models", JsonArray.of(models));
    String text =
        "palate   %s%nengine   %s%njava     %s in %s%nheap     up to %d MB%n%n%s"
            .formatted(
                Version.PALATE,
                engine,
                java,
                home,
                heap,
                HelpText.USUAL.of(ModelsCommand.list(catalogue)));
    return new Report(json, text);
  }

  private static Report ofBundle(Path path, Catalogue catalogue) throws IOException {
    Bundle bundle = Bundle.read(path, catalogue);
    JsonObject facts = bundle.facts();
    List<String> notes = bundle.listQuality().warnings();
    try (BundleFile file = BundleFile.open(path)) {
      List<JsonObject> sections = new ArrayList<>();
      TextTable table = TextTable.of("section", ">bytes");
      for (String name : file.names()) {
        long bytes = file.section(name).length();
        sections.add(JsonObject.EMPTY.with("name", name).with("bytes", bytes));
        table.row(name, "%,d".formatted(bytes));
      }
      JsonObject json =
          JsonObject.EMPTY
              .with("bundle", path.toString())
              .with("format", file.format())
              .with("bytes", file.length())
              .with("sections", JsonArray.of(sections))
              .with("facts", facts)
              .with("notes", JsonArray.ofStrings(notes));
      StringBuilder text = new StringBuilder();
      text.append(
          "%s: bundle of format %d, %,d bytes, undamaged%n%n"
              .formatted(path, file.format(), file.length()));
      list(text, "", facts);
      text.append('\n').append(fields(facts.getArray("fields"))).append('\n');
      text.append(table).append(Notes.text(notes));
      return new Report(json, text.toString());
    }
  }

  /** Each fact on a line, what belongs together below one another, further to the right. */
  private static void list(StringBuilder text, String indent, JsonObject facts) {
    facts
        .fields()
        .forEach(
            (name, value) -> {
              switch (value) {
                case JsonObject inner -> {
                  text.append(indent).append(name).append('\n');
                  list(text, indent + "  ", inner);
                }
                case JsonArray array -> {} // a table of its own
                case JsonString string -> text.append(line(indent + name, string.value()));
                default -> text.append(line(indent + name, value.toString()));
              }
            });
  }

  private static String line(String name, String value) {
    return "%-16s%s%n".formatted(name, value);
  }

  private static TextTable fields(JsonArray fields) {
    TextTable table = TextTable.of("field", "of", "kind", ">values");
    for (int i = 0; i < fields.size(); i++) {
      JsonObject field = fields.getObject(i);
      table.row(
          field.getString("name"),
          field.getString("side").toLowerCase(Locale.ROOT),
          field.getString("kind"),
          field.has("values") && field.get("values") instanceof JsonNumber values
              ? values.toString()
              : "");
    }
    return table;
  }
}
