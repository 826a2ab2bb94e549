// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.eval.FullRanking;
import org.palate.eval.RankingResult;
import org.palate.feature.FeatureSpace;
import org.palate.metric.RankingMetric;
import org.palate.metric.RowMetric;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.Histories;
import org.palate.recommender.Objective;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;

/**
 * Measures a scorer on rows of some data. No figure depends on the size of batches or on threads.
 *
 * <p>Some parts of the rows are <em>known</em>: what users liked in them is their history, and the
 * items they have in them are no candidates.
 */
public final class Evaluator {
  private static final int BATCH = 4096;

  /** The length of the lists that are measured where nothing else is asked for. */
  private static final int K = 10;

  private Evaluator() {}

  /**
   * The score of each of some rows, in their order, as it might have been asked for just before.
   *
   * @throws DivergedException if one is not finite
   */
  public static float[] scores(Scorer scorer, Dataset data, int[][] known, int[] rows) {
    Queries all =
        scorer.readsHistory() ? data.queries(rows, data.events(known)) : data.queries(rows);
    int[] items = data.items(rows);
    float[] scores = new float[rows.length];
    for (int from = 0; from < rows.length; from += BATCH) {
      int to = Math.min(rows.length, from + BATCH);
      float[] batch = new float[to - from];
      Candidates.Each own = new Candidates.Each(Arrays.copyOfRange(items, from, to), 1);
      scorer.score(all.slice(from, to), own, batch);
      int wrong = Soundness.firstNotFinite(batch, 0, batch.length);
      if (wrong >= 0) {
        throw Soundness.notFinite(
            data.space(), all.users()[from + wrong], items[from + wrong], batch[wrong]);
      }
      System.arraycopy(batch, 0, scores, from, batch.length);
    }
    return scores;
  }

  /**
   * How well some rows are predicted, as far as the data and the objective allow: the objective's
   * own metrics, and {@code auc}, how well the scores tell the rows that were liked from those that
   * were not.
   *
   * @return the metrics in fixed order, none where nothing applies; AUC is NaN where all rows or
   *     none are liked
   */
  public static Map<String, Double> predicting(
      Scorer scorer, Objective objective, Dataset data, int[][] known, int[] rows) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    float[] targets = objective.targets(data);
    if (rows.length == 0 || (targets == null && !data.likes().judged())) {
      return metrics;
    }
    float[] scores = scores(scorer, data, known, rows);
    Set<RowMetric> measured = new LinkedHashSet<>(objective.rowMetrics());
    measured.add(RowMetric.Standard.AUC);
    for (RowMetric metric : measured) {
      switch (metric.against()) {
        case TARGET -> {
          if (targets != null) {
            metrics.put(metric.label(), metric.value(scores, Dataset.gathered(targets, rows)));
          }
        }
        case LIKED -> {
          if (data.likes().judged()) {
            metrics.put(metric.label(), metric.value(scores, liked(data, rows)));
          }
        }
      }
    }
    return metrics;
  }

  private static float[] liked(Dataset data, int[] rows) {
    float[] liked = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      liked[i] = data.likes().rows()[rows[i]] ? 1 : 0;
    }
    return liked;
  }

  /**
   * All that is measured on the test rows, training and validation rows being known: what {@link
   * #predicting} gives, then the metrics of ranking at 10, then how many of the items the lists
   * show.
   */
  public static Map<String, Double> test(Scorer scorer, Objective objective, Dataset data) {
    return test(scorer, objective, data, Catalogue.STANDARD.metrics(), TrainingListener.SILENT);
  }

  /** As above by some metrics of ranking, telling a listener how far it is. */
  public static Map<String, Double> test(
      Scorer scorer,
      Objective objective,
      Dataset data,
      List<RankingMetric> metrics,
      TrainingListener listener) {
    Map<String, Double> all =
        new LinkedHashMap<>(
            predicting(scorer, objective, data, knownInTest(data), data.split().test()));
    all.putAll(lists(scorer, data, metrics, listener));
    return all;
  }

  /** The metrics of ranking among those of {@link #test}. */
  static Map<String, Double> lists(
      Scorer scorer, Dataset data, List<RankingMetric> metrics, TrainingListener listener) {
    FullRanking ranking = FullRanking.at(K).withMetrics(metrics).withListener(listener::onRanked);
    return means(
        ranking(scorer, data, knownInTest(data), data.split().test(), ranking), data.space());
  }

  private static int[][] knownInTest(Dataset data) {
    return new int[][] {data.split().train(), data.split().validation()};
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

  /**
   * How well the liked items of some rows are found among all items: every item that the user does
   * not have in the known rows is a candidate.
   *
   * <p>Rows of users without a code are left out. Relevant items that the scorer does not know
   * cannot be recommended and count as missed. If no user is left, the means are NaN.
   *
   * @param known rows whose items are no candidates
   * @param rows rows whose liked items are to be found
   */
  public static RankingResult ranking(
      Scorer scorer, Dataset data, int[][] known, int[] rows, FullRanking ranking) {
    Histories histories =
        scorer.readsHistory()
            ? data.events(known).histories()
            : Histories.empty(data.space().users().size());
    return ranking(scorer, data, histories, data.seen(known), rows, ranking);
  }

  /**
   * As above, where what is known comes from elsewhere than the data.
   *
   * @param histories what each user code liked
   * @param seen by user code, the items that are no candidates
   */
  public static RankingResult ranking(
      Scorer scorer,
      Dataset data,
      Histories histories,
      ItemLists seen,
      int[] rows,
      FullRanking ranking) {
    int[] ofUsers =
        Arrays.stream(data.liked(rows))
            .filter(row -> data.examples().users()[row] != Vocabulary.UNKNOWN)
            .toArray();
    if (ofUsers.length == 0) {
      return RankingResult.ofNobody(ranking.names());
    }
    int[] everyone = IntStream.range(0, data.space().users().size()).toArray();
    return ranking.evaluate(
        Soundness.checked(scorer),
        Queries.of(data.space(), everyone, histories),
        seen,
        data.seen(ofUsers));
  }
}
