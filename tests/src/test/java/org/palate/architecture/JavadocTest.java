// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.DocumentationTool;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestData;

/** Whoever includes the libraries can make their documentation. */
final class JavadocTest {
  /**
   * What is no complaint here: a parameter or a result without a tag of its own, where the sentence
   * before says what there is to say; and that the Vector API incubates, which no option silences.
   */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "no @(param|return|throws)\\b.*|using incubating module.*: jdk.incubator.vector"
              + "|[0-9,]+ warnings?");

  @TempDir Path directory;

  /** All that javadoc checks; whatever is public, or protected, has a comment. */
  @Test
  void theDocumentationOfBothModulesIsMadeWithoutAComplaint() {
    Path root = TestData.checkout();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    StringWriter out = new StringWriter();
    DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
    List<String> options =
        List.of(
            "-quiet",
            "-Xdoclint:all",
            "-Xmaxwarns",
            String.valueOf(Integer.MAX_VALUE),
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
    boolean made = javadoc.getTask(out, null, found, null, options, null).call();
    List<String> complaints =
        found.getDiagnostics().stream()
            .filter(one -> !ALLOWED.matcher(one.getMessage(Locale.ROOT)).matches())
            .map(JavadocTest::shown)
            .toList();
    assertEquals("", String.join("\n", complaints));
    assertTrue(made, out::toString);
  }

  private static String shown(Diagnostic<? extends JavaFileObject> complaint) {
    String where =
        complaint.getSource() == null
            ? ""
            : complaint.getSource().getName() + ":" + complaint.getLineNumber() + ": ";
    return where + complaint.getMessage(Locale.ROOT);
  }
}
