// SPDX-License-Identifier: Apache-2.0
package org.palate.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every test skips where JUnit sees it; one that does not is caught. */
final class SkipRulesTest {
  /** A class as of a test: assumptions, what calls one, and the member of the example. */
  private static final String CLASS =
      """
      import static org.junit.jupiter.api.Assertions.assertThrows;
      import static org.junit.jupiter.api.Assumptions.assumeTrue;
      class A {
        static int present() { assumeTrue(System.nanoTime() > 0, () -> "none"); return 1; }
        static int deep() { return present(); }
        static int whole(int of) { return of; }
        %s
      }
      """;

  @TempDir Path directory;

  @Test
  void everyTestSkipsWhereJUnitSeesIt() throws IOException, URISyntaxException {
    var tests = SkipRulesTest.class.getProtectionDomain().getCodeSource().getLocation();
    List<ClassModel> types = CompiledClasses.in(Path.of(tests.toURI()));
    assertTrue(types.size() > 200, () -> "only " + types.size() + " classes in " + tests);
    assertEquals(List.of(), SkipRules.broken(types));
  }

  @Test
  void aSkipInsideALambdaIsCaughtHoweverFarDownItIs() throws IOException {
    for (String body :
        List.of(
            "assertThrows(IllegalStateException.class, () -> present());",
            "assertThrows(IllegalStateException.class, () -> whole(deep()));",
            "assertThrows(IllegalStateException.class, A::deep);",
            "assertThrows(IllegalStateException.class, () -> assumeTrue(false));",
            "Thread.ofPlatform().start(A::present);",
            "java.util.stream.Stream.of(1).map(one -> one + deep()).toList();")) {
      assertEquals(
          List.of("A.test may skip the test inside a lambda"),
          broken("void test() {" + body + "}"));
    }
  }

  @Test
  void aSkipBeforeTheLambdaIsAsItShouldBe() throws IOException {
    String body = "int one = deep(); assertThrows(IllegalStateException.class, () -> whole(one));";
    assertEquals(List.of(), broken("void test() {" + body + "}"));
  }

  @Test
  void aSkipThatNoTestRunsIsCaught() throws IOException {
    assertEquals(
        List.of("A.<clinit> may skip a test, but no test runs it"),
        broken("static final int ONE = deep();"));
    assertEquals(
        List.of("A.main may skip a test, but no test runs it"),
        broken("public static void main(String[] arguments) { present(); }"));
  }

  private List<String> broken(String member) throws IOException {
    return SkipRules.broken(CompiledClasses.of(directory, List.of(CLASS.formatted(member))));
  }
}
