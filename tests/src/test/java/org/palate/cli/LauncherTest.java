// SPDX-License-Identifier: Apache-2.0
package org.palate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.palate.TestData;
import org.palate.TestProcess;
import org.palate.config.Version;
import org.palate.io.Json;
import org.palate.io.JsonObject;

/** {@code models/palate} in a checkout of its own, whose path has spaces. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final String BUILDING = "palate: building the jars ...";

  @TempDir private static Path temporary;

  private static Path checkout;

  @BeforeAll
  static void copyTheSources() throws IOException {
    checkout = temporary.resolve("a fresh 'clone'");
    for (String part :
        List.of("engine/src/main", "models/src/main", "models/palate", "models/jdk.sh")) {
      copy(TestData.checkout().resolve(part), checkout.resolve(part));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(
                  file,
                  to.resolve(from.relativize(file).toString()).normalize(),
                  StandardCopyOption.COPY_ATTRIBUTES);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static TestProcess launch(Path program, String... words) {
    return new TestProcess(
        Stream.concat(Stream.of(program.toString()), Stream.of(words)).toList(),
        Map.of(),
        temporary,
        Duration.ofMinutes(2));
  }

  private static TestProcess launch(String... words) {
    return launch(checkout.resolve("models/palate"), words);
  }

  /** One test in the order of a newcomer's day, for each step stands on the one before. */
  @Test
  void buildsOnceThenWheneverASourceChanged() throws Exception {
    // Two at once on a fresh clone: neither may see the other's half-made jars.
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      Callable<TestProcess.Result> first = () -> launch("info", "--json").run();
      for (Future<TestProcess.Result> launched : both.invokeAll(List.of(first, first))) {
        TestProcess.Result result = launched.get();
        assertEquals(0, result.status(), result::err);
        assertTrue(result.err().contains(BUILDING), result::err);
        assertEquals(Version.PALATE, Json.parseObject(result.out()).getString("version"));
      }
    }

    TestProcess.Result again = launch("info").run();
    assertEquals(0, again.status(), again::err);
    assertFalse(again.err().contains(BUILDING), again::err);

    Path version = checkout.resolve("models/src/main/java/org/palate/config/Version.java");
    String source = Files.readString(version);
    Files.writeString(version, "this is no Java");
    TestProcess.Result broken = launch("--version").run();
    assertEquals(1, broken.status());
    assertEquals("", broken.out());
    assertTrue(broken.err().contains("Version.java:1: error"), broken::err);
    assertTrue(broken.err().contains("palate: the build failed"), broken::err);

    Files.writeString(version, source.replace(Version.PALATE, "9.8.7"));
    TestProcess.Result changed = launch("--version").run();
    assertEquals("palate 9.8.7\n", changed.out(), changed::err);
    try (Stream<Path> builds = Files.list(checkout.resolve("models/target/launcher"))) {
      // "current", its build and the one before it: no build is left to pile up.
      assertTrue(builds.count() <= 3);
    }
  }

  @Test
  void worksThroughLinksAndFromAnyDirectory() throws Exception {
    Path elsewhere = Files.createDirectories(temporary.resolve("else where"));
    Path direct = elsewhere.resolve("direct");
    Files.createSymbolicLink(direct, TestData.checkout().resolve("models/palate"));
    Path relative = elsewhere.resolve("palate");
    Files.createSymbolicLink(relative, Path.of("direct"));
    TestProcess.Result result;
    try {
      result = launch(relative, "--version").withDirectory(elsewhere).run();
    } finally {
      Files.delete(direct);
      Files.delete(relative);
    }
    assertEquals(0, result.status(), result::err);
    assertEquals("palate " + Version.PALATE + "\n", result.out());
  }

  @Test
  void javaOptionsReachTheProcessAndLeaveStandardOutputAlone() throws Exception {
    TestProcess.Result result =
        TestProcess.palate("info", "--json")
            .withEnvironment(
                "JDK_JAVA_OPTIONS", "-Dpalate.kernels=scalar -Xmx700m -XX:+UseSerialGC")
            .run();
    assertEquals(0, result.status(), result::err);
    JsonObject info = Json.parseObject(result.out());
    assertTrue(info.getString("engine").startsWith("scalar kernels"), result::out);
    assertTrue(info.getLong("maxHeapMb") <= 700, result::out);
  }

  @Test
  void anOldJavaOnThePathOrInJavaHomeIsPassedOver() throws Exception {
    Path old = temporary.resolve("old jdk");
    Files.createDirectories(old.resolve("bin"));
    for (String program : List.of("java", "javac")) {
      Path script = old.resolve("bin").resolve(program);
      Files.writeString(script, "#!/bin/sh\necho 'an old java was started' >&2\nexit 7\n");
      assertTrue(script.toFile().setExecutable(true));
    }
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
    String path = old.resolve("bin") + ":" + System.getenv("PATH");
    TestProcess.Result byHome =
        TestProcess.palate("--version").withEnvironment("JAVA_HOME", old.toString()).run();
    // The JDK that runs this test may be in none of the usual places: name it.
    TestProcess.Result byPath =
        TestProcess.palate("--version")
            .withEnvironment("PATH", path)
            .withEnvironment("JAVA_HOME", System.getProperty("java.home"))
            .run();
    for (TestProcess.Result result : List.of(byHome, byPath)) {
      assertEquals("palate " + Version.PALATE + "\n", result.out(), result::err);
    }
  }

  /** {@code script} of util-linux gives the call a terminal. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void helpKnowsTheWidthOfTheTerminal() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")));
    assertEquals(80, widestLine("stty cols 60; '%s' help info 2>/dev/null | cat"), 5);
    assertEquals(60, widestLine("stty cols 60; '%s' help info 2>/dev/null"), 5);
    assertEquals(60, widestLine("stty cols 60; COLUMNS=90 '%s' help info"), 5);
    assertEquals(100, widestLine("stty cols 132; '%s' help info"), 5);
    assertEquals(90, widestLine("stty cols 0; COLUMNS=90 '%s' help info"), 5);
  }

  private static int widestLine(String call) throws Exception {
    String program = TestData.checkout().resolve("models/palate").toString();
    TestProcess.Result result =
        new TestProcess(
                List.of("/usr/bin/script", "-qec", call.formatted(program), "/dev/null"),
                Map.of(),
                temporary,
                Duration.ofMinutes(2))
            .run();
    assertEquals(0, result.status(), result::out);
    return result.out().lines().mapToInt(String::length).max().orElse(0);
  }

  @Test
  void theStatusIsThatOfTheCommandLine() throws Exception {
    TestProcess.Result wrong = TestProcess.palate("inof", "--json").run();
    assertEquals(2, wrong.status(), wrong::err);
    JsonObject error = Json.parseObject(wrong.out()).getObject("error");
    assertTrue(error.getString("message").contains("did you mean 'info'?"), wrong::out);
    assertTrue(wrong.err().contains("See: palate --help"), wrong::err);
  }
}
