// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the checkout and the real data sets lie.
 *
 * <p>The data do not belong to the repository. They are looked for in the directory that the
 * environment variable {@code PALATE_DATA} names, else in {@code ../shared/data} beside the
 * checkout; a test whose file is not there is skipped, and says which file it wants.
 */
public final class TestData {
  private TestData() {}

  /** The root of the checkout: the directory that holds the parent {@code pom.xml}. */
  public static Path checkout() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("engine")) && Files.isDirectory(at.resolve("tests"))) {
        return at;
      }
    }
    throw new IllegalStateException(
        "expected the tests to run inside a checkout of Palate, but no directory above "
            + Path.of("").toAbsolutePath()
            + " holds engine/ and tests/");
  }

  /** The directory of the data sets, whether or not it exists. */
  public static Path directory() {
    String named = System.getenv("PALATE_DATA");
    return named != null
        ? Path.of(named).toAbsolutePath()
        : checkout().resolveSibling("shared").resolve("data");
  }

  /**
   * The path of a data file or directory; the calling test is skipped when it is absent.
   *
   * @param name relative to the data directory, such as {@code ml-100k/u.data}
   */
  public static Path assumePresent(String name) {
    Path file = directory().resolve(name);
    assumeTrue(
        Files.exists(file),
        () ->
            "no "
                + file
                + ": set PALATE_DATA to a directory that holds "
                + name
                + " to run this test");
    return file;
  }
}
