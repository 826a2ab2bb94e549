// SPDX-License-Identifier: Apache-2.0
package org.palate.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palate.MatrixScorer;
import org.palate.TestData;
import org.palate.data.ItemLists;

/** Popularity on real sequences gives the figures that the data's own README states. */
class PopularityOnRealDataTest {
  @ParameterizedTest
  @CsvSource({
    "ml-1m/ml-1m.seq.txt, 2, 0.039404, 0.019398, 0.013478",
    "ml-1m/ml-1m.seq.txt, 1, 0.039238, 0.019342, 0.013452",
    "amazon-seq/Beauty.txt, 2, 0.011537, 0.005456, 0.003594",
    "amazon-seq/Beauty.txt, 1, 0.013460, 0.006075, 0.003851"
  })
  void lastItemHeldOut(String file, int uncounted, double hr, double ndcg, double mrr)
      throws IOException {
    List<int[]> sequences = new ArrayList<>();
    int items = 0;
    for (String line : Files.readAllLines(TestData.assumePresent(file))) {
      int[] fields = Arrays.stream(line.trim().split(" ")).mapToInt(Integer::parseInt).toArray();
      int[] sequence = Arrays.copyOfRange(fields, 1, fields.length);
      items = Math.max(items, Arrays.stream(sequence).max().orElseThrow() + 1);
      sequences.add(sequence);
    }
    float[] popularity = new float[items];
    List<int[]> seen = new ArrayList<>();
    List<int[]> heldOut = new ArrayList<>();
    for (int[] sequence : sequences) {
      for (int i = 0; i < sequence.length - uncounted; i++) {
        popularity[sequence[i]]++;
      }
      seen.add(Arrays.copyOf(sequence, sequence.length - 1));
      heldOut.add(new int[] {sequence[sequence.length - 1]});
    }
    float[][] rows = new float[sequences.size()][];
    Arrays.fill(rows, popularity);
    MatrixScorer scorer = MatrixScorer.of(rows);
    RankingResult result =
        FullRanking.at(10)
            .evaluate(scorer, scorer.everyone(), ItemLists.of(seen), ItemLists.of(heldOut));
    assertEquals(hr, result.mean("hr@10"), 5e-7);
    assertEquals(ndcg, result.mean("ndcg@10"), 5e-7);
    assertEquals(mrr, result.mean("mrr@10"), 5e-7);
  }
}
