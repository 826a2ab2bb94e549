// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.List;
import org.palate.config.Settings;
import org.palate.nn.Parameter;
import org.palate.optim.AdaGrad;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.optim.Sgd;

/**
 * How a model is trained by gradients.
 *
 * @param epochs the maximum number of passes over the training rows
 * @param batch examples per step: rows, or histories where a model takes these whole
 * @param rule the optimizer
 * @param learningRate step size
 * @param weightDecay of the dense parameters
 * @param negatives items drawn per row, where the objective draws any
 * @param patience after how many epochs without a better validation metric to stop
 */
public record TrainingConfig(
    int epochs,
    int batch,
    Rule rule,
    double learningRate,
    double weightDecay,
    int negatives,
    int patience) {
  /** The defaults for predicting labels and ratings, of models that set none of their own. */
  public static final TrainingConfig PREDICTING =
      new TrainingConfig(30, 2048, Rule.ADAM, 0.001, 0, 1, 4);

  /** The defaults for ranking, of models that set none of their own. */
  public static final TrainingConfig RANKING =
      new TrainingConfig(100, 1024, Rule.ADAM, 0.002, 0, 1, 8);

  /** The optimizers by name. */
  public enum Rule {
    /** {@link Adam}, lazy on tables. */
    ADAM,
    /** {@link AdaGrad}. */
    ADAGRAD,
    /** {@link Sgd}. */
    SGD
  }

  /** The defaults for a goal, of models that set none of their own. */
  public static TrainingConfig usual(Goal goal) {
    return switch (goal) {
      case RANK -> RANKING;
      case PREDICT -> PREDICTING;
    };
  }

  /** Reads the settings; absent ones come to the values of {@code usual}. */
  public static TrainingConfig read(Settings settings, TrainingConfig usual) {
    return new TrainingConfig(
        settings.whole("epochs", usual.epochs, 1, 100_000, "maximum number of epochs"),
        settings.whole(
            "batch",
            usual.batch,
            1,
            1 << 24,
            "rows per step, or histories where a model takes these whole"),
        settings.choice("optimizer", usual.rule, "optimizer"),
        settings.real("lr", usual.learningRate, 0, 100, "learning rate"),
        settings.real(
            "weight-decay", usual.weightDecay, 0, 100, "weight decay of dense parameters"),
        settings.whole(
            "negatives",
            usual.negatives,
            1,
            1000,
            "negatives drawn per row, where the objective draws any"),
        settings.whole(
            "patience",
            usual.patience,
            1,
            100_000,
            "epochs without a better validation metric before stopping"));
  }

  /** The same with another maximum of epochs. */
  public TrainingConfig withEpochs(int epochs) {
    return new TrainingConfig(epochs, batch, rule, learningRate, weightDecay, negatives, patience);
  }

  /** The same with batches of another size. */
  public TrainingConfig withBatch(int batch) {
    return new TrainingConfig(epochs, batch, rule, learningRate, weightDecay, negatives, patience);
  }

  /** The same with another optimizer. */
  public TrainingConfig withRule(Rule rule) {
    return new TrainingConfig(epochs, batch, rule, learningRate, weightDecay, negatives, patience);
  }

  /** The same with another step size. */
  public TrainingConfig withLearningRate(double learningRate) {
    return new TrainingConfig(epochs, batch, rule, learningRate, weightDecay, negatives, patience);
  }

  /** The same with another weight decay. */
  public TrainingConfig withWeightDecay(double weightDecay) {
    return new TrainingConfig(epochs, batch, rule, learningRate, weightDecay, negatives, patience);
  }

  /** The same with another number of negatives. */
  public TrainingConfig withNegatives(int negatives) {
    return new TrainingConfig(epochs, batch, rule, learningRate, weightDecay, negatives, patience);
  }

  /** The same with another patience. */
  public TrainingConfig withPatience(int patience) {
    return new TrainingConfig(epochs, batch, rule, learningRate, weightDecay, negatives, patience);
  }

  /** How batches are made for this. */
  public BatchOptions batches(long seed) {
    return new BatchOptions(batch, negatives, seed);
  }

  /** The optimizer of some parameters. */
  public Optimizer optimizer(List<Parameter> parameters) {
    return switch (rule) {
      case ADAM -> new Adam(parameters, Adam.Options.of(learningRate).withWeightDecay(weightDecay));
      case ADAGRAD -> {
        AdaGrad.Options defaults = AdaGrad.Options.of(learningRate);
        yield new AdaGrad(
            parameters, new AdaGrad.Options(learningRate, 0, weightDecay, 0, defaults.eps()));
      }
      case SGD -> new Sgd(parameters, new Sgd.Options(learningRate, 0, 0, weightDecay, false));
    };
  }
}
