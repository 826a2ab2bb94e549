// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what there is. */
final class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

  @TempDir Path directory;

  /**
   * A class, a file without one ({@code void main}), or bare statements after their imports; later
   * ones may use the classes of those before.
   */
  @Test
  void everyJavaExampleCompiles() throws IOException {
    for (String name : List.of("README.md", "models/README.md")) {
      Matcher block = JAVA.matcher(Files.readString(TestData.checkout().resolve(name)));
      int examples = 0;
      while (block.find()) {
        examples++;
        assertEquals("", compilerMessages(asFile(block.group(1))), block.group(1));
      }
      assertTrue(examples > 0, name + " has no block that begins with ```java");
    }
  }

  @Test
  void ciRunsTheTestCommandOfTheReadme() throws IOException {
    String command = "mvn verify";
    assertTrue(readme().contains(command), "the README must show " + command);
    assertTrue(ciRuns(command), ".ci/run must call exactly " + command);
  }

  @Test
  void ciInstallsTheJarsAsTheReadmeSays() throws IOException {
    assertTrue(readme().contains("`mvn install`"), "README.md must show mvn install");
    assertTrue(readme().contains("`-DskipTests`"), "README.md must show -DskipTests");
    assertTrue(ciRuns("mvn install -DskipTests"), ".ci/run must install the jars");
  }

  @Test
  void ciRunsTheTestsAsOtherCpusDo() throws IOException {
    String readme = Files.readString(TestData.checkout().resolve("tests/README.md"));
    for (String cpu : List.of("-Dpalate.jvm=-XX:UseAVX=2", "-Dpalate.jvm=-XX:UseAVX=1")) {
      String command = "mvn verify " + cpu;
      assertTrue(readme.contains(command + " "), "tests/README.md must show " + command);
      assertTrue(ciRuns(command), ".ci/run must call exactly " + command);
    }
  }

  private static boolean ciRuns(String command) throws IOException {
    return Files.readString(TestData.checkout().resolve(".ci/run"))
        .lines()
        .anyMatch(("step " + command)::equals);
  }

  private static String readme() throws IOException {
    Path readme = TestData.checkout().resolve("README.md");
    assumeTrue(Files.exists(readme), "no README.md yet");
    return Files.readString(readme);
  }

  private static String asFile(String example) {
    if (example.contains("void main(") || Pattern.compile("\\bclass \\w").matcher(example).find()) {
      return example;
    }
    StringBuilder imports = new StringBuilder();
    StringBuilder statements = new StringBuilder();
    example
        .lines()
        .forEach(
            line -> (line.startsWith("import ") ? imports : statements).append(line).append('\n'));
    return imports + "void main() throws Exception {\n" + statements + "}\n";
  }

  private String compilerMessages(String source) throws IOException {
    Matcher type = Pattern.compile("public (?:final )?class (\\w+)").matcher(source);
    Path file = directory.resolve((type.find() ? type.group(1) : "Example") + ".java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          Stream.of(
                  List.of("-p", TestProcess.modulePath(), "--add-modules", "org.palate.models"),
                  List.of("-cp", directory.toString()),
                  List.of("-Xlint:all,-incubating", "-Werror", "-d", directory.toString()))
              .flatMap(List::stream)
              .toList();
      compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file)).call();
    }
    return messages.toString();
  }
}
