// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palate.config.Settings;
import org.palate.config.SettingsException;
import org.palate.data.Interactions;
import org.palate.data.split.Split;
import org.palate.data.split.SplitSpec;
import org.palate.data.split.Splits;
import org.palate.feature.FeatureSpace;
import org.palate.model.ModelKind;
import org.palate.model.ScoringModel;

/**
 * All that is chosen before a model is trained: data and recipe together decide every bit of the
 * result.
 *
 * @param kind which model
 * @param split what is held out; null for the default: a share of each user's rows where a user has
 *     five or more in the mean, else of all rows. It does not depend on model and objective, so
 *     that their figures can be compared
 * @param settings of the model and of its training as {@code key=value}; {@link #keys} lists them
 * @param seed the seed of all random numbers
 */
public record Recipe(ModelKind kind, SplitSpec split, Map<String, String> settings, long seed) {
  private static final SplitSpec BY_ROW = new SplitSpec.Ratio(0.8, 0.1, 0.1);
  private static final SplitSpec BY_USER = new SplitSpec.UserRatio(0.8, 0.1, 0.1);
  private static final int ROWS_A_USER = 5;
  private static final double USUAL_THRESHOLD = 4;

  /** The setting that says what the model is trained to do. */
  private static final String OBJECTIVE = "objective";

  /** The setting of every model with tables: the deviation of the draws that they start from. */
  static final String STD = "std";

  /** Copies the settings. */
  public Recipe {
    settings = new LinkedHashMap<>(settings);
  }

  /** A model with its default settings, and seed 1. */
  public static Recipe of(ModelKind kind) {
    return new Recipe(kind, null, Map.of(), 1);
  }

  /**
   * The same for a model by its name, such as {@code dcnv2}.
   *
   * @throws SettingsException if there is none of that name
   */
  public static Recipe of(String model) {
    return of(ModelKind.parse(model));
  }

  /** The usual model for a goal, with its default settings, and seed 1. */
  public static Recipe of(Goal goal) {
    return of(goal.usualModel()).withGoal(goal);
  }

  /**
   * The same for a goal: with the objective that is usual for it, unless the settings name one.
   *
   * @throws SettingsException if they name one that is for another goal, or the model is not for it
   */
  public Recipe withGoal(Goal goal) {
    if (!settings.containsKey(OBJECTIVE)) {
      Recipe recipe = with(OBJECTIVE, Settings.word(goal.usualObjective(kind)));
      recipe.choices();
      return recipe;
    }
    Objective objective = choices().objective;
    if (objective.goal() != goal) {
      throw new SettingsException(
          "goal %s and objective %s contradict each other: that objective is for goal %s; leave one of the two out"
              .formatted(
                  Settings.word(goal), Settings.word(objective), Settings.word(objective.goal())));
    }
    return this;
  }

  /** The goal of the objective that some settings name; empty if they name none. */
  public static Optional<Goal> goalOf(Map<String, String> settings) {
    String named = settings.get(OBJECTIVE);
    return Arrays.stream(Objective.values())
        .filter(objective -> Settings.word(objective).equals(named))
        .map(Objective::goal)
        .findFirst();
  }

  /** The same with another value of a setting. */
  public Recipe with(String key, String value) {
    Map<String, String> changed = new LinkedHashMap<>(settings);
    changed.put(key, value);
    return new Recipe(kind, split, changed, seed);
  }

  /** The same with other rows held out. */
  public Recipe withSplit(SplitSpec split) {
    return new Recipe(kind, split, settings, seed);
  }

  /** The same with another seed. */
  public Recipe withSeed(long seed) {
    return new Recipe(kind, split, settings, seed);
  }

  /** The keys that a model and its training read, with what each may be and does. */
  public static Settings keys(ModelKind kind) {
    Settings settings = Settings.defaults();
    Choices.read(kind, settings, Choices.usualObjective(kind), USUAL_THRESHOLD);
    return settings;
  }

