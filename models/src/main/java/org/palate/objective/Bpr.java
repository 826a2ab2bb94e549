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
import org.palate.recommender.ConstantLoss;
import org.palate.recommender.Dataset;
import org.palate.recommender.Goal;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Objective;
import org.palate.recommender.Validation;

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
    return Ranked.batches(data, model, options);
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
        Pointwise.weights(batch, negatives),
        Reduction.MEAN);
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
