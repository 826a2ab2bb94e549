// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import java.util.Optional;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.ConstantLoss;
import org.palate.recommender.Dataset;
import org.palate.recommender.Goal;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Objective;
import org.palate.recommender.Validation;

/**
 * Pick the liked item out of itself and sampled items that the user has not seen: cross-entropy of
 * the softmax over these. All are drawn with the same probability, so no correction is due.
 *
 * <p>Y. Bengio, J. Senécal: Adaptive Importance Sampling to Accelerate Training of a Neural
 * Probabilistic Language Model, 2008.
 */
public record SampledSoftmax() implements Objective {
  /** The objective. */
  public static final SampledSoftmax INSTANCE = new SampledSoftmax();

  @Override
  public String name() {
    return "sampled-softmax";
  }

  @Override
  public String summary() {
    return "pick the liked item out of itself and sampled ones: softmax";
  }

  @Override
  public Goal goal() {
    return Goal.RANK;
  }

  @Override
  public Batches batches(Dataset data, GradientModel model, BatchOptions options) {
    return Ranked.batches(data, model, options);
  }

  @Override
  public Variable loss(Tape tape, GradientModel model, Batch batch) {
    return Choice.loss(tape, model, batch);
  }

  @Override
  public Validation validation() {
    return Ranked.VALIDATION;
  }

  @Override
  public Optional<ConstantLoss> constant(List<Batch> sample) {
    return Optional.of(Choice.constant(sample));
  }
}
