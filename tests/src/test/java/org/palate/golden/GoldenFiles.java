// SPDX-License-Identifier: Apache-2.0
package org.palate.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.palate.TestData;

/**
 * Where the golden files lie: the answers of PyTorch in double precision, one case a file, with
 * inputs, outputs and gradients as tensors, and with attributes and the tolerance as metadata.
 *
 * <p>The system property {@code palate.golden} names their directory, relative to where {@code mvn}
 * was called; else they are looked for in {@code golden/public} beside the data sets.
 */
public final class GoldenFiles {
  private GoldenFiles() {}

  /**
   * The small set that belongs to the repository; {@code tests/src/test/golden/make.py} made it.
   */
  public static Path own() {
    return TestData.checkout().resolve("tests/src/test/golden/files");
  }

  /**
   * The directory that was asked for; the calling test is skipped if none was and the usual one is
   * not there.
   *
   * @throws NoSuchFileException if one was asked for that does not exist
   */
  public static Path directory() throws IOException {
    String named = System.getProperty("palate.golden");
    if (named != null) {
      Path directory =
          Path.of(System.getProperty("palate.calledFrom", "")).resolve(named).normalize();
      if (!Files.isDirectory(directory)) {
        throw new NoSuchFileException(
            directory.toAbsolutePath().toString(), null, "palate.golden names no directory");
      }
      return directory;
    }
    Path usual = TestData.directory().resolveSibling("golden").resolve("public");
    assumeTrue(
        Files.isDirectory(usual),
        () -> "no golden files at " + usual + ": name a directory with -Dpalate.golden=DIR");
    return usual;
  }

  /**
   * All golden files below a directory, at any depth, in the order of their paths.
   *
   * @throws NoSuchFileException if there is none
   */
  public static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> files =
          walk.filter(path -> path.toString().endsWith(".safetensors")).sorted().toList();
      if (files.isEmpty()) {
        throw new NoSuchFileException(
            directory.toAbsolutePath().toString(), null, "holds no .safetensors file");
      }
      return files;
    }
  }
}
