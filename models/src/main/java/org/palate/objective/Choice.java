// SPDX-License-Identifier: Apache-2.0
package org.palate.objective;

import java.util.List;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.CrossEntropy;
import org.palate.nn.Reduction;
import org.palate.recommender.Batch;
import org.palate.recommender.Candidates;
import org.palate.recommender.ConstantLoss;
import org.palate.recommender.GradientModel;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Tensor;

/**
 * What objectives share that pick one candidate out of several by a softmax, Palate's and yours.
 */
public final class Choice {
  private static final CrossEntropy EACH = new CrossEntropy(null, null, 0f, Reduction.NONE);

  private Choice() {}

  /** {@link #loss(Tape, Variable, Batch)} of the scores of a model. */
  public static Variable loss(Tape tape, GradientModel model, Batch batch) {
    return loss(tape, model.scores(tape, batch), batch);
  }

  /**
   * The mean cross-entropy of the chosen candidates: of the softmax of {@code s(q, c) - ln p(c)}
   * where candidates were drawn with probabilities p, else of {@code s(q, c)}.
   *
   * @param scores s, shape {@code [queries, candidates]}
   * @param batch with {@link Batch#chosen}
   */
  public static Variable loss(Tape tape, Variable scores, Batch batch) {
    if (batch.candidates() instanceof Candidates.Shared shared
        && shared.logProbabilities() != null) {
      scores = Arithmetic.sub(scores, tape.constant(Tensor.of(shared.logProbabilities())));
    }
    IntTensor chosen = IntTensor.of(batch.chosen());
    if (batch.weights() == null) {
      return CrossEntropy.MEAN.loss(scores, chosen);
    }
    Variable weights = tape.constant(Tensor.of(batch.weights()));
    return Reductions.mean(Arithmetic.mul(EACH.loss(scores, chosen), weights));
  }

  /** The loss of equal scores, {@code ln(candidates)}. */
  public static ConstantLoss constant(List<Batch> sample) {
    int candidates = sample.getFirst().candidates().each();
    return new ConstantLoss(
        StrictMath.log(Math.max(2, candidates)),
        Pointwise.meanWeight(sample),
        false,
        "equal scores for all items");
  }
}
