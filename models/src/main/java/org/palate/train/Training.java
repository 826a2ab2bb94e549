// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.data.Interactions;
import org.palate.data.split.Split;
import org.palate.data.split.Splits;
import org.palate.eval.FullRanking;
import org.palate.feature.FeatureSpace;
import org.palate.io.Checkpoint;
import org.palate.metric.RankingMetric;
import org.palate.model.Popularity;
import org.palate.nn.Layer;
import org.palate.optim.Optimizer;
import org.palate.recommender.Batch;
import org.palate.recommender.Batches;
import org.palate.recommender.Dataset;
import org.palate.recommender.FittedModel;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Histories;
import org.palate.recommender.Model;
import org.palate.recommender.Objective;
import org.palate.recommender.Position;
import org.palate.recommender.TrainingConfig;
import org.palate.recommender.Validation;
import org.palate.tensor.TensorPool;

/**
 * A run of training. {@link #step} makes it go on, {@link #checkpoint} writes where it stands,
 * {@link #resume} goes on from there to the same bits, {@link #finish} does what is left and
 * measures the result.
 *
 * <pre>{@code
 * try (Training training = Training.start(recipe, data, TrainingListener.SILENT, Catalogue.STANDARD)) {
 *   while (training.step()) {
 *     if (timeToSave()) {
 *       training.checkpoint(path);
 *     }
 *   }
 *   Trained trained = training.finish();
 * }
 * }</pre>
 *
 * <p>The order of rows and the items drawn are keyed by seed, epoch and step, so the same seed and
 * data give the same parameters to the last bit. Not for several threads.
 */
public final class Training implements AutoCloseable {
  /** How many examples the kept model is looked at on. */
  private static final int SAMPLE = 4096;

  /** The epoch whose order of rows gives those examples; training begins with epoch 1. */
  private static final Position SAMPLED = new Position(0, 0);

  private final Recipe recipe;
  private final Catalogue catalogue;
  private final Dataset data;
  private final Objective objective;
  private final Model model;
  private final TrainingListener listener;
  private final Advice advice;
  private final TrainingConfig config;

  /** What a model that is trained by gradients needs; null for one that is fitted. */
  private final Loop loop;

  private boolean over;

  private Training(
      Recipe recipe,
      Catalogue catalogue,
      Dataset data,
      Objective objective,
      Model model,
      TrainingListener listener) {
    this.recipe = recipe;
    this.catalogue = catalogue;
    this.data = data;
    this.objective = objective;
    this.model = model;
    this.listener = listener;
    this.config = recipe.trainingConfig();
    this.advice = new Advice(config, recipe.startDeviation());
    this.loop =
        switch (model) {
          case FittedModel _ -> null;
          case GradientModel trained -> new Loop(trained);
          default ->
              throw new IllegalArgumentException(
                  "model %s: expected a FittedModel or a GradientModel, found a %s"
                      .formatted(recipe.model().spec().name(), model.getClass().getName()));
        };
  }

  /** As {@link #start(Recipe, Interactions, TrainingListener, Catalogue)}, with Palate's own. */
  public static Training start(Recipe recipe, Interactions data, TrainingListener listener) {
    return start(recipe, data, listener, Catalogue.STANDARD);
  }

