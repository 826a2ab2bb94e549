// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.palate.config.Settings;
import org.palate.feature.FeatureSpace;

/**
 * All that is to be known of a kind of model without making one: the command line, recipes, bundles
 * and help work from it. Whoever writes a model writes one of these beside it.
 *
 * @param <C> its configuration
 * @param name the name by which it is asked for: lower-case letters, digits and dashes
 * @param aliases other names for it
 * @param summary what it is, in a few words
 * @param paper where it was published; empty if nowhere
 * @param needs what it needs of the data
 * @param goal what it is for where nothing is said
 * @param objectives what it is trained to do for each goal that it is good for, where nothing else
 *     is said; of a model that is fitted, what its scores mean
 * @param training how it is trained where nothing is said; empty for what is usual for the goal
 * @param defaults its configuration where nothing is said
 * @param config reads its configuration, with the values of another as what absent ones come to
 * @param factory makes it
 */
public record ModelSpec<C extends Record>(
    String name,
    List<String> aliases,
    String summary,
    String paper,
    Set<Need> needs,
    Goal goal,
    Map<Goal, Objective> objectives,
    Optional<TrainingConfig> training,
    C defaults,
    BiFunction<Settings, C, C> config,
    Factory<C> factory) {
  /** Makes a model before training. */
  @FunctionalInterface
  public interface Factory<C> {
    /**
     * Makes it.
     *
     * @param seed decides the initial parameters
     */
    Model create(FeatureSpace space, C config, long seed);
  }

  /** Checks what can be, and keeps the collections unmodifiable. */
  public ModelSpec {
    aliases = List.copyOf(aliases);
    needs = needs.isEmpty() ? Set.of() : EnumSet.copyOf(needs);
    objectives = Map.copyOf(objectives);
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "expected a name of lower-case letters, digits and dashes, found '" + name + "'");
    }
    if (!objectives.containsKey(goal)) {
      throw new IllegalArgumentException(
          "model %s: expected an objective for its goal %s, found those of %s"
              .formatted(name, Settings.word(goal), objectives.keySet()));
    }
  }

  /** A model that ranks, by what it is trained to do. */
  public static <C extends Record> ModelSpec<C> ranking(
      String name,
      Objective objective,
      C defaults,
      BiFunction<Settings, C, C> config,
      Factory<C> factory) {
    return of(name, Goal.RANK, objective, defaults, config, factory);
  }

  /** A model that predicts, by what it is trained to do. */
  public static <C extends Record> ModelSpec<C> predicting(
      String name,
      Objective objective,
      C defaults,
      BiFunction<Settings, C, C> config,
      Factory<C> factory) {
    return of(name, Goal.PREDICT, objective, defaults, config, factory);
  }

  private static <C extends Record> ModelSpec<C> of(
      String name,
      Goal goal,
      Objective objective,
      C defaults,
      BiFunction<Settings, C, C> config,
      Factory<C> factory) {
    return new ModelSpec<>(
        name,
        List.of(),
        "",
        "",
        Set.of(),
        goal,
        Map.of(goal, objective),
        Optional.empty(),
        defaults,
        config,
        factory);
  }

  /** The same with words about it. */
  public ModelSpec<C> described(String summary, String paper) {
    return new ModelSpec<>(
        name,
        aliases,
        summary,
        paper,
        needs,
        goal,
        objectives,
        training,
        defaults,
        config,
        factory);
  }

  /** The same with other names. */
  public ModelSpec<C> called(String... aliases) {
    return new ModelSpec<>(
        name,
        List.of(aliases),
        summary,
        paper,
        needs,
        goal,
        objectives,
        training,
        defaults,
        config,
        factory);
  }

  /** The same with these needs. */
  public ModelSpec<C> needing(Need... needs) {
    return new ModelSpec<>(
        name,
        aliases,
        summary,
        paper,
        Set.of(needs),
        goal,
        objectives,
        training,
        defaults,
        config,
        factory);
  }

  /** The same, good for another goal too. */
  public ModelSpec<C> alsoFor(Objective objective) {
    Map<Goal, Objective> more = new EnumMap<>(objectives);
    more.put(objective.goal(), objective);
    return new ModelSpec<>(
        name, aliases, summary, paper, needs, goal, more, training, defaults, config, factory);
  }

  /** The same, trained so where nothing is said. */
  public ModelSpec<C> trainedBy(TrainingConfig training) {
    return new ModelSpec<>(
        name,
        aliases,
        summary,
        paper,
        needs,
        goal,
        objectives,
        Optional.of(training),
        defaults,
        config,
        factory);
  }

  /** The model with its usual configuration. */
  public ConfiguredModel<C> configured() {
    return with(defaults);
  }

  /** The model with a configuration. */
  public ConfiguredModel<C> with(C configuration) {
    return new ConfiguredModel<>(this, configuration);
  }

  /** The model with a configuration read from settings; absent ones come to the usual. */
  public ConfiguredModel<C> read(Settings settings) {
    return with(config.apply(settings, defaults));
  }
}
