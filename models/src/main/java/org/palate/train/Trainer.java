// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.eval.FullRanking;
import org.palate.eval.RankingMetric;
import org.palate.model.Popularity;
import org.palate.model.ScoringModel;
import org.palate.nn.Losses;
import org.palate.nn.Reduction;
import org.palate.optim.Optimizer;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * Trains a model on a task, and leaves it with the parameters of the epoch that did best on the
 * validation rows.
 *
 * <p>The order of rows and the items drawn are keyed by seed and epoch, so the same seed and data
 * give the same parameters to the last bit.
 */
public final class Trainer {
  private final ScoringModel model;
  private final Task task;
  private final TrainingConfig config;
  private final long seed;
  private final TrainingListener listener;
  private final Advice advice;

  private Trainer(
      ScoringModel model,
      Task task,
      TrainingConfig config,
      long seed,
      TrainingListener listener,
      Advice advice) {
    this.model = model;
    this.task = task;
    this.config = config;
    this.seed = seed;
    this.listener = listener;
    this.advice = advice;
  }

  /**
   * Trains.
   *
   * @throws IllegalArgumentException if there is no row to learn from
   * @throws DivergedException if the loss, a parameter or a score stops being a finite number,
   *     naming the epoch and what to try; the model is then of no use
   */
  public static TrainingResult train(
      ScoringModel model, Task task, TrainingConfig config, long seed, TrainingListener listener) {
    return train(model, task, config, seed, listener, new Advice(config, 0));
  }

  /** As above, with advice for when training diverges. */
  static TrainingResult train(
      ScoringModel model,
      Task task,
      TrainingConfig config,
      long seed,
      TrainingListener listener,
      Advice advice) {
    return new Trainer(model, task, config, seed, listener, advice).run();
  }

  /** What is thrown where something was found to be no finite number after an epoch. */
  static DivergedException diverged(int epoch, DivergedException found, Advice advice) {
    return new DivergedException(
        "training diverged in epoch %d: %s; %s".formatted(epoch, found.getMessage(), advice),
        found);
  }

  private TrainingResult run() {
    if (model instanceof Popularity popularity) {
      Evaluator.count(popularity, task);
      return new TrainingResult(List.of(), 0, false, List.of());
    }
    NegativeSampler sampler =
        task.objective().samplesNegatives()
            ? new NegativeSampler(task.space().items().size(), task.seen(task.split().train()))
            : null;
    int[] rows = trainingRows(sampler);
    if (rows.length == 0) {
      throw new IllegalArgumentException(
          "there is no row to learn from: of %,d training rows none is both liked (%s) and of a user who has not seen every item%s"
              .formatted(
                  task.split().train().length,
                  task.likes().rule(),
                  task.likes().judged() ? "; see --set threshold" : ""));
    }
    Optimizer optimizer = config.optimizer(model.parameters());
    Snapshot best = new Snapshot(model);
    List<EpochReport> history = new ArrayList<>();
    TensorPool pool = new TensorPool();
    int bestEpoch = 0;
    double bestValue = Double.NaN;
    boolean stopped = false;
    for (int epoch = 1; epoch <= config.epochs() && !stopped; epoch++) {
      long start = System.nanoTime();
      double loss = epoch(epoch, rows, sampler, optimizer, pool);
      double value = validate(epoch);
      boolean better =
          Double.isNaN(bestValue)
              || (task.objective().higherIsBetter() ? value > bestValue : value < bestValue);
      if (better) {
        bestValue = value;
        bestEpoch = epoch;
        best.update();
      }
      EpochReport report =
          new EpochReport(
              epoch,
              loss,
              task.objective().metric(),
              value,
              better,
              (System.nanoTime() - start) * 1e-9);
      history.add(report);
      listener.onEpoch(report);
      stopped = epoch - bestEpoch >= config.patience() && epoch < config.epochs();
    }
    best.restore();
    return new TrainingResult(history, bestEpoch, stopped, warnings(bestEpoch, rows, sampler));
  }

  /** The rows of use; with sampling, likes of users who have not seen everything. */
  private int[] trainingRows(NegativeSampler sampler) {
    int[] rows = task.split().train();
    if (sampler == null) {
      return rows.clone();
    }
    int[] liked = task.liked(rows);
    int n = 0;
    for (int row : liked) {
      if (sampler.unseen(task.examples().users()[row]) > 0) {
        liked[n++] = row;
      }
    }
    return Arrays.copyOf(liked, n);
  }

