// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.palate.MatrixScorer;
import org.palate.data.ItemLists;
import org.palate.eval.FullRanking;
import org.palate.eval.RankingResult;
import org.palate.metric.GradedNdcg;
import org.palate.metric.ListMetrics;
import org.palate.metric.PointwiseMetrics;
import org.palate.metric.RankingMetric;
import org.palate.metric.SampledRank;
import org.palate.metric.TopItems;

/** Metrics of rankings, of lists and of predictions; their references are plain loops. */
final class MetricOperations {
  private MetricOperations() {}

  static Map<String, GoldenOperation> operations() {
    return Map.of("metric", MetricOperations::metric);
  }

  private static void metric(GoldenRun run) throws IOException {
    String metric = run.attrs().getString("metric");
    switch (metric) {
      case "hr", "recall", "precision", "mrr", "map", "ndcg" -> ranked(run, metric);
      case "ndcg_graded_exp" -> graded(run, GradedNdcg.EXPONENTIAL);
      case "ndcg_graded_linear" -> graded(run, GradedNdcg.LINEAR);
      case "topk_from_scores" -> topK(run);
      case "sampled_rank" -> sampledRank(run);
      case "auc" -> value(run, PointwiseMetrics.auc(floats(run, "scores"), floats(run, "labels")));
      case "gauc" -> {
        PointwiseMetrics.GroupedAuc auc =
            PointwiseMetrics.groupedAuc(
                run.longs("input.group"), floats(run, "scores"), floats(run, "labels"));
        value(run, auc.weighted());
        run.output("unweighted", single(auc.unweighted()));
      }
      case "logloss" -> {
        double eps = run.attrs().getDouble("eps");
        float[] probabilities = floats(run, "probabilities");
        value(run, PointwiseMetrics.logLoss(probabilities, floats(run, "labels"), eps));
      }
      case "rmse" -> value(run, PointwiseMetrics.rmse(floats(run, "pred"), floats(run, "target")));
      case "mae" -> value(run, PointwiseMetrics.mae(floats(run, "pred"), floats(run, "target")));
      case "coverage" -> value(run, ListMetrics.coverage(lists(run), k(run), items(run)));
      case "gini" -> {
        run.output("counts", ListMetrics.counts(lists(run), k(run), items(run)));
        value(run, ListMetrics.gini(lists(run), k(run), items(run)));
      }
      case "novelty" ->
          perUser(
              run,
              ListMetrics.novelty(
                  lists(run),
                  k(run),
                  run.longs("input.item_counts"),
                  run.attrs().getLong("num_users")));
      case "intra_list_diversity" -> {
        int dim = run.shape("input.item_vectors")[1];
        perUser(run, ListMetrics.diversity(lists(run), k(run), floats(run, "item_vectors"), dim));
      }
      default -> throw new IllegalArgumentException("metric " + metric);
    }
  }

  private static int k(GoldenRun run) {
    return run.attrs().getInt("k");
  }

  private static int items(GoldenRun run) {
    return run.attrs().getInt("num_items");
  }

  private static float[] floats(GoldenRun run, String name) throws IOException {
    return run.tensor("input." + name).toArray();
  }

  private static float[] single(double value) {
    return new float[] {(float) value};
  }

  private static void value(GoldenRun run, double value) throws IOException {
    run.output("value", single(value));
  }

  private static void perUser(GoldenRun run, double[] values) throws IOException {
    run.output("per_user", rounded(values));
    value(run, Arrays.stream(values).sum() / values.length);
  }