  /**
   * Splits and encodes the data and makes the model.
   *
   * @param catalogue the kinds of fields, and the metrics of lists
   * @throws org.palate.config.SettingsException if a setting is wrong, or the data lack what the
   *     objective needs
   * @throws IllegalArgumentException if there is no row to learn from
   */
  public static Training start(
      Recipe recipe, Interactions data, TrainingListener listener, Catalogue catalogue) {
    Recipe filled = recipe.filledFor(data);
    Split parts = Splits.of(data, filled.split(), filled.seed());
    listener.onSplit(parts);
    FeatureSpace space = FeatureSpace.fit(data, parts.train(), catalogue.fields());
    Model model = filled.model().create(space, filled.seed());
    Dataset encoded = Dataset.of(space, data, parts, filled.threshold());
    Objective objective = filled.objective().fitted(encoded);
    listener.onModel(model);
    return new Training(filled, catalogue, encoded, objective, model, listener);
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param recipe the recipe of the run that wrote it
   * @param data its data
   * @throws IOException if the file is no checkpoint, or not one of this recipe and data, or cannot
   *     be read
   */
  public static Training resume(
      Path checkpoint,
      Recipe recipe,
      Interactions data,
      TrainingListener listener,
      Catalogue catalogue)
      throws IOException {
    Training training = start(recipe, data, listener, catalogue);
    training.read(checkpoint);
    return training;
  }

  /** Where the run stands: the epoch, and which of its steps comes next. */
  public Position position() {
    return loop == null ? Position.START : loop.batches.position();
  }

  /** The model in its present state. */
  public Model model() {
    return model;
  }

  /**
   * Makes the next step: of gradients, or the validation of an epoch at its end, or all of the
   * fitting of a model that is fitted.
   *
   * @return whether there is more to do
   * @throws DivergedException if the loss, a parameter or a score stops being a finite number,
   *     naming the epoch and what to try; the model is then of no use
   */
  public boolean step() {
    if (over) {
      return false;
    }
    switch (model) {
      case FittedModel fitted -> {
        fitted.fit(data, listener::onProgress);
        over = true;
      }
      default -> over = loop.step();
    }
    return !over;
  }

  /**
   * Does what is left, gives the model the parameters of the best epoch and measures it on the test
   * rows, beside popularity.
   */
  public Trained finish() {
    while (step()) {
      // Each step does its own reporting.
    }
    TrainingResult result = loop == null ? fitted() : loop.result();
    Map<String, Double> test;
    try {
      test = Evaluator.test(model.ready(), objective, data, catalogue.metrics(), listener);
    } catch (DivergedException e) {
      throw diverged(result.bestEpoch(), e);
    }
    Map<String, Double> popularity =
        Evaluator.lists(Popularity.of(data), data, catalogue.metrics(), listener);
    return new Trained(recipe, data, objective, model, result, test, popularity);
  }

  private TrainingResult fitted() {
    Soundness.requireFinite(model.state());
    return new TrainingResult(List.of(), 0, false, List.of());
  }

  /**
   * Writes where the run stands, whole or not at all.
   *
   * @throws IllegalStateException for a model that is fitted, which has no steps to go on from
   * @throws IOException if writing fails; an existing file is then as it was
   */
  public void checkpoint(Path path) throws IOException {
    if (loop == null) {
      throw new IllegalStateException(
          "expected a model that is trained step by step, found %s, which is fitted at once"
              .formatted(recipe.model().spec().name()));
    }
    Position position = loop.batches.position();
    Checkpoint.write(
        path,
        loop.state,
        loop.optimizer,
        position.step(),
        TrainingState.of(recipe, data.interactions(), position, loop.progress).metadata());
  }

  private void read(Path path) throws IOException {
    if (loop == null) {
      throw new IOException(
          path + ": expected a checkpoint of a model that is trained step by step");
    }
    Checkpoint found = Checkpoint.read(path, loop.state, loop.optimizer);
    TrainingState state = TrainingState.read(path, found.metadata(), recipe, data.interactions());
    loop.progress.set(state.progress());
    loop.batches.seek(state.position());
    over = loop.isOver();
  }

  @Override
  public void close() {
    if (loop != null) {
      loop.batches.close();
    }
  }

  /** The same exception with the epoch and with advice. */
  private DivergedException diverged(int epoch, DivergedException found) {
    return new DivergedException(
        "training diverged in epoch %d: %s; %s".formatted(epoch, found.getMessage(), advice),
        found);
  }

  /** The model and the best of its states so far, as a checkpoint holds them. */
  private static final class State extends Layer {
    private final Snapshot best;

    State(Layer model) {
      child("current", model);
      best = child("best", new Snapshot(model));
    }
  }

  /** Training by gradients. */
  private final class Loop {
    private final GradientModel trained;
    private final Batches batches;
    private final Optimizer optimizer;
    private final State state;
    private final TensorPool pool = new TensorPool();
    private final Progress progress = new Progress();
    private long epochStart = System.nanoTime();

    Loop(GradientModel trained) {
      this.trained = trained;
      batches = objective.batches(data, trained, config.batches(recipe.seed()));
      optimizer = config.optimizer(trained.parameters());
      state = new State(trained);
    }

    /** Returns whether the run is over. */
    boolean step() {
      Position position = batches.position();
      Batch batch = batches.next();
      if (batch == null) {
        endEpoch(position.epoch());
        return isOver();
      }
      long number = (long) (position.epoch() - 1) * batches.steps() + position.step();
      try (Tape tape = Tape.training(pool, recipe.seed(), number)) {
        Variable loss = objective.loss(tape, trained, batch);
        double value = loss.value().item();
        if (!Double.isFinite(value)) {
          throw diverged(
              position.epoch(),
              new DivergedException(
                  "the loss of step %d of %d: expected a finite number, found %s"
                      .formatted(position.step() + 1, batches.steps(), value)));
        }
        progress.add(value, batch.size());
        optimizer.zeroGradients();
        tape.backward(loss);
        optimizer.step();
      }
      listener.onStep(
          position.epoch(),
          config.epochs(),
          progress.examples(),
          batches.examples(),
          progress.meanLoss());
      return false;
    }

    private void endEpoch(int epoch) {
      double value = validate(epoch);
      boolean best = progress.isBest(value, objective.validation().higherIsBetter());
      EpochReport report =
          new EpochReport(
              epoch,
              progress.meanLoss(),
              objective.validation().label(),
              value,
              best,
              (System.nanoTime() - epochStart) * 1e-9);
      epochStart = System.nanoTime();
      if (best) {
        state.best.update();
      }
      progress.endEpoch(report);
      listener.onEpoch(report);
    }

    boolean isOver() {
      int epochs = progress.history().size();
      return epochs >= config.epochs() || epochs - progress.bestEpoch() >= config.patience();
    }

    /**
     * The validation metric; NaN if nothing can be validated.
     *
     * @throws DivergedException if a parameter, a buffer or a score is not finite
     */
    private double validate(int epoch) {
      try {
        Soundness.requireFinite(trained);
        return validationMetric();
      } catch (DivergedException e) {
        throw diverged(epoch, e);
      }
    }

    private double validationMetric() {
      int[] rows = data.split().validation();
      if (rows.length == 0) {
        return Double.NaN;
      }
      int[][] known = {data.split().train()};
      return switch (objective.validation()) {
        case Validation.OfRows(var metric) ->
            Evaluator.predicting(trained.ready(), objective, data, known, rows)
                .getOrDefault(metric.label(), Double.NaN);
        case Validation.OfLists(RankingMetric metric, int k) ->
            Evaluator.ranking(
                    trained.ready(), data, known, rows, FullRanking.at(k).withMetrics(metric))
                .mean(metric.at(k));
      };
    }

    TrainingResult result() {
      state.best.restore();
      int epochs = progress.history().size();
      boolean early = epochs < config.epochs();
      return new TrainingResult(
          progress.history(), progress.bestEpoch(), early, warnings(progress.bestEpoch()));
    }

    /** What is wrong with the kept model though its scores are numbers. */
    private List<String> warnings(int epoch) {
      try {
        List<String> warnings = new ArrayList<>();
        Histories histories =
            trained.readsHistory()
                ? data.events(data.split().train()).histories()
                : Histories.empty(data.space().users().size());
        Soundness.Range scores = Soundness.sample(trained.ready(), histories);
        if (scores.lowest() == scores.highest() && trained.items() > 2) {
          warnings.add(
              "every score of the kept model is %s: it has learned nothing that tells items apart"
                  .formatted(scores.lowest()));
        }
        List<Batch> sample = sample();
        objective
            .constant(sample)
            .flatMap(constant -> Divergence.warning(constant, keptLoss(sample), advice))
            .ifPresent(warnings::add);
        return warnings;
      } catch (DivergedException e) {
        throw diverged(epoch, e);
      }
    }

    /** Some batches that training did not see so. */
    private List<Batch> sample() {
      batches.seek(SAMPLED);
      List<Batch> sample = new ArrayList<>();
      int examples = 0;
      for (Batch batch = batches.next();
          batch != null && examples < SAMPLE;
          batch = batches.next()) {
        sample.add(batch);
        examples += batch.size();
      }
      return sample;
    }

    /** The mean loss of the kept model on some batches, without dropout. */
    private double keptLoss(List<Batch> sample) {
      double sum = 0;
      long examples = 0;
      for (Batch batch : sample) {
        try (Tape tape = Tape.inference(pool)) {
          sum += (double) objective.loss(tape, trained, batch).value().item() * batch.size();
          examples += batch.size();
        }
      }
      if (!Double.isFinite(sum)) {
        throw new DivergedException(
            "the loss of the kept model on training rows: expected a finite number, found " + sum);
      }
      return sum / examples;
    }
  }
}
