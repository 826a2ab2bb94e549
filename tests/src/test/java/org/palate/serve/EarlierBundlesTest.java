// SPDX-License-Identifier: Apache-2.0
package org.palate.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.TestData;

/** Bundles that earlier versions wrote still answer what they answered then. */
class EarlierBundlesTest {
  /**
   * Written by commit b0fad2d, whose {@code palate recommend --user 2 -k 3 --json} printed the
   * figures below.
   */
  private static final Path FOLDER =
      TestData.checkout().resolve("tests/src/test/bundles/before-lists-were-measured");

  @Test
  void theyRecommendWhatTheyDid() throws IOException {
    assertEquals(
        List.of(
            new Recommendation("14", "Film number 14 (1994)", 0.5007717f),
            new Recommendation("12", "Film number 12 (1992)", 0.5002094f),
            new Recommendation("13", "Film number 13 (1993)", 0.5001925f)),
        Recommender.load(FOLDER.resolve("fm.palate")).recommend("2", 3));
    assertEquals(
        List.of(
            new Recommendation("11", "Film number 11 (1991)", 6.902751E-4f),
            new Recommendation("10", "Film number 10 (1990)", 6.0449843E-4f),
            new Recommendation("12", "Film number 12 (1992)", -8.101226E-4f)),
        Recommender.load(FOLDER.resolve("mf-bpr.palate")).recommend("2", 3));
  }

  @Test
  void theySayThatTheirListsWereNotComparedWithPopularity() throws IOException {
    for (String name : List.of("fm", "mf-bpr")) {
      Bundle bundle = Bundle.read(FOLDER.resolve(name + ".palate"));
      assertFalse(bundle.listQuality().measured());
      String warnings = bundle.listQuality().warnings().toString();
      assertTrue(warnings.contains("never compared with those of popularity"), warnings);
      assertEquals(name.equals("fm"), warnings.contains("--goal rank"), warnings);
    }
  }
}