  private double epoch(
      int epoch, int[] rows, NegativeSampler sampler, Optimizer optimizer, TensorPool pool) {
    int[] order = rows.clone();
    RandomStream.of(seed, "order of rows", epoch).shuffle(order);
    RandomStream negatives = RandomStream.of(seed, "negatives", epoch);
    int steps = (order.length + config.batch() - 1) / config.batch();
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      int from = step * config.batch();
      int to = Math.min(order.length, from + config.batch());
      long number = (long) (epoch - 1) * steps + step;
      try (Tape tape = Tape.training(pool, seed, number)) {
        Variable loss = loss(tape, order, from, to, sampler, negatives);
        double value = loss.value().item();
        if (!Double.isFinite(value)) {
          throw diverged(
              epoch,
              new DivergedException(
                  "the loss of step %d of %d: expected a finite number, found %s"
                      .formatted(step + 1, steps, value)),
              advice);
        }
        sum += value * (to - from);
        optimizer.zeroGradients();
        tape.backward(loss);
        optimizer.step();
      }
      listener.onStep(epoch, config.epochs(), to, order.length, sum / to);
    }
    return sum / order.length;
  }

  private Variable loss(
      Tape tape, int[] order, int from, int to, NegativeSampler sampler, RandomStream negatives) {
    return switch (task.objective()) {
      case LABEL, RATING -> pointwiseLoss(tape, order, from, to);
      case IMPLICIT -> implicitLoss(tape, order, from, to, sampler, negatives);
      case RANK -> rankLoss(tape, order, from, to, sampler, negatives);
    };
  }

  private Variable pointwiseLoss(Tape tape, int[] order, int from, int to) {
    Variable logits = model.logits(tape, task.batch(model, order, from, to));
    Tensor targets = gathered(task.targets(), order, from, to);
    Tensor weights = weights(order, from, to);
    return task.objective() == Objective.LABEL
        ? Losses.bceWithLogits(logits, targets, weights)
        : Losses.mse(logits, targets, weights);
  }

  /** Rows with target 1, and for each so many drawn items with target 0. */
  private Variable implicitLoss(
      Tape tape, int[] order, int from, int to, NegativeSampler sampler, RandomStream random) {
    int n = to - from;
    int copies = 1 + config.negatives();
    int[] rows = new int[n * copies];
    int[] items = new int[n * copies];
    Tensor targets = Tensor.zeros(n * copies);
    for (int i = 0; i < n; i++) {
      int row = order[from + i];
      int user = task.examples().users()[row];
      for (int copy = 0; copy < copies; copy++) {
        rows[copy * n + i] = row;
        items[copy * n + i] = copy == 0 ? task.examples().items()[row] : sampler.draw(user, random);
      }
      targets.data()[i] = 1;
    }
    Variable logits = model.logits(tape, task.batchWithItems(model, rows, 0, rows.length, items));
    return Losses.bceWithLogits(logits, targets, weights(rows, 0, rows.length));
  }

  private Variable rankLoss(
      Tape tape, int[] order, int from, int to, NegativeSampler sampler, RandomStream random) {
    int n = to - from;
    int[] rows = new int[n * config.negatives()];
    int[] chosen = new int[rows.length];
    int[] drawn = new int[rows.length];
    for (int i = 0; i < n; i++) {
      int row = order[from + i];
      for (int copy = 0; copy < config.negatives(); copy++) {
        rows[copy * n + i] = row;
        chosen[copy * n + i] = task.examples().items()[row];
        drawn[copy * n + i] = sampler.draw(task.examples().users()[row], random);
      }
    }
    Variable positive =
        model.logits(tape, task.batchWithItems(model, rows, 0, rows.length, chosen));
    Variable negative = model.logits(tape, task.batchWithItems(model, rows, 0, rows.length, drawn));
    return Losses.bpr(positive, negative, weights(rows, 0, rows.length), Reduction.MEAN);
  }

  /** The weights of some rows, which those drawn for a row share with it; null for 1. */
  private Tensor weights(int[] rows, int from, int to) {
    return task.weights() == null ? null : gathered(task.weights(), rows, from, to);
  }

  static Tensor gathered(float[] values, int[] rows, int from, int to) {
    float[] gathered = new float[to - from];
    for (int i = 0; i < gathered.length; i++) {
      gathered[i] = values[rows[from + i]];
    }
    return Tensor.of(gathered);
  }

  /**
   * The validation metric; NaN if nothing can be validated.
   *
   * @throws DivergedException if a parameter, a buffer or a score is not finite
   */
  private double validate(int epoch) {
    try {
      Soundness.requireFinite(model);
      return validationMetric();
    } catch (DivergedException e) {
      throw diverged(epoch, e, advice);
    }
  }

  private double validationMetric() {
    int[] rows = task.split().validation();
    if (rows.length == 0) {
      return Double.NaN;
    }
    if (!task.objective().samplesNegatives()) {
      return Evaluator.predicting(model, task, rows).get(task.objective().metric());
    }
    FullRanking ranking = FullRanking.at(10).withMetrics(RankingMetric.NDCG);
    return Evaluator.ranking(model, task, new int[][] {task.split().train()}, rows, ranking)
        .mean(task.objective().metric());
  }

  /** What is wrong with the kept model though its scores are numbers. */
  private List<String> warnings(int epoch, int[] rows, NegativeSampler sampler) {
    try {
      List<String> warnings = new ArrayList<>();
      Soundness.Range scores = Soundness.sample(model);
      if (scores.lowest() == scores.highest() && model.space().items().size() > 2) {
        warnings.add(
            "every score of the kept model is %s: it has learned nothing that tells items apart"
                .formatted(scores.lowest()));
      }
      int[] sample = Constant.sample(rows);
      Constant.of(task, config, sample)
          .warning(keptLoss(sample, sampler), advice)
          .ifPresent(warnings::add);
      return warnings;
    } catch (DivergedException e) {
      throw diverged(epoch, e, advice);
    }
  }

  /** The mean loss of the kept model on some training rows, without dropout. */
  private double keptLoss(int[] rows, NegativeSampler sampler) {
    RandomStream negatives = RandomStream.of(seed, "negatives for the kept model", 0);
    TensorPool pool = new TensorPool();
    double sum = 0;
    for (int from = 0; from < rows.length; from += config.batch()) {
      int to = Math.min(rows.length, from + config.batch());
      try (Tape tape = Tape.inference(pool)) {
        sum += (double) loss(tape, rows, from, to, sampler, negatives).value().item() * (to - from);
      }
    }
    if (!Double.isFinite(sum)) {
      throw new DivergedException(
          "the loss of the kept model on training rows: expected a finite number, found " + sum);
    }
    return sum / rows.length;
  }
}
