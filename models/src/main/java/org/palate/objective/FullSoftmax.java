// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import java.util.Optional;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.Candidates;
import org.palate.recommender.ConstantLoss;
import org.palate.recommender.Dataset;
import org.palate.recommender.Goal;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Objective;
import org.palate.recommender.Validation;

/**
 * Pick the liked item out of all items: cross-entropy of the softmax over them. It needs no
 * sampling, and the memory of a score for each query of a batch and each item.
 */
public record FullSoftmax() implements Objective {
  /** The objective. */
  public static final FullSoftmax INSTANCE = new FullSoftmax();

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public String summary() {
    return "pick the liked item out of all items: softmax";
  }

  @Override
  public Goal goal() {
    return Goal.RANK;
  }

  @Override
  public Batches batches(Dataset data, GradientModel model, BatchOptions options) {
    Candidates all = Candidates.Shared.range(1, data.space().learnedItems());
    return ExampleBatches.ofLiked(
        data,
        model,
        options,
        row -> data.examples().items()[row] > 0,
        (queries, rows, _) -> {
          int[] chosen = data.items(rows);
          for (int i = 0; i < chosen.length; i++) {
            chosen[i]--;
          }
          return new Batch(queries, all, List.of(), chosen, data.weights(rows));
        });
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
