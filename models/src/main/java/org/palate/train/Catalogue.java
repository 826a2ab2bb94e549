// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.palate.config.SettingsException;
import org.palate.feature.FieldKind;
import org.palate.io.Nearest;
import org.palate.metric.RankingMetric;
import org.palate.model.Dcn;
import org.palate.model.MatrixFactorization;
import org.palate.model.Models;
import org.palate.objective.Objectives;
import org.palate.recommender.Goal;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Objective;

/**
 * All kinds of things that can be asked for by name, or are tried one after another: Palate's own
 * and yours.
 *
 * @param models kinds of models
 * @param fields kinds of fields, in the order in which a column is offered to them
 * @param objectives what models can be trained to do
 * @param metrics metrics of ranked lists
 */
public record Catalogue(
    List<ModelSpec<?>> models,
    List<FieldKind> fields,
    List<Objective> objectives,
    List<RankingMetric> metrics) {
  /** Palate's own. */
  public static final Catalogue STANDARD =
      new Catalogue(
          Models.STANDARD,
          FieldKind.STANDARD,
          Objectives.STANDARD,
          List.of(RankingMetric.Standard.values()));

  /** Checks that no two share a name, and keeps the lists unmodifiable. */
  public Catalogue {
    models = List.copyOf(models);
    fields = List.copyOf(fields);
    objectives = List.copyOf(objectives);
    metrics = List.copyOf(metrics);
    requireUnique("model", models.stream().flatMap(Catalogue::names));
    requireUnique("kind of field", fields.stream().map(FieldKind::name));
    requireUnique("objective", objectives.stream().map(Objective::name));
    requireUnique("metric", metrics.stream().map(RankingMetric::label));
  }

  private static void requireUnique(String what, Stream<String> names) {
    Set<String> seen = new HashSet<>();
    names.forEach(
        name -> {
          if (!seen.add(name)) {
            throw new IllegalArgumentException(
                "expected one %s of each name, found two named '%s'".formatted(what, name));
          }
        });
  }

  private static Stream<String> names(ModelSpec<?> spec) {
    return Stream.concat(Stream.of(spec.name()), spec.aliases().stream());
  }

  /**
   * These, and those of an extension.
   *
   * @throws IllegalArgumentException if it has a name that is taken
   */
  public Catalogue with(Extension extension) {
    return new Catalogue(
        joined(models, extension.models()),
        joined(extension.fields(), fields),
        joined(objectives, extension.objectives()),
        joined(metrics, extension.metrics()));
  }

  private static <T> List<T> joined(List<? extends T> first, List<? extends T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /**
   * The model of a name; other common names are understood too.
   *
   * @throws SettingsException if there is none, naming the nearest
   */
  public ModelSpec<?> model(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> known = new ArrayList<>();
    for (ModelSpec<?> spec : models) {
      if (names(spec).anyMatch(wanted::equals)) {
        return spec;
      }
      names(spec).forEach(known::add);
    }
    String hint = Nearest.of(wanted, known).map(n -> "; did you mean '" + n + "'?").orElse(".");
    throw new SettingsException(
        "unknown model '%s'%s The models are: %s"
            .formatted(
                name, hint, String.join(", ", models.stream().map(ModelSpec::name).toList())));
  }

  /** The names of all objectives. */
  public List<String> objectiveNames() {
    return objectives.stream().map(Objective::name).toList();
  }

  /**
   * The objective of a name.
   *
   * @throws SettingsException if there is none
   */
  public Objective objective(String name) {
    return objectives.stream()
        .filter(objective -> objective.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingsException(
                    "expected an objective, one of %s, found '%s'"
                        .formatted(String.join(", ", objectiveNames()), name)));
  }

  /**
   * The kind of field of a name.
   *
   * @throws SettingsException if there is none
   */
  public FieldKind field(String name) {
    return fields.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingsException(
                    "expected a kind of field, one of %s, found '%s'"
                        .formatted(
                            String.join(", ", fields.stream().map(FieldKind::name).toList()),
                            name)));
  }

  /** The model to begin with. */
  public static ModelSpec<?> usual(Goal goal) {
    return switch (goal) {
      case RANK -> MatrixFactorization.SPEC;
      case PREDICT -> Dcn.SPEC_V2;
    };
  }
}
