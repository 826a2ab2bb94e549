// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.palate.config.Settings;
import org.palate.recommender.Goal;
import org.palate.recommender.ModelSpec;
import org.palate.train.Catalogue;
import org.palate.train.Recipe;

/**
 * The keys of {@code --set} as the help lists them: those of every model once, then those that a
 * model has of its own, models with the same ones together.
 *
 * @param catalogue the models
 */
record SettingKeys(Catalogue catalogue) {
  /** Defaults that depend on the data, in words. */
  private static final Map<String, String> CHOSEN_BY_DATA =
      Map.of(
          "objective",
          "rank for models that rank; for others label, or implicit where the data have neither"
              + " labels nor ratings or the goal is rank",
          "threshold",
          "four fifths of the scale: 4 of 5, 8 of 10");

  List<CommandSpec.Section> sections() {
    List<CommandSpec.Section> sections = new ArrayList<>();
    sections.add(new CommandSpec.Section("Keys of --set for every model", common()));
    Map<List<CommandSpec.Entry>, List<String>> models = new LinkedHashMap<>();
    for (ModelSpec<?> spec : catalogue.models()) {
      List<CommandSpec.Entry> own = own(spec).stream().map(SettingKeys::entry).toList();
      models.computeIfAbsent(own, _ -> new ArrayList<>()).add(spec.name());
    }
    models.forEach(
        (entries, labels) -> {
          if (!entries.isEmpty()) {
            sections.add(
                new CommandSpec.Section("Keys of --set for " + String.join(", ", labels), entries));
          }
        });
    return sections;
  }

  private List<CommandSpec.Entry> common() {
    Map<String, Settings.Declared> predicting = declared(Goal.PREDICT);
    Map<String, Settings.Declared> ranking = declared(Goal.RANK);
    List<CommandSpec.Entry> entries = new ArrayList<>();
    for (Settings.Declared key : predicting.values()) {
      if (isCommon(key.key())) {
        String other = ranking.get(key.key()).fallback();
        String fallback =
            key.fallback().equals(other)
                ? key.fallback()
                : key.fallback() + ", or " + other + " to rank";
        entries.add(entry(key, CHOSEN_BY_DATA.getOrDefault(key.key(), fallback)));
      }
    }
    return entries;
  }

  /** The keys of the model to begin with for a goal. */
  private Map<String, Settings.Declared> declared(Goal goal) {
    return Recipe.of(goal).keys(catalogue).declared().stream()
        .collect(
            Collectors.toMap(
                Settings.Declared::key, key -> key, (one, _) -> one, LinkedHashMap::new));
  }

  /** The keys that a model has of its own. */
  List<Settings.Declared> own(ModelSpec<?> spec) {
    return Recipe.of(spec).keys(catalogue).declared().stream()
        .filter(key -> !isCommon(key.key()))
        .toList();
  }

  private boolean isCommon(String key) {
    return catalogue.models().stream()
        .allMatch(
            spec ->
                Recipe.of(spec).keys(catalogue).declared().stream()
                    .anyMatch(known -> known.key().equals(key)));
  }

  /** A key with what it does, what it takes and its default. */
  static CommandSpec.Entry entry(Settings.Declared key) {
    return entry(key, key.fallback());
  }

  private static CommandSpec.Entry entry(Settings.Declared key, String fallback) {
    return new CommandSpec.Entry(
        key.key(),
        "%s: %s. Default:%s%s.".formatted(key.help(), key.accepted(), HelpText.NO_BREAK, fallback));
  }
}
