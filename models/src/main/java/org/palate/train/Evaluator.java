// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.autograd.Tape;
import org.palate.data.Vocabulary;
import org.palate.eval.FullRanking;
import org.palate.eval.ItemLists;
import org.palate.eval.PointwiseMetrics;
import org.palate.eval.RankingModel;
import org.palate.eval.RankingResult;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.model.ScoringModel;
import org.palate.tensor.TensorPool;

/** Measures a model on rows of a task. No figure depends on the size of batches or on threads. */
public final class Evaluator {
  private static final int BATCH = 4096;

  private Evaluator() {}

  /**
   * The model's score of each of some rows, in their order.
   *
   * @throws DivergedException if one is not finite
   */
  public static float[] scores(ScoringModel model, Task task, int[] rows) {
    float[] scores = new float[rows.length];
    TensorPool pool = new TensorPool();
    for (int from = 0; from < rows.length; from += BATCH) {
      int to = Math.min(rows.length, from + BATCH);
      try (Tape tape = Tape.inference(pool)) {
        FeatureBatch batch = task.batch(model, rows, from, to);
        float[] logits = model.logits(tape, batch).value().data();
        System.arraycopy(logits, 0, scores, from, to - from);
        int wrong = Soundness.firstNotFinite(scores, from, to);
        if (wrong >= 0) {
          int user = task.examples().users()[rows[wrong]];
          int item = task.examples().items()[rows[wrong]];
          throw Soundness.notFinite(task.space(), user, item, scores[wrong]);
        }
      }
    }
    return scores;
  }

  /**
   * How well the targets of some rows are foretold: AUC and log loss of labels, RMSE and MAE of
   * ratings.
   *
   * @return the metrics in fixed order; AUC is NaN where all labels are alike
   * @throws IllegalStateException if the task has no targets
   */
  public static Map<String, Double> pointwise(ScoringModel model, Task task, int[] rows) {
    if (task.targets() == null) {
      throw new IllegalStateException("objective " + task.objective() + " has no targets");
    }
    float[] scores = scores(model, task, rows);
    float[] targets = Trainer.gathered(task.targets(), rows, 0, rows.length).data();
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (task.objective() == Objective.RATING) {
      metrics.put("rmse", PointwiseMetrics.rmse(scores, targets));
      metrics.put("mae", PointwiseMetrics.mae(scores, targets));
    } else {
      metrics.put("auc", PointwiseMetrics.auc(scores, targets));
      metrics.put("logloss", PointwiseMetrics.logLossOfLogits(scores, targets));
    }
    return metrics;
  }

  /**
   * The metrics of the test rows that suit the objective: pointwise where each row has a target,
   * else those of ranking at 10, with the items of the training and validation rows as no
   * candidates.
   */
  public static Map<String, Double> test(ScoringModel model, Task task) {
    int[] rows = task.split().test();
    if (!task.objective().samplesNegatives()) {
      return pointwise(model, task, rows);
    }
    int[][] met = {task.split().train(), task.split().validation()};
    return ranking(model, task, met, rows, FullRanking.at(10)).means();
  }

  /**
   * How well the liked items of some rows are found among all items: every item that the user has
   * not met is a candidate.
   *
   * <p>Users whom training never saw are left out. Relevant items that it never saw cannot be
   * recommended and count as missed. If no user is left, the means are NaN.
   *
   * @param metBefore rows whose items are no candidates
   * @param rows rows whose liked items are to be found
   */
  public static RankingResult ranking(
      ScoringModel model, Task task, int[][] metBefore, int[] rows, FullRanking ranking) {
    return ranking(scorer(model), task, metBefore, rows, ranking);
  }

  /**
   * As above, where the items that are no candidates come from elsewhere than the task.
   *
   * @param met item codes by user code
   */
  public static RankingResult ranking(
      ScoringModel model, Task task, ItemLists met, int[] rows, FullRanking ranking) {
    return ranking(scorer(model), task, met, rows, ranking);
  }

  /**
   * The scores of a model, for a user code. Asking for them throws a {@link DivergedException}
   * where one is not finite.
   */
  public static RankingModel scorer(ScoringModel model) {
    return new RankingModel() {
      @Override
      public int items() {
        return model.space().items().size();
      }

      @Override
      public void scores(int[] users, int from, int to, float[] out) {
        model.scoreItems(users, from, to, out);
        Soundness.requireFinite(model.space(), users, from, to, 0, items(), out);
      }

      @Override
      public boolean inSlices() {
        return model.scoresSlices();
      }

      @Override
      public void scores(int[] users, int from, int to, int first, int end, float[] out) {
        model.scoreItems(users, from, to, first, end, out);
        Soundness.requireFinite(model.space(), users, from, to, first, end, out);
      }
    };
  }

