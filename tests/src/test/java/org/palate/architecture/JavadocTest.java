// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestData;

/** Whoever includes the libraries can make their documentation. */
final class JavadocTest {
  @TempDir Path directory;

  /**
   * All that javadoc checks, but not whether every parameter has a tag of its own: sentences here
   * say what needs saying.
   */
  @Test
  void theDocumentationOfBothModulesIsMadeWithoutAComplaint() {
    Path root = TestData.checkout();
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    int status =
        ToolProvider.findFirst("javadoc")
            .orElseThrow()
            .run(
                out,
                out,
                "-quiet",
                "-Xdoclint:all,-missing",
                "-encoding",
                "UTF-8",
                "-d",
                directory.toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--module-source-path",
                "org.palate.engine=" + root.resolve("engine/src/main/java"),
                "--module-source-path",
                "org.palate.models=" + root.resolve("models/src/main/java"),
                "--module",
                "org.palate.engine,org.palate.models");
    // -Werror would count what it says of incubating modules, which no option silences.
    String complaints =
        messages
            .toString()
            .replaceAll("warning: \\[incubating].*\\R", "")
            .replaceAll("\\d+ warnings?\\R", "");
    assertEquals("", complaints);
    assertEquals(0, status, complaints);
  }
}
