// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import java.util.List;
import java.util.Optional;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.config.Settings;
import org.palate.data.Interactions;
import org.palate.metric.RowMetric;

/**
 * What a model is trained to do, all in one place: what that needs of the data, how batches and
 * their negatives are made, the loss, the metric that chooses the epoch, and what a score means to
 * people. Immutable. Anyone may write another.
 */
public interface Objective {
  /** Its name in settings: lower-case letters, digits and dashes. */
  String name();

  /** What it is, in a few words. */
  String summary();

  /** What a model trained to do this is for. */
  Goal goal();

  /**
   * The same with its own settings, read with the present values as what absent ones come to.
   * Objectives without settings of their own are returned as they are.
   */
  default Objective configured(Settings settings) {
    return this;
  }

  /**
   * Whether some data have what this needs.
   *
   * @return what is missing, as {@code expected …, found …}; empty if nothing is
   */
  default Optional<String> lacks(Interactions data) {
    return Optional.empty();
  }

  /** The same having learned from training rows what a score of 0 stands for. */
  default Objective fitted(Dataset data) {
    return this;
  }

  /** What a score of 0 stands for, where {@link #fitted} learned that; else 0. */
  default float base() {
    return 0;
  }

  /** The same for another such value: {@link #base} as a bundle kept it. */
  default Objective withBase(float base) {
    return this;
  }

  /**
   * The batches of training rows.
   *
   * @throws IllegalArgumentException if there is no row to learn from
   */
  Batches batches(Dataset data, GradientModel model, BatchOptions options);

  /** The loss of a batch that {@link #batches} made: one number. */
  Variable loss(Tape tape, GradientModel model, Batch batch);

  /** The metric that chooses the epoch. */
  Validation validation();

  /** How predictions of single rows are measured beside how well they tell what was liked. */
  default List<RowMetric> rowMetrics() {
    return List.of();
  }

  /**
   * What is to be predicted of each row of some data, for {@link #rowMetrics}; null where nothing
   * is or the data do not say.
   */
  default float[] targets(Dataset data) {
    return null;
  }

  /**
   * The loss of the best constant on some batches of training rows, to tell a model that has
   * diverged; empty where that is not known.
   */
  default Optional<ConstantLoss> constant(List<Batch> sample) {
    return Optional.empty();
  }

  /** What a score means to people: a probability, a rating, or itself. */
  default float present(float score) {
    return score;
  }
}
