// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import java.util.Optional;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.data.ColumnBuilder;
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
 * Pick the liked item out of those that anyone in the batch liked: cross-entropy of the softmax of
 * {@code s(q, i) - ln q(i)}, where q(i) is the share of item i among the liked training rows.
 * Without the correction popular items, which are in the batch most often, would be pushed down.
 *
 * <p>An item that several in the batch liked is one candidate, so nobody's liked item is held
 * against the same item.
 *
 * <p>X. Yi et al.: Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations,
 * 2019.
 */
public record InBatchSoftmax() implements Objective {
  /** The objective. */
  public static final InBatchSoftmax INSTANCE = new InBatchSoftmax();

  @Override
  public String name() {
    return "in-batch-softmax";
  }

  @Override
  public String summary() {
    return "pick the liked item out of the batch's: softmax, corrected for popularity";
  }

  @Override
  public Goal goal() {
    return Goal.RANK;
  }

  @Override
  public Batches batches(Dataset data, GradientModel model, BatchOptions options) {
    float[] logShares = logShares(data);
    return ExampleBatches.ofLiked(
        data,
        model,
        options,
        row -> data.examples().items()[row] > 0,
        (queries, rows, _) -> {
          int[] positions = new int[data.space().learnedItems()];
          ColumnBuilder.Ints items = new ColumnBuilder.Ints();
          ColumnBuilder.Floats shares = new ColumnBuilder.Floats();
          int[] chosen = data.items(rows);
          for (int i = 0; i < chosen.length; i++) {
            int item = chosen[i];
            if (positions[item] == 0) {
              items.add(item);
              shares.add(logShares[item]);
              positions[item] = items.size();
            }
            chosen[i] = positions[item] - 1;
          }
          return new Batch(
              queries,
              new Candidates.Shared(items.toArray(), shares.toArray()),
              List.of(),
              chosen,
              data.weights(rows));
        });
  }

  /** The logarithm of each item's share of the liked training rows. */
  private static float[] logShares(Dataset data) {
    int[] rows = data.liked(data.split().train());
    float[] shares = new float[data.space().learnedItems()];
    for (int item : data.items(rows)) {
      shares[item]++;
    }
    for (int item = 0; item < shares.length; item++) {
      shares[item] =
          shares[item] == 0 ? 0 : (float) StrictMath.log((double) shares[item] / rows.length);
    }
    return shares;
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
