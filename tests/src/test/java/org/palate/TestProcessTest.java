// SPDX-License-Identifier: Apache-2.0
package org.palate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestProcessTest {
  /** What the processes of this test run: it repeats its arguments and says what it was given. */
  static final class Echo {
    public static void main(String[] args) throws Exception {
      if (args[0].equals("sleep")) {
        Thread.sleep(60_000);
      }
      System.out.println(String.join(" ", args) + " " + System.getProperty("palate.kernels"));
      System.err.println(System.getenv("PALATE_SAID") + " " + System.in.read());
      System.exit(3);
    }
  }

  /** What a test does: it starts an {@link Echo} and says what came of it. */
  static final class Starter {
    public static void main(String[] args) throws Exception {
      TestProcess echo =
          TestProcess.java(List.of(args), Echo.class, "inner")
              .withEnvironment("JDK_JAVA_OPTIONS", "-Xmx100m");
      TestProcess.Result result = echo.run();
      System.out.print(result.out() + result.err());
    }
  }

  @Test
  void optionsForTheJvmsOfTheTestsReachThoseThatTheyStart() throws Exception {
    String options = "-Dpalate.jvm=-Dpalate.kernels=outer -Dother=1";
    TestProcess.Result given = TestProcess.java(List.of(options), Starter.class).run();
    assertEquals("inner outer\nnull -1\n", given.out(), given::err);
    TestProcess.Result overridden =
        TestProcess.java(List.of(options), Starter.class, "-Dpalate.kernels=inner").run();
    assertEquals("inner inner\nnull -1\n", overridden.out(), overridden::err);
  }

  @Test
  void returnsStatusAndBothStreams() throws Exception {
    TestProcess.Result result =
        TestProcess.java(List.of("-Dpalate.kernels=scalar"), Echo.class, "one", "two words")
            .withEnvironment("PALATE_SAID", "hello")
            .run();
    assertEquals(3, result.status());
    assertEquals("one two words scalar\n", result.out());
    assertEquals("hello -1\n", result.err());
  }

  @Test
  void endsWhatTakesTooLong() {
    TestProcess slow =
        TestProcess.java(List.of(), Echo.class, "sleep").withTimeout(Duration.ofMillis(300));
    AssertionError error = assertThrows(AssertionError.class, slow::run);
    assertTrue(error.getMessage().contains("did not end within PT0.3S"), error::getMessage);
  }

  @Test
  void modulesAreOnTheirPath() throws Exception {
    TestProcess described =
        new TestProcess(
            List.of(
                TestProcess.javaProgram(),
                "-p",
                TestProcess.modulePath(),
                "--describe-module",
                "org.palate.models"),
            java.util.Map.of(),
            TestData.checkout(),
            Duration.ofSeconds(30));
    TestProcess.Result result = described.run();
    assertTrue(result.out().contains("requires org.palate.engine transitive"), result::out);
  }
}
