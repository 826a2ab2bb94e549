// SPDX-License-Identifier: Apache-2.0
package com.example;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.objective.ExampleBatches;
import org.palate.objective.NegativeSampler;
import org.palate.objective.Ranked;
import org.palate.recommender.Batch;
import org.palate.recommender.BatchOptions;
import org.palate.recommender.Batches;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.Goal;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Objective;
import org.palate.recommender.Validation;

/**
 * Score a liked item at least 1 above sampled ones: the mean of {@code max(0, 1 - s(l) + s(n))}.
 */
public record Hinge() implements Objective {
  @Override
  public String name() {
    return "hinge";
  }

  @Override
  public String summary() {
    return "score liked items above sampled ones by a margin";
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
        (queries, rows, random) ->
            Batch.of(
                queries,
                new Candidates.Each(
                    Ranked.withNegatives(data, rows, options.negatives(), sampler, random), each)));
  }

  @Override
  public Variable loss(Tape tape, GradientModel model, Batch batch) {
    Variable scores = model.scores(tape, batch);
    Variable liked = scores.narrow(1, 0, 1);
    Variable drawn = scores.slice(1, 1, batch.candidates().each());
    return drawn.sub(liked).add(1).clampMin(0).mean();
  }

  @Override
  public Validation validation() {
    return Ranked.VALIDATION;
  }
}