  /**
   * What the settings say beyond the model's own choices.
   *
   * @param objective what the model is trained to do
   * @param threshold the rating from which on a row counts as liked
   */
  public record Choices(Objective objective, double threshold, TrainingConfig training) {
    /**
     * Asks for every key of a model and its training; the last two are what absent ones come to.
     */
    private static Choices read(
        ModelKind kind, Settings settings, Objective objective, double threshold) {
      Objective chosen = settings.choice(OBJECTIVE, objective, "training objective");
      if (kind == ModelKind.POPULARITY && chosen.goal() != Goal.RANK) {
        throw new SettingsException(
            "popularity ranks items and predicts neither labels nor ratings; to predict, choose another model, such as %s"
                .formatted(Goal.PREDICT.usualModel().label()));
      }
      Choices choices =
          new Choices(
              chosen,
              settings.real(
                  "threshold",
                  threshold,
                  -1e9,
                  1e9,
                  "the rating from which on a row without label counts as liked"),
              TrainingConfig.of(settings, chosen));
      kind.declare(settings);
      return choices;
    }

    private static Objective usualObjective(ModelKind kind) {
      return kind.ranks() ? Objective.RANK : Objective.LABEL;
    }
  }

  /**
   * Looks at all settings that can be judged without data; {@link #train} does so too, but by then
   * reading the data may have taken minutes.
   *
   * @throws SettingsException if a setting is unknown or wrong
   */
  public void check() {
    choices();
  }

  /**
   * Trains the model on the training rows, chooses the epoch on the validation rows, and measures
   * it on the test rows.
   *
   * @throws SettingsException if a setting is unknown or wrong, or the data lack what the objective
   *     needs
   * @throws IllegalArgumentException if there is no row to learn from
   * @throws DivergedException if the loss, a parameter or a score stops being a finite number
   */
  public Trained train(Interactions data, TrainingListener listener) {
    Recipe filled = filledFor(data);
    Choices choices = filled.choices();
    Split parts = Splits.of(data, filled.split, seed);
    listener.onSplit(parts);
    FeatureSpace space = FeatureSpace.fit(data, parts.train());
    ScoringModel model = filled.createModel(space);
    Task task;
    try {
      task = Task.of(space, data, parts, choices.objective, choices.threshold);
    } catch (NoSuchElementException e) {
      throw new SettingsException(e.getMessage(), e);
    }
    listener.onModel(model);
    Advice advice = Advice.of(choices.training, filled.settings);
    TrainingResult result = Trainer.train(model, task, choices.training, seed, listener, advice);
    Map<String, Double> test;
    try {
      test = Evaluator.test(model, task, listener);
    } catch (DivergedException e) {
      throw Trainer.diverged(result.bestEpoch(), e, advice);
    }
    Map<String, Double> popularity = Evaluator.lists(Evaluator.popularity(task), task, listener);
    return new Trained(filled, data, task, model, result, test, popularity);
  }

  /**
   * The same with every setting at its value, and a split.
   *
   * @throws SettingsException if a setting is unknown or wrong
   */
  private Recipe filledFor(Interactions data) {
    Settings read = Settings.of(settings);
    Choices choices =
        Choices.read(
            kind,
            read,
            kind.ranks() ? Objective.RANK : Task.defaultObjective(data),
            Likes.usualThreshold(data));
    read.finish();
    long users = IntStream.of(data.userCodes()).distinct().count();
    SplitSpec suits = data.size() >= ROWS_A_USER * users ? BY_USER : BY_ROW;
    return new Recipe(kind, split == null ? suits : split, read.values(), seed);
  }

  /** The model before training. */
  public ScoringModel createModel(FeatureSpace space) {
    return kind.create(space, Settings.of(settings), seed);
  }

  /**
   * A model of the same shapes whose weights are to be read from a file: its tables are zeros, for
   * to draw their vectors would take longer than to read them.
   */
  public ScoringModel createModelToLoad(FeatureSpace space) {
    Map<String, String> withoutDraws = new LinkedHashMap<>(settings);
    withoutDraws.put(STD, "0");
    return kind.create(space, Settings.of(withoutDraws), seed);
  }

  /**
   * What the settings say, where all of them are given, as in the recipe of a trained model; absent
   * ones get the defaults of most models.
   *
   * @throws SettingsException if a setting is unknown or wrong
   */
  public Choices choices() {
    Settings read = Settings.of(settings);
    Choices choices = Choices.read(kind, read, Choices.usualObjective(kind), USUAL_THRESHOLD);
    read.finish();
    return choices;
  }
}
