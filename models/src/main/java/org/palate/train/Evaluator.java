// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.autograd.Tape;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.eval.FullRanking;
import org.palate.eval.PointwiseMetrics;
import org.palate.eval.RankingModel;
import org.palate.eval.RankingResult;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.model.Popularity;
import org.palate.model.ScoringModel;
import org.palate.tensor.TensorPool;

/** Measures a model on rows of a task. No figure depends on the size of batches or on threads. */
public final class Evaluator {
  private static final int BATCH = 4096;

  /** How a model's lists are measured where nothing else is asked for. */
  private static final FullRanking TOP_TEN = FullRanking.at(10);

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
   * How well some rows are predicted, as far as the data and the model's objective allow: {@code
   * rmse} and {@code mae} of ratings, {@code logloss} of labels, and {@code auc}, how well the
   * scores tell the rows that were liked from those that were not.
   *
   * @return the metrics in fixed order, none where nothing applies; AUC is NaN where all rows or
   *     none are liked
   */
  public static Map<String, Double> predicting(ScoringModel model, Task task, int[] rows) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (rows.length == 0 || (task.targets() == null && !task.likes().judged())) {
      return metrics;
    }
    float[] scores = scores(model, task, rows);
    float[] targets =
        task.targets() == null
            ? null
            : Trainer.gathered(task.targets(), rows, 0, rows.length).data();
    if (task.objective() == Objective.RATING && targets != null) {
      metrics.put("rmse", PointwiseMetrics.rmse(scores, targets));
      metrics.put("mae", PointwiseMetrics.mae(scores, targets));
    }
    if (task.likes().judged()) {
      float[] liked = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        liked[i] = task.likes().rows()[rows[i]] ? 1 : 0;
      }
      metrics.put("auc", PointwiseMetrics.auc(scores, liked));
    }
    if (task.objective() == Objective.LABEL && targets != null) {
      metrics.put("logloss", PointwiseMetrics.logLossOfLogits(scores, targets));
    }
    return metrics;
  }

  /**
   * All that is measured on the test rows: what {@link #predicting} gives, then the metrics of
   * ranking at 10, with the items of the training and validation rows as no candidates, then how
   * many of the items the lists show.
   */
  public static Map<String, Double> test(ScoringModel model, Task task) {
    return test(model, task, TrainingListener.SILENT);
  }

  /** As above, telling a listener how far the ranking is. */
  static Map<String, Double> test(ScoringModel model, Task task, TrainingListener listener) {
    int[] rows = task.split().test();
    Map<String, Double> metrics = new LinkedHashMap<>(predicting(model, task, rows));
    metrics.putAll(lists(model, task, listener));
    return metrics;
  }

  /** The metrics of ranking among those of {@link #test}. */
  static Map<String, Double> lists(ScoringModel model, Task task, TrainingListener listener) {
    int[][] seen = {task.split().train(), task.split().validation()};
    FullRanking ranking = TOP_TEN.withListener(listener::onRanked);
    return means(ranking(model, task, seen, task.split().test(), ranking), task.space());
  }

  /**
   * The means of a ranking, and for each cutoff k {@code coverage@k}: the share of the items known
   * to the model that stand in the first k of anyone's list.
   */
  public static Map<String, Double> means(RankingResult ranked, FeatureSpace space) {
    Map<String, Double> means = new LinkedHashMap<>(ranked.means());
    double items = space.items().size() - 1;
    ranked.itemsListed().forEach((k, listed) -> means.put("coverage@" + k, listed / items));
    return means;
  }

  /** Popularity by the likes of a task's training rows: what a personal model must beat. */
  public static Popularity popularity(Task task) {
    Popularity popularity = new Popularity(task.space());
    count(popularity, task);
    return popularity;
  }

  /** Counts the likes of a task's training rows. */
  static void count(Popularity popularity, Task task) {
    popularity.count(task.examples().items(), task.liked(task.split().train()), task.weights());
  }

  /**
   * How well the liked items of some rows are found among all items: every item that the user has
   * not seen is a candidate.
   *
   * <p>Users whom training never saw are left out. Relevant items that it never saw cannot be
   * recommended and count as missed. If no user is left, the means are NaN.
   *
   * @param seenBefore rows whose items are no candidates
   * @param rows rows whose liked items are to be found
   */
  public static RankingResult ranking(
      ScoringModel model, Task task, int[][] seenBefore, int[] rows, FullRanking ranking) {
    return ranking(scorer(model), task, seenBefore, rows, ranking);
  }

  /**
   * As above, where the items that are no candidates come from elsewhere than the task.
   *
   * @param seen item codes by user code
   */
  public static RankingResult ranking(
      ScoringModel model, Task task, ItemLists seen, int[] rows, FullRanking ranking) {
    return ranking(scorer(model), task, seen, rows, ranking);
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
      RankingModel scorer, Task task, int[][] seenBefore, int[] rows, FullRanking ranking) {
    return ranking(scorer, task, task.seen(seenBefore), rows, ranking);
  }

  private static RankingResult ranking(
      RankingModel scorer, Task task, ItemLists seenBefore, int[] rows, FullRanking ranking) {
    FeatureSpace space = task.space();
    int items = space.items().size();
    ItemLists seen = withoutUnknownUser(seenBefore);
    ItemLists relevant = withoutUnknownUser(task.seen(task.liked(rows)));
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
    return ranking.evaluate(padded(scorer, width), neverListed(seen, items, width), relevant);
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

  /** What a user has seen, the unknown item, and the numbers above those of the items. */
  private static ItemLists neverListed(ItemLists seen, int items, int width) {
    int more = 1 + width - items;
    int users = seen.users();
    int[] offsets = new int[users + 1];
    int[] all = new int[seen.items().length + users * more];
    int end = 0;
    for (int user = 0; user < users; user++) {
      all[end++] = Vocabulary.UNKNOWN;
      for (int number = items; number < width; number++) {
        all[end++] = number;
      }
      int count = seen.length(user);
      System.arraycopy(seen.items(), seen.offsets()[user], all, end, count);
      end += count;
      offsets[user + 1] = end;
    }
    return new ItemLists(offsets, all);
  }
}
