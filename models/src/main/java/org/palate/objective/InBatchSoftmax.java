// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import java.util.Optional;
import org.palate.autograd.Arithmetic;
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
import org.palate.tensor.Tensor;

/**
 * Pick the liked item out of those that anyone in the batch liked: cross-entropy of the softmax of
 * {@code s(q, i) - ln p(i)}, where p(i) is the share of item i among the liked training rows.
 * Without the correction popular items, which are in the batch most often, would be pushed down.
 *
 * <p>An item that n queries of the batch liked counts n times among the others of a query, and once
 * for those who liked it: nobody's liked item is held against the same item. It is one candidate
 * all the same, its scores raised by {@code ln n} for the queries that liked another.
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
    Variable scores = model.scores(tape, batch);
    return Choice.loss(tape, Arithmetic.add(scores, tape.constant(logCounts(batch))), batch);
  }

  /** For each query and candidate ln n, but 0 for what was chosen. */
  private static Tensor logCounts(Batch batch) {
    int each = batch.candidates().each();
    float[] logs = new float[each];
    int[] counts = counts(batch);
    for (int c = 0; c < each; c++) {
      logs[c] = (float) StrictMath.log(counts[c]);
    }
    Tensor all = Tensor.zeros(batch.size(), each);
    for (int q = 0; q < batch.size(); q++) {
      System.arraycopy(logs, 0, all.data(), q * each, each);
      all.data()[q * each + batch.chosen()[q]] = 0;
    }
    return all;
  }

  /** How many queries chose each candidate. */
  private static int[] counts(Batch batch) {
    int[] counts = new int[batch.candidates().each()];
    for (int chosen : batch.chosen()) {
      counts[chosen]++;
    }
    return counts;
  }

  @Override
  public Validation validation() {
    return Ranked.VALIDATION;
  }

  @Override
  public Optional<ConstantLoss> constant(List<Batch> sample) {
    double sum = 0;
    long queries = 0;
    for (Batch batch : sample) {
      sum += equalScores(batch);
      queries += batch.size();
    }
    return Optional.of(
        new ConstantLoss(
            sum / queries, Pointwise.meanWeight(sample), false, "equal scores for all items"));
  }

  /** The sum over the queries of the losses of equal scores. */
  private static double equalScores(Batch batch) {
    float[] logShares = ((Candidates.Shared) batch.candidates()).logProbabilities();
    int[] counts = counts(batch);
    double all = 0;
    for (int c = 0; c < counts.length; c++) {
      all += counts[c] * StrictMath.exp(-logShares[c]);
    }
    double sum = 0;
    for (int chosen : batch.chosen()) {
      double others = all - counts[chosen] * StrictMath.exp(-logShares[chosen]);
      sum += StrictMath.log1p(others * StrictMath.exp(logShares[chosen]));
    }
    return sum;
  }
}
