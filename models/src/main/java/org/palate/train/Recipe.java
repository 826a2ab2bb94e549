// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.palate.config.Settings;
import org.palate.config.SettingsException;
import org.palate.data.Interactions;
import org.palate.data.split.SplitSpec;
import org.palate.recommender.ConfiguredModel;
import org.palate.recommender.Goal;
import org.palate.recommender.Likes;
import org.palate.recommender.ModelSpec;
import org.palate.recommender.Objective;
import org.palate.recommender.TrainingConfig;

/**
 * All that is chosen before a model is trained: data and recipe together decide every bit of the
 * result. What is not chosen is null, and comes to what is usual for the model and the data.
 *
 * @param model which model, with its configuration
 * @param objective what it is trained to do
 * @param threshold the rating from which on a row counts as liked
 * @param training how it is trained
 * @param split what is held out; by default a share of each user's rows where a user has five or
 *     more in the mean, else of all rows. It does not depend on model and objective, so that their
 *     figures can be compared
 * @param seed the seed of all random numbers
 */
public record Recipe(
    ConfiguredModel<?> model,
    Objective objective,
    Double threshold,
    TrainingChoices training,
    SplitSpec split,
    long seed) {
  private static final SplitSpec BY_ROW = new SplitSpec.Ratio(0.8, 0.1, 0.1);
  private static final SplitSpec BY_USER = new SplitSpec.UserRatio(0.8, 0.1, 0.1);
  private static final int ROWS_A_USER = 5;
  private static final double USUAL_THRESHOLD = 4;

  /** The setting that says what the model is trained to do. */
  static final String OBJECTIVE = "objective";

  private static final String THRESHOLD = "threshold";

  /** The setting of every model with tables: the deviation of the draws that they start from. */
  static final String STD = "std";

  /** A model with its configuration; the rest is usual, and the seed 1. */
  public static Recipe of(ConfiguredModel<?> model) {
    return new Recipe(model, null, null, TrainingChoices.NONE, null, 1);
  }

  /** A kind of model, all the rest usual, and seed 1. */
  public static Recipe of(ModelSpec<?> spec) {
    return of(spec.configured());
  }

  /**
   * The same for one of Palate's models by its name, such as {@code dcnv2}.
   *
   * @throws SettingsException if there is none of that name
   */
  public static Recipe of(String model) {
    return of(Catalogue.STANDARD.model(model));
  }

  /** The usual model for a goal, all the rest usual, and seed 1. */
  public static Recipe of(Goal goal) {
    return of(Catalogue.usual(goal)).withGoal(goal);
  }

  /**
   * The same for a goal: with the objective that is usual for it, unless one has been chosen.
   *
   * @throws SettingsException if that is for another goal, or the model is not for this one
   */
  public Recipe withGoal(Goal goal) {
    if (objective == null) {
      requireGoodFor(goal);
      return withObjective(model.spec().objectives().get(goal));
    }
    if (objective.goal() != goal) {
      throw new SettingsException(
          "goal %s and objective %s contradict each other: that objective is for goal %s; leave one of the two out"
              .formatted(Settings.word(goal), objective.name(), Settings.word(objective.goal())));
    }
    return this;
  }

  private void requireGoodFor(Goal goal) {
    if (!model.spec().objectives().containsKey(goal)) {
      throw new SettingsException(
          switch (goal) {
            case PREDICT ->
                "%s ranks items and predicts neither labels nor ratings; to predict, choose another model, such as %s"
                    .formatted(model.spec().name(), Catalogue.usual(goal).name());
            case RANK ->
                "%s predicts and does not rank items; to rank, choose another model, such as %s"
                    .formatted(model.spec().name(), Catalogue.usual(goal).name());
          });
    }
  }

  /** The same trained to do something else. */
  public Recipe withObjective(Objective objective) {
    return new Recipe(model, objective, threshold, training, split, seed);
  }

  /** The same with another rating from which on a row counts as liked. */
  public Recipe withThreshold(double threshold) {
    return new Recipe(model, objective, threshold, training, split, seed);
  }

  /** The same trained otherwise, such as {@code withTraining(t -> t.withEpochs(20))}. */
  public Recipe withTraining(UnaryOperator<TrainingChoices> change) {
    return new Recipe(model, objective, threshold, change.apply(training), split, seed);
  }

  /** The same with other rows held out. */
  public Recipe withSplit(SplitSpec split) {
    return new Recipe(model, objective, threshold, training, split, seed);
  }

  /** The same with another seed. */
  public Recipe withSeed(long seed) {
    return new Recipe(model, objective, threshold, training, split, seed);
  }

  /**
   * The same with a setting as text, such as {@code with("epochs", "20")}, of Palate's own
   * objectives.
   *
   * @throws SettingsException if there is no such key, or the value is none for it
   */
  public Recipe with(String key, String value) {
    Settings settings = Settings.of(Map.of(key, value));
    Recipe changed = with(settings, Catalogue.STANDARD);
    settings.finish();
    return changed;
  }

  /**
   * The same with what some settings say. They are asked for every key of the model and of its
   * training, with the present choices as what absent ones come to.
   *
   * @param catalogue where the objective is looked up by its name
   * @throws SettingsException if a value is none for its key
   */
  public Recipe with(Settings settings, Catalogue catalogue) {
    Objective present = objective == null ? usualObjective() : objective;
    List<String> names = new ArrayList<>(catalogue.objectiveNames());
    if (!names.contains(present.name())) {
      names.add(present.name());
    }
    String name = settings.choice(OBJECTIVE, present.name(), names, "training objective");
    Objective chosen =
        (name.equals(present.name()) ? present : catalogue.objective(name)).configured(settings);
    double liked =
        settings.real(
            THRESHOLD,
            threshold == null ? USUAL_THRESHOLD : threshold,
            -1e9,
            1e9,
            "the rating from which on a row without label counts as liked");
    TrainingChoices choices = training.with(settings, usualTraining(chosen));
    Recipe changed =
        new Recipe(
            model.read(settings),
            settings.has(OBJECTIVE) || objective != null || !chosen.equals(present) ? chosen : null,
            settings.has(THRESHOLD) ? Double.valueOf(liked) : threshold,
            choices,
            split,
            seed);
    changed.check();
    return changed;
  }

  /** As {@link #keys(Catalogue)}, of Palate's own objectives. */
  public Settings keys() {
    return keys(Catalogue.STANDARD);
  }

  /**
   * The keys that a model and its training read, with what each may be and does.
   *
   * @param catalogue the objectives there are
   */
  public Settings keys(Catalogue catalogue) {
    Settings settings = Settings.defaults();
    with(settings, catalogue);
    return settings;
  }

  /** All that is chosen but model, split and seed, as text that {@link #with} reads. */
  public Map<String, String> settings() {
    return keys().values();
  }

  /**
   * Looks at all that can be judged without data.
   *
   * @throws SettingsException if the objective is nothing for the model
   */
  void check() {
    if (objective != null) {
      requireGoodFor(objective.goal());
    }
  }

  private Objective usualObjective() {
    return model.spec().objectives().get(model.spec().goal());
  }

  private TrainingConfig usualTraining(Objective objective) {
    return model.spec().training().orElse(TrainingConfig.usual(objective.goal()));
  }

  /** How the model is trained, all told; what depends on data is as for most of them. */
  public TrainingConfig trainingConfig() {
    return training.over(usualTraining(objective == null ? usualObjective() : objective));
  }

  /** The deviation of the draws from which the model's tables start; 0 if it is not known. */
  double startDeviation() {
    String std = settings().get(STD);
    return std == null ? 0 : Double.parseDouble(std.strip());
  }

  /**
   * Trains the model on the training rows, chooses the epoch on the validation rows, and measures
   * it on the test rows.
   *
   * @throws SettingsException if a setting is wrong, or the data lack what the objective needs
   * @throws IllegalArgumentException if there is no row to learn from
   * @throws DivergedException if the loss, a parameter or a score stops being a finite number
   */
  public Trained train(Interactions data, TrainingListener listener) {
    return train(data, listener, Catalogue.STANDARD);
  }

  /** As above, with other kinds of fields and metrics too. */
  public Trained train(Interactions data, TrainingListener listener, Catalogue catalogue) {
    try (Training training = Training.start(this, data, listener, catalogue)) {
      return training.finish();
    }
  }

  /**
   * The same with every choice made: those that are not yet come to what is usual for some data.
   *
   * @throws SettingsException if the data lack what the objective needs
   */
  public Recipe filledFor(Interactions data) {
    Objective filled = objective == null ? usualFor(data) : objective;
    requireGoodFor(filled.goal());
    filled
        .lacks(data)
        .ifPresent(
            lack -> {
              throw new SettingsException("objective %s: %s".formatted(filled.name(), lack));
            });
    long users = IntStream.of(data.userCodes()).distinct().count();
    SplitSpec suits = data.size() >= ROWS_A_USER * users ? BY_USER : BY_ROW;
    return new Recipe(
        model,
        filled,
        threshold == null ? Likes.usualThreshold(data) : threshold,
        TrainingChoices.of(training.over(usualTraining(filled))),
        split == null ? suits : split,
        seed);
  }

  /** The objective of the model's own goal, or of another where the data lack what it needs. */
  private Objective usualFor(Interactions data) {
    Objective usual = usualObjective();
    return usual.lacks(data).isEmpty()
        ? usual
        : model.spec().objectives().values().stream()
            .filter(other -> other.lacks(data).isEmpty())
            .findFirst()
            .orElse(usual);
  }

  /**
   * A model whose weights are to be read from a file: its tables are zeros, for to draw their
   * vectors would take longer than to read them.
   */
  public ConfiguredModel<?> modelToLoad() {
    Map<String, String> withoutDraws = new LinkedHashMap<>();
    withoutDraws.put(STD, "0");
    return model.read(Settings.of(withoutDraws));
  }
}
