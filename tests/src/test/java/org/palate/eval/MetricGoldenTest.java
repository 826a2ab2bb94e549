// SPDX-License-Identifier: Apache-2.0
package org.palate.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palate.GoldenFiles;
import org.palate.io.Json;
import org.palate.io.JsonObject;
import org.palate.io.SafetensorsFile;

/** Metrics worked out elsewhere in plain loops, read from golden files beside the data sets. */
class MetricGoldenTest {
  private static final List<String> RANKED =
      List.of("hr", "recall", "ndcg", "mrr", "precision", "map");

  private final List<String> compared = new ArrayList<>();

  @Test
  void everyMetricAgreesWithItsGoldenFiles() throws IOException {
    Path golden = GoldenFiles.directory().resolve("metric");
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(golden)) {
      paths = walk.filter(path -> path.toString().endsWith(".safetensors")).sorted().toList();
    }
    for (Path path : paths) {
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        compare(path.getFileName().toString(), file);
      }
    }
    assertTrue(compared.size() >= 100, "compared only " + compared);
  }

  private void compare(String name, SafetensorsFile file) throws IOException {
    JsonObject attrs = Json.parseObject(file.metadata().get("attrs"));
    String metric = attrs.getString("metric");
    if (metric.equals("topk_from_scores")) {
      topK(name, file, attrs.getInt("k"));
    } else if (RANKED.contains(metric)) {
      ranked(name, file, metric + "@" + attrs.getInt("k"));
    } else {
      double value;
      switch (metric) {
        case "auc" -> value = PointwiseMetrics.auc(floats(file, "scores"), floats(file, "labels"));
        case "logloss" ->
            value =
                PointwiseMetrics.logLoss(
                    floats(file, "probabilities"), floats(file, "labels"), attrs.getDouble("eps"));
        case "rmse" -> value = PointwiseMetrics.rmse(floats(file, "pred"), floats(file, "target"));
        case "mae" -> value = PointwiseMetrics.mae(floats(file, "pred"), floats(file, "target"));
        default -> {
          return;
        }
      }
      assertNear(name, file.readFloats("output.value")[0], value);
    }
    compared.add(name);
  }

  /** Scores that fall along the given list; what is not on it is taken as seen. */
  private static void ranked(String name, SafetensorsFile file, String metric) throws IOException {
    int[][] lists = rows(file, "input.ranked");
    int[][] relevant = rows(file, "input.relevant");
    int items = 1;
    for (int[][] matrix : List.of(lists, relevant)) {
      for (int[] row : matrix) {
        items = Math.max(items, 1 + IntStream.of(row).max().orElse(0));
      }
    }
    float[][] scores = new float[lists.length][items];
    List<int[]> seen = new ArrayList<>();
    List<int[]> wanted = new ArrayList<>();
    for (int u = 0; u < lists.length; u++) {
      int[] listed = IntStream.of(lists[u]).filter(item -> item >= 0).toArray();
      for (int i = 0; i < listed.length; i++) {
        scores[u][listed[i]] = listed.length - i;
      }
      float[] row = scores[u];
      seen.add(IntStream.range(0, items).filter(item -> row[item] == 0).toArray());
      wanted.add(IntStream.of(relevant[u]).filter(item -> item >= 0).toArray());
    }
    int k = Integer.parseInt(metric.substring(metric.indexOf('@') + 1));
    RankingResult result =
        FullRanking.at(k).evaluate(new Scores(scores), ItemLists.of(seen), ItemLists.of(wanted));
    float[] perUser = file.readFloats("output.per_user");
    for (int i = 0; i < result.users().length; i++) {
      assertNear(name, perUser[result.users()[i]], result.values(metric)[i]);
    }
    assertNear(name, file.readFloats("output.mean")[0], result.mean(metric));
  }

  private static void topK(String name, SafetensorsFile file, int k) throws IOException {
    long[] shape = file.shape("input.scores");
    int users = (int) shape[0];
    int items = (int) shape[1];
    float[] flat = file.readFloats("input.scores");
    boolean[] excluded = file.readBooleans("input.exclude_mask");
    boolean[] relevant = file.readBooleans("input.relevant_mask");
    int[] expected = file.readInts("output.top");
    float[][] scores = new float[users][items];
    List<int[]> seen = new ArrayList<>();
    List<int[]> wanted = new ArrayList<>();
    TopK top = new TopK(k);
    for (int u = 0; u < users; u++) {
      int row = u * items;
      System.arraycopy(flat, row, scores[u], 0, items);
      seen.add(IntStream.range(0, items).filter(i -> excluded[row + i]).toArray());
      wanted.add(IntStream.range(0, items).filter(i -> relevant[row + i]).toArray());
      byte[] marks = new byte[items];
      for (int item : seen.get(u)) {
        marks[item] = 1;
      }
      top.select(flat, row, items, marks);
      for (int rank = 1; rank <= k; rank++) {
        assertEquals(expected[u * k + rank - 1], rank <= top.size() ? top.id(rank) : -1, name);
      }
    }
    RankingResult result =
        FullRanking.at(k).evaluate(new Scores(scores), ItemLists.of(seen), ItemLists.of(wanted));
    for (String metric : RANKED) {
      float[] perUser = file.readFloats("output." + metric);
      for (int i = 0; i < result.users().length; i++) {
        assertNear(name, perUser[result.users()[i]], result.values(metric + "@" + k)[i]);
      }
    }
  }

  private record Scores(float[][] rows) implements RankingModel {
    @Override
    public int items() {
      return rows[0].length;
    }

    @Override
    public void scores(int[] users, int from, int to, float[] out) {
      for (int i = from; i < to; i++) {
        System.arraycopy(rows[users[i]], 0, out, (i - from) * items(), items());
      }
    }
  }

  private static float[] floats(SafetensorsFile file, String name) throws IOException {
    return file.readFloats("input." + name);
  }

  private static int[][] rows(SafetensorsFile file, String name) throws IOException {
    long[] shape = file.shape(name);
    int columns = (int) shape[1];
    int[] flat = file.readInts(name);
    int[][] rows = new int[(int) shape[0]][columns];
    for (int r = 0; r < rows.length; r++) {
      System.arraycopy(flat, r * columns, rows[r], 0, columns);
    }
    return rows;
  }

  /** The references were rounded to float. */
  private static void assertNear(String name, float expected, double got) {
    assertEquals(expected, got, 1e-6 * Math.max(1, Math.abs(expected)), name);
  }
}
