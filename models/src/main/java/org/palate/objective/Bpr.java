// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Losses;
import org.palate.nn.Reduction;
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
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Score a liked item above sampled items that the user has not seen: the mean of {@code -ln
 * sigmoid(s(liked) - s(sampled))}.
 *
 * <p>S. Rendle et al.: BPR, Bayesian Personalized Ranking from Implicit Feedback, 2009.
 */
public record Bpr() implements Objective {
  /** The objective. */
  public static final Bpr INSTANCE = new Bpr();

  @Override
  public String name() {
    return "rank";
  }

  @Override
  public String summary() {
    return "score liked items above sampled ones: BPR";
  }

  @Override
  public Goal goal() {
    return Goal.RANK;
  }

  @Override
  public Batches batches(Dataset data, GradientModel model, BatchOptions options) {
    NegativeSampler sampler = Ranked.sampler(data);
    return ExampleBatches.ofLiked(
        data,
        model,
        options,
        Ranked.canDraw(data, sampler),
        (queries, rows, random) ->
            new Batch(
                queries,
                new Candidates.Each(
                    Ranked.withNegatives(data, rows, options.negatives(), sampler, random),
                    1 + options.negatives()),
                List.of(),
                new int[rows.length],
                data.weights(rows)));
  }

  @Override
  public Variable loss(Tape tape, GradientModel model, Batch batch) {
    Variable scores = model.scores(tape, batch);
    int negatives = batch.candidates().each() - 1;
    Variable liked = Layout.slice(scores, 1, 0, 1);
    Variable[] copies = new Variable[negatives];
    Arrays.fill(copies, liked);
    return Losses.bpr(
        negatives == 1 ? liked : Layout.concat(1, copies),
        Layout.slice(scores, 1, 1, 1 + negatives),
        weights(batch, negatives),
        Reduction.MEAN);
  }

  private static Tensor weights(Batch batch, int negatives) {
    if (batch.weights() == null) {
      return null;
    }
    Tensor weights = Tensor.zeros(Shape.of(batch.size(), negatives));
    for (int q = 0; q < batch.size(); q++) {
      Arrays.fill(weights.data(), q * negatives, (q + 1) * negatives, batch.weights()[q]);
    }
    return weights;
  }

  @Override
  public Validation validation() {
    return Ranked.VALIDATION;
  }

  @Override
  public Optional<ConstantLoss> constant(List<Batch> sample) {
    return Optional.of(
        new ConstantLoss(
            StrictMath.log(2), Pointwise.meanWeight(sample), false, "equal scores for all items"));
  }
}
