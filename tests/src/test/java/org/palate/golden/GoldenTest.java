// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import org.palate.kernel.Engine;

/**
 * Every operation gives PyTorch's answers: the files below {@code -Dpalate.golden=DIR}, by default
 * those beside the data sets. {@code -Dpalate.golden.only=NAME,NAME} takes only some operations.
 */
@Tag("golden")
class GoldenTest {
  @Test
  void everyFileAgreesWithPyTorch() throws IOException {
    Path directory = directory();
    String only = System.getProperty("palate.golden.only", "");
    Set<String> names = new TreeSet<>(Arrays.asList(only.split(",")));
    GoldenReport report =
        GoldenReport.of(
            directory, GoldenOperations.all(), name -> only.isEmpty() || names.contains(name));
    System.out.printf("Golden files of %s on %s%n%n", directory, Engine.describe());
    System.out.println(report.text());
    assertTrue(report.files() > 0, () -> "no file of the operations " + only);
    assertEquals(0, report.failed(), "golden files failed; the list is above");
  }

  /** Says why there is nothing to check, where a quiet build would not. */
  private static Path directory() throws IOException {
    try {
      return GoldenFiles.directory();
    } catch (TestAbortedException e) {
      System.out.println(e.getMessage());
      throw e;
    }
  }
}
