// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import java.util.Optional;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.Candidates;
import org.palate.recommender.ConstantLoss;
import org.palate.recommender.Dataset;
import org.palate.recommender.Goal;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Objective;
import org.palate.recommender.Target;
import org.palate.recommender.Validation;

/**
 * Tell liked items from sampled items that the user has not seen: binary cross-entropy with target
 * 1 for the one and 0 for the others.
 */
public record Implicit() implements Objective {
  /** The objective. */
  public static final Implicit INSTANCE = new Implicit();

  @Override
  public String name() {
    return "implicit";
  }

  @Override
  public String summary() {
    return "tell liked items from sampled ones: binary cross-entropy";
  }

  @Override
  public Goal goal() {
    return Goal.RANK;
  }

  @Override
  public Batches batches(Dataset data, GradientModel model, BatchOptions options) {
    NegativeSampler sampler = Ranked.sampler(data);
    int each = 1 + options.negatives();
    return ExampleBatches.ofLiked(
        data,
        model,
        options,
        Ranked.canDraw(data, sampler),
        (queries, rows, random) -> {
          int[] items = Ranked.withNegatives(data, rows, options.negatives(), sampler, random);
          float[] targets = new float[items.length];
          for (int i = 0; i < items.length; i += each) {
            targets[i] = 1;
          }
          return new Batch(
              queries,
              new Candidates.Each(items, each),
              List.of(new Target(name(), targets)),
              null,
              data.weights(rows));
        });
  }

  @Override
  public Variable loss(Tape tape, GradientModel model, Batch batch) {
    return Pointwise.logLoss(tape, model, batch);
  }

  @Override
  public Validation validation() {
    return Ranked.VALIDATION;
  }

  @Override
  public Optional<ConstantLoss> constant(List<Batch> sample) {
    return Optional.of(Pointwise.constantRate(sample));
  }

  /** The probability of a like, were items offered as they were sampled. */
  @Override
  public float present(float score) {
    return FloatMath.sigmoid(score);
  }
}