  private static float[] rounded(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** The rows of a matrix of ids, where -1 stands for nothing. */
  private static List<int[]> rows(GoldenRun run, String name) throws IOException {
    int columns = run.shape(name)[1];
    int[] flat = run.ints(name).data();
    List<int[]> rows = new ArrayList<>();
    for (int at = 0; at < flat.length; at += columns) {
      rows.add(Arrays.stream(flat, at, at + columns).filter(id -> id >= 0).toArray());
    }
    return rows;
  }

  private static ItemLists lists(GoldenRun run) throws IOException {
    return ItemLists.of(rows(run, "input.ranked"));
  }

  private static void ranked(GoldenRun run, String name) throws IOException {
    RankingMetric metric = RankingMetric.Standard.valueOf(name.toUpperCase(Locale.ROOT));
    List<int[]> listed = rows(run, "input.ranked");
    List<int[]> relevant = rows(run, "input.relevant");
    perUserWithRelevant(
        run,
        relevant,
        user -> {
          int[] wanted = relevant.get(user);
          int[] ids = listed.get(user);
          int[] hits =
              IntStream.rangeClosed(1, ids.length)
                  .filter(rank -> IntStream.of(wanted).anyMatch(id -> id == ids[rank - 1]))
                  .toArray();
          return metric.value(hits, hits.length, wanted.length, k(run));
        });
  }

  private static void graded(GoldenRun run, GradedNdcg metric) throws IOException {
    List<int[]> listed = rows(run, "input.ranked");
    List<int[]> relevant = rows(run, "input.relevant");
    float[] gains = floats(run, "gains");
    int columns = run.shape("input.relevant")[1];
    int[] ids = run.ints("input.relevant").data();
    perUserWithRelevant(
        run,
        relevant,
        user -> {
          Map<Integer, Float> grades = new HashMap<>();
          for (int i = user * columns; i < (user + 1) * columns; i++) {
            if (ids[i] >= 0) {
              grades.put(ids[i], gains[i]);
            }
          }
          return metric.value(listed.get(user), grades, k(run));
        });
  }

  /** Users without relevant items have 0, which counts in one mean and not in the other. */
  private static void perUserWithRelevant(
      GoldenRun run, List<int[]> relevant, ToDoubleFunction<Integer> metric) throws IOException {
    double[] values = new double[relevant.size()];
    int counted = 0;
    for (int user = 0; user < values.length; user++) {
      if (relevant.get(user).length > 0) {
        values[user] = metric.applyAsDouble(user);
        counted++;
      }
    }
    double sum = Arrays.stream(values).sum();
    run.output("per_user", rounded(values));
    run.output("mean", single(counted == 0 ? 0 : sum / counted));
    run.output("mean_all", single(sum / values.length));
  }

  private static void sampledRank(GoldenRun run) throws IOException {
    float[] positives = floats(run, "pos");
    float[] negatives = floats(run, "neg");
    int samples = run.shape("input.neg")[1];
    double[] ranks = new double[positives.length];
    for (int i = 0; i < ranks.length; i++) {
      double tie = run.attrs().getDouble("tie");
      ranks[i] = SampledRank.of(positives[i], negatives, i * samples, (i + 1) * samples, tie);
    }
    run.output("rank", rounded(ranks));
    run.output("hr", single(SampledRank.hitRate(ranks, k(run))));
    run.output("mrr", single(SampledRank.mrr(ranks)));
    run.output("ndcg", single(SampledRank.ndcg(ranks, k(run))));
  }

  private static void topK(GoldenRun run) throws IOException {
    int[] shape = run.shape("input.scores");
    int users = shape[0];
    int items = shape[1];
    int k = k(run);
    float[] scores = floats(run, "scores");
    boolean[] excluded = run.flags("input.exclude_mask");
    boolean[] relevant = run.flags("input.relevant_mask");
    long[] top = new long[users * k];
    Arrays.fill(top, -1);
    TopItems best = new TopItems(k);
    for (int user = 0; user < users; user++) {
      byte[] marks = new byte[items];
      for (int item = 0; item < items; item++) {
        marks[item] = (byte) (excluded[user * items + item] ? 1 : 0);
      }
      best.select(scores, user * items, items, marks);
      for (int rank = 1; rank <= best.size(); rank++) {
        top[user * k + rank - 1] = best.id(rank);
      }
    }
    run.output("top", top);
    ItemLists wanted = marked(relevant, items);
    // Where nobody wants anything there is nothing to rank for.
    RankingResult result =
        wanted.items().length == 0
            ? RankingResult.ofNobody(List.of())
            : ranking(FullRanking.at(k), scores, items, marked(excluded, items), wanted);
    for (RankingMetric metric : RankingMetric.Standard.values()) {
      float[] perUser = new float[users];
      for (int i = 0; i < result.users().length; i++) {
        perUser[result.users()[i]] = (float) result.values(metric.at(k))[i];
      }
      run.output(metric.label(), perUser);
    }
  }

  /** Item i of the file has code i + 1 here, where 0 is the unknown item. */
  private static RankingResult ranking(
      FullRanking ranking, float[] scores, int items, ItemLists excluded, ItemLists wanted) {
    float[][] rows = new float[scores.length / items][items + 1];
    for (int user = 0; user < rows.length; user++) {
      System.arraycopy(scores, user * items, rows[user], 1, items);
    }
    MatrixScorer scorer = MatrixScorer.of(rows);
    return ranking.evaluate(scorer, scorer.everyone(), excluded, wanted);
  }

  private static ItemLists marked(boolean[] mask, int items) {
    List<int[]> lists = new ArrayList<>();
    for (int at = 0; at < mask.length; at += items) {
      int row = at;
      lists.add(
          IntStream.range(0, items).filter(item -> mask[row + item]).map(i -> i + 1).toArray());
    }
    return ItemLists.of(lists);
  }
}
