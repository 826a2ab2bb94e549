// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The golden files of the repository, which every build checks, on both kernels. */
@Tag("both-kernels")
class OwnGoldenTest {
  @Test
  void everyFileOfTheRepositoryAgreesWithPyTorch() throws IOException {
    GoldenReport report =
        GoldenReport.of(GoldenFiles.own(), GoldenOperations.all(), operation -> true);
    assertEquals(0, report.failed(), report::text);
  }
}
