// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import org.palate.config.Settings;
import org.palate.recommender.TrainingConfig;

/**
 * What somebody chose of a {@link TrainingConfig}; what is null comes to what is usual for the
 * model and its objective.
 *
 * @param epochs see {@link TrainingConfig#epochs}, and so on
 */
public record TrainingChoices(
    Integer epochs,
    Integer batch,
    TrainingConfig.Rule rule,
    Double learningRate,
    Double weightDecay,
    Integer negatives,
    Integer patience) {
  /** Nothing is chosen. */
  public static final TrainingChoices NONE =
      new TrainingChoices(null, null, null, null, null, null, null);

  /** All is chosen. */
  public static TrainingChoices of(TrainingConfig config) {
    return new TrainingChoices(
        config.epochs(),
        config.batch(),
        config.rule(),
        config.learningRate(),
        config.weightDecay(),
        config.negatives(),
        config.patience());
  }

  /** These, with what some settings say; they are asked for all keys. */
  TrainingChoices with(Settings settings, TrainingConfig usual) {
    TrainingConfig read = TrainingConfig.read(settings, over(usual));
    return new TrainingChoices(
        settings.has("epochs") ? Integer.valueOf(read.epochs()) : epochs,
        settings.has("batch") ? Integer.valueOf(read.batch()) : batch,
        settings.has("optimizer") ? read.rule() : rule,
        settings.has("lr") ? Double.valueOf(read.learningRate()) : learningRate,
        settings.has("weight-decay") ? Double.valueOf(read.weightDecay()) : weightDecay,
        settings.has("negatives") ? Integer.valueOf(read.negatives()) : negatives,
        settings.has("patience") ? Integer.valueOf(read.patience()) : patience);
  }

  /** The choices, and what is usual where there is none. */
  public TrainingConfig over(TrainingConfig usual) {
    return new TrainingConfig(
        epochs == null ? usual.epochs() : epochs,
        batch == null ? usual.batch() : batch,
        rule == null ? usual.rule() : rule,
        learningRate == null ? usual.learningRate() : learningRate,
        weightDecay == null ? usual.weightDecay() : weightDecay,
        negatives == null ? usual.negatives() : negatives,
        patience == null ? usual.patience() : patience);
  }

  /** The same with another maximum of epochs. */
  public TrainingChoices withEpochs(int newEpochs) {
    return new TrainingChoices(
        newEpochs, batch, rule, learningRate, weightDecay, negatives, patience);
  }

  /** The same with batches of another size. */
  public TrainingChoices withBatch(int newBatch) {
    return new TrainingChoices(
        epochs, newBatch, rule, learningRate, weightDecay, negatives, patience);
  }

  /** The same with another optimizer. */
  public TrainingChoices withRule(TrainingConfig.Rule newRule) {
    return new TrainingChoices(
        epochs, batch, newRule, learningRate, weightDecay, negatives, patience);
  }

  /** The same with another step size. */
  public TrainingChoices withLearningRate(double newLearningRate) {
    return new TrainingChoices(
        epochs, batch, rule, newLearningRate, weightDecay, negatives, patience);
  }

  /** The same with another weight decay. */
  public TrainingChoices withWeightDecay(double newWeightDecay) {
    return new TrainingChoices(
        epochs, batch, rule, learningRate, newWeightDecay, negatives, patience);
  }

  /** The same with another number of negatives. */
  public TrainingChoices withNegatives(int newNegatives) {
    return new TrainingChoices(
        epochs, batch, rule, learningRate, weightDecay, newNegatives, patience);
  }

  /** The same with another patience. */
  public TrainingChoices withPatience(int newPatience) {
    return new TrainingChoices(
        epochs, batch, rule, learningRate, weightDecay, negatives, newPatience);
  }
}
