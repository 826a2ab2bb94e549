// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palate.TestData;
import org.palate.data.Interactions;
import org.palate.data.Vocabulary;
import org.palate.data.split.Split;
import org.palate.data.split.SplitSpec;
import org.palate.eval.FullRanking;
import org.palate.eval.RankingResult;
import org.palate.feature.FeatureSpace;
import org.palate.metric.SampledRank;
import org.palate.recommender.Candidates;
import org.palate.recommender.Dataset;
import org.palate.recommender.FittedModel;
import org.palate.recommender.FittedModel.Listener;
import org.palate.recommender.Histories;
import org.palate.recommender.Queries;
import org.palate.train.Evaluator;
import org.palate.train.Recipe;

/** Fitted models on real data give the figures that others published for them. */
class FittedModelsOnRealDataTest {
  private static final int NEGATIVES = 99;

  /** Rows of users and items, of which the first are for training, as likes without ratings. */
  private static final class Rows {
    final Vocabulary.Builder users = new Vocabulary.Builder();
    final Vocabulary.Builder items = new Vocabulary.Builder();
    final List<int[]> rows = new ArrayList<>();

    void add(String user, String item) {
      rows.add(new int[] {users.add(user), items.add(item)});
    }

    Dataset dataset(int[] train, int[] validation, int[] test) {
      Interactions data =
          Interactions.of(
              users.build(),
              rows.stream().mapToInt(row -> row[0]).toArray(),
              items.build(),
              rows.stream().mapToInt(row -> row[1]).toArray());
      Split split = new Split(new SplitSpec.LeaveOneOut(), 1, train, validation, test);
      return Dataset.of(FeatureSpace.fit(data, train), data, split, 4);
    }
  }

  private static FittedModel fitted(String model, String settings, Dataset data) {
    Recipe recipe = Recipe.of(model);
    for (String setting : settings.split(" ")) {
      recipe = recipe.with(setting.split("=")[0], setting.split("=")[1]);
    }
    FittedModel fitted = (FittedModel) recipe.model().create(data.space(), 1);
    fitted.fit(data, Listener.SILENT);
    return fitted;
  }

  /** The held-out item of each user among 99 others: the figures of the README of the data. */
  @Test
  void easeUnderTheProtocolOfNcf() throws IOException {
    Path train = TestData.assumePresent("ncf-ml1m/ml-1m.train.ui");
    Path test = TestData.assumePresent("ncf-ml1m/ml-1m.test.negative");
    Rows rows = new Rows();
    try (var lines = Files.lines(train)) {
      lines.map(line -> line.split("\t")).forEach(row -> rows.add(row[0], row[1]));
    }
    int[] all = IntStream.range(0, rows.rows.size()).toArray();
    Dataset data = rows.dataset(all, new int[0], new int[0]);
    FittedModel ease = fitted("ease", "lambda=1000", data);

    List<String> lines = Files.readAllLines(test);
    int[] users = new int[lines.size()];
    int[] candidates = new int[lines.size() * (1 + NEGATIVES)];
    for (int q = 0; q < users.length; q++) {
      String[] line = lines.get(q).replaceAll("[()]", "").replaceFirst(",", "\t").split("\t");
      users[q] = data.space().users().code(line[0]);
      for (int c = 0; c <= NEGATIVES; c++) {
        candidates[q * (1 + NEGATIVES) + c] = data.space().items().code(line[1 + c]);
      }
    }
    Histories histories = data.events(all).histories();
    float[] scores = new float[candidates.length];
    ease.score(
        Queries.of(data.space(), users, histories),
        new Candidates.Each(candidates, 1 + NEGATIVES),
        scores);
    double[] ranks = new double[users.length];
    for (int q = 0; q < ranks.length; q++) {
      int at = q * (1 + NEGATIVES);
      ranks[q] = SampledRank.of(scores[at], scores, at + 1, at + 1 + NEGATIVES, 0);
    }
    assertEquals(6040, ranks.length);
    assertEquals(0.7182, SampledRank.hitRate(ranks, 10), 0.0005);
    assertEquals(0.4511, SampledRank.ndcg(ranks, 10), 0.0005);
  }

  /**
   * The figures of RecBole 1.2, {@code shared/peers/recbole/results.md}: training rows are the
   * history, items of training and validation rows are masked. Its neighbours are ranked in another
   * order where similarities are equal.
   */
  @ParameterizedTest
  @CsvSource({
    "ease, lambda=250, 0.2805, 0.5277, 0.3295, 0.8197, 0.2206, 0.00005",
    "itemknn, neighbours=100 shrink=0, 0.247, 0.4623, 0.2834, 0.7847, 0.1931, 0.001"
  })
  void onTheRowsOfRecBole(
      String model,
      String settings,
      double recall,
      double mrr,
      double ndcg,
      double hit,
      double precision,
      double tolerance)
      throws IOException {
    Path file = TestData.assumePresent("../peers/recbole/general-split.tsv");
    Rows rows = new Rows();
    List<List<Integer>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<String> names = List.of("train", "valid", "test");
    for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
      String[] row = line.split("\t");
      parts.get(names.indexOf(row[4])).add(rows.rows.size());
      rows.add(row[0], row[1]);
    }
    int[][] split =
        parts.stream()
            .map(part -> part.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    Dataset data = rows.dataset(split[0], split[1], split[2]);
    RankingResult result =
        Evaluator.ranking(
            fitted(model, settings, data).ready(),
            data,
            data.events(split[0]).histories(),
            data.seen(Arrays.copyOf(split, 2)),
            split[2],
            FullRanking.at(10));
    // Half of the last digit that is given, and a little for how that was rounded.
    double allowed = tolerance + 1e-5;
    assertEquals(recall, result.mean("recall@10"), allowed);
    assertEquals(mrr, result.mean("mrr@10"), allowed);
    assertEquals(ndcg, result.mean("ndcg@10"), allowed);
    assertEquals(hit, result.mean("hr@10"), allowed);
    assertEquals(precision, result.mean("precision@10"), allowed);
  }
}
