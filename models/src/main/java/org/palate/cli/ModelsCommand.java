// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.palate.config.Settings;
import org.palate.io.JsonArray;
import org.palate.io.JsonObject;
import org.palate.recommender.Goal;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Need;
import org.palate.train.Catalogue;

/** Lists the models that can be trained, each with all that is to be known before training it. */
final class ModelsCommand implements Command {
  @Override
  public CommandSpec spec() {
    return new CommandSpec(
        "models",
        "List the models: what each is for, what it needs, its settings, its paper.",
        "For each model: what it is; its other names; what it is for, with the objective that it is"
            + " trained for unless --set objective says otherwise; what it needs of the data beyond"
            + " pairs of users and items; the settings that it has of its own, with their defaults;"
            + " where it was published. The settings of every model are in palate train --help.",
        List.of(Extensions.CLASS_PATH),
        List.of("palate models", "palate models --class-path mine.jar --json"));
  }

  @Override
  public Report run(Arguments arguments, Progress progress) throws IOException {
    Catalogue catalogue = Extensions.catalogue(arguments);
    SettingKeys keys = new SettingKeys(catalogue);
    List<JsonObject> models = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (ModelSpec<?> spec : catalogue.models()) {
      List<Settings.Declared> own = keys.own(spec);
      List<JsonObject> settings = new ArrayList<>();
      for (Settings.Declared key : own) {
        settings.add(
            JsonObject.EMPTY
                .with("key", key.key())
                .with("default", key.fallback())
                .with("accepted", key.accepted())
                .with("help", key.help()));
      }
      models.add(json(spec).with("settings", JsonArray.of(settings)));
      text.append(text.isEmpty() ? "" : "\n").append(HelpText.USUAL.of(section(spec, own)));
    }
    return new Report(JsonObject.EMPTY.with("models", JsonArray.of(models)), text.toString());
  }

  /** All about a model but its settings. */
  static JsonObject json(ModelSpec<?> spec) {
    JsonObject objectives = JsonObject.EMPTY;
    for (Goal goal : goals(spec)) {
      objectives = objectives.with(Settings.word(goal), spec.objectives().get(goal).name());
    }
    return JsonObject.EMPTY
        .with("name", spec.name())
        .with("aliases", JsonArray.ofStrings(spec.aliases()))
        .with("summary", spec.summary())
        .with("paper", spec.paper())
        .with("needs", JsonArray.ofStrings(spec.needs().stream().map(Settings::word).toList()))
        .with("goal", Settings.word(spec.goal()))
        .with("objective", spec.objectives().get(spec.goal()).name())
        .with("objectives", objectives)
        .with("ranks", spec.goal() == Goal.RANK);
  }

  /** What a model is for, its usual goal first. */
  private static List<Goal> goals(ModelSpec<?> spec) {
    List<Goal> goals = new ArrayList<>(List.of(spec.goal()));
    Arrays.stream(Goal.values())
        .filter(goal -> goal != spec.goal() && spec.objectives().containsKey(goal))
        .forEach(goals::add);
    return goals;
  }

  private static CommandSpec.Section section(ModelSpec<?> spec, List<Settings.Declared> own) {
    List<CommandSpec.Entry> entries = new ArrayList<>();
    entries.add(new CommandSpec.Entry("what", spec.summary()));
    if (!spec.aliases().isEmpty()) {
      entries.add(new CommandSpec.Entry("also", String.join(", ", spec.aliases())));
    }
    entries.add(
        new CommandSpec.Entry(
            "for",
            goals(spec).stream()
                .map(
                    goal ->
                        "%s (objective %s)"
                            .formatted(Settings.word(goal), spec.objectives().get(goal).name()))
                .collect(Collectors.joining(", "))));
    if (!spec.needs().isEmpty()) {
      entries.add(
          new CommandSpec.Entry(
              "needs", spec.needs().stream().map(Need::summary).collect(Collectors.joining("; "))));
    }
    if (!own.isEmpty()) {
      entries.add(
          new CommandSpec.Entry(
              "settings",
              own.stream()
                  .map(key -> key.key() + "=" + key.fallback())
                  .collect(Collectors.joining(", "))));
    }
    if (!spec.paper().isEmpty()) {
      entries.add(new CommandSpec.Entry("paper", spec.paper()));
    }
    return new CommandSpec.Section(spec.name(), entries);
  }

  /** The models of a catalogue as help lists them, a few words each. */
  static CommandSpec.Section list(Catalogue catalogue) {
    return new CommandSpec.Section(
        "Models",
        catalogue.models().stream()
            .map(
                spec ->
                    new CommandSpec.Entry(
                        spec.name(),
                        "%s; %s%s"
                            .formatted(
                                spec.summary(),
                                spec.goal() == Goal.RANK
                                    ? "ranks items"
                                    : "predicts labels or ratings",
                                spec.paper().isEmpty() ? "" : " (" + spec.paper() + ")")))
            .toList());
  }
}
