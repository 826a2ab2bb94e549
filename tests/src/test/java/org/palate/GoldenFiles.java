// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.palate.io.Json;
import org.palate.io.JsonObject;
import org.palate.io.SafetensorsFile;

/**
 * Files with the answers of PyTorch in double precision, one a case, beside the data sets: inputs,
 * outputs and gradients as tensors, attributes and the tolerance as metadata.
 *
 * <p>They lie in the directory that the system property {@code palate.golden} names, else in {@code
 * golden/public} beside that of the data sets.
 */
public final class GoldenFiles {
  private GoldenFiles() {}

  /** Compares one case. */
  public interface Comparison {
    /** Says whether the case is one that Palate has; throws if it has it and disagrees. */
    boolean compare(Case golden) throws IOException;
  }

  /** One file. */
  public record Case(String name, SafetensorsFile file, JsonObject attrs, double tolerance) {
    /** Asserts that values agree within the case's tolerance, relative above 1. */
    public void assertNear(String tensor, float[] came) throws IOException {
      float[] expected = file.readFloats(tensor);
      String where = name + ", " + tensor;
      assertEquals(expected.length, came.length, where);
      for (int i = 0; i < came.length; i++) {
        double slack = tolerance * Math.max(1, Math.abs(expected[i]));
        if (expected[i] != came[i]) {
          assertEquals(expected[i], came[i], slack, where + " at " + i);
        }
      }
    }
  }

  /** Where the golden files lie; the calling test is skipped if there are none. */
  public static Path directory() {
    String named = System.getProperty("palate.golden");
    Path golden =
        named != null
            ? Path.of(named)
            : TestData.directory().resolveSibling("golden").resolve("public");
    assumeTrue(Files.isDirectory(golden), () -> "no golden files at " + golden);
    return golden;
  }

  /**
   * Compares all cases of an operation; the calling test is skipped if there are no golden files.
   *
   * @return how many cases the comparison has compared
   */
  public static int compareAll(String operation, Comparison comparison) throws IOException {
    Path folder = directory().resolve(operation);
    List<Path> paths;
    try (Stream<Path> list = Files.list(folder)) {
      paths = list.filter(path -> path.toString().endsWith(".safetensors")).sorted().toList();
    }
    int compared = 0;
    for (Path path : paths) {
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        JsonObject attrs = Json.parseObject(file.metadata().get("attrs"));
        double tolerance = Double.parseDouble(file.metadata().get("tolerance"));
        String name = operation + "/" + path.getFileName();
        if (comparison.compare(new Case(name, file, attrs, tolerance))) {
          compared++;
        }
      }
    }
    return compared;
  }
}