  /** As {@link #ranking(ScoringModel, Task, int[][], int[], FullRanking)}, for any scorer. */
  public static RankingResult ranking(
      RankingModel scorer, Task task, int[][] metBefore, int[] rows, FullRanking ranking) {
    return ranking(scorer, task, task.met(metBefore), rows, ranking);
  }

  private static RankingResult ranking(
      RankingModel scorer, Task task, ItemLists metBefore, int[] rows, FullRanking ranking) {
    FeatureSpace space = task.space();
    int items = space.items().size();
    ItemLists met = withoutUnknownUser(metBefore);
    ItemLists relevant = withoutUnknownUser(task.met(task.liked(rows)));
    if (relevant.items().length == 0) {
      return RankingResult.ofNobody(ranking.names());
    }

    // Each unknown relevant item of a user gets a number of its own above those of the items, which
    // is never a candidate: it can only be missed.
    int extra = 0;
    for (int user = 0; user < relevant.users(); user++) {
      int unknown = 0;
      for (int at = relevant.offsets()[user]; at < relevant.offsets()[user + 1]; at++) {
        if (relevant.items()[at] == Vocabulary.UNKNOWN) {
          relevant.items()[at] = items + unknown++;
        }
      }
      extra = Math.max(extra, unknown);
    }
    int width = items + extra;
    return ranking.evaluate(padded(scorer, width), neverListed(met, items, width), relevant);
  }

  /** A scorer's items, and more that nobody is ever offered, so that there are {@code width}. */
  private static RankingModel padded(RankingModel scorer, int width) {
    int items = scorer.items();
    return new RankingModel() {
      private float[] narrow = new float[0];

      @Override
      public int items() {
        return width;
      }

      @Override
      public boolean inSlices() {
        return scorer.inSlices();
      }

      @Override
      public void scores(int[] users, int from, int to, float[] out) {
        boolean all = width == items;
        scorer.scores(users, from, to, all ? out : room(to - from, items));
        if (!all) {
          widen(to - from, items, width, out);
        }
      }

      @Override
      public void scores(int[] users, int from, int to, int first, int end, float[] out) {
        int count = Math.clamp(items - first, 0, end - first);
        boolean all = count == end - first;
        if (count > 0) {
          float[] scores = all ? out : room(to - from, count);
          scorer.scores(users, from, to, first, first + count, scores);
        }
        if (!all) {
          widen(to - from, count, end - first, out);
        }
      }

      private float[] room(int users, int count) {
        if (narrow.length < users * count) {
          narrow = new float[users * count];
        }
        return narrow;
      }

      private void widen(int users, int count, int toCount, float[] out) {
        for (int i = 0; i < users; i++) {
          System.arraycopy(narrow, i * count, out, i * toCount, count);
          Arrays.fill(out, i * toCount + count, (i + 1) * toCount, Float.NEGATIVE_INFINITY);
        }
      }
    };
  }

  private static ItemLists withoutUnknownUser(ItemLists lists) {
    int drop = lists.offsets()[1];
    int[] offsets = lists.offsets().clone();
    for (int user = 1; user < offsets.length; user++) {
      offsets[user] -= drop;
    }
    return new ItemLists(offsets, Arrays.copyOfRange(lists.items(), drop, lists.items().length));
  }

  /** What a user has met, the unknown item, and the numbers above those of the items. */
  private static ItemLists neverListed(ItemLists met, int items, int width) {
    int more = 1 + width - items;
    int users = met.users();
    int[] offsets = new int[users + 1];
    int[] all = new int[met.items().length + users * more];
    int end = 0;
    for (int user = 0; user < users; user++) {
      all[end++] = Vocabulary.UNKNOWN;
      for (int number = items; number < width; number++) {
        all[end++] = number;
      }
      int count = met.length(user);
      System.arraycopy(met.items(), met.offsets()[user], all, end, count);
      end += count;
      offsets[user + 1] = end;
    }
    return new ItemLists(offsets, all);
  }
}
