// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.palate.TestProcess;
import org.palate.kernel.base.EngineChoice;
import org.palate.kernel.base.VectorWidth;

/** The choice at start, each in a JVM of its own. */
class EngineTest {

  private static final String MODULE = "--add-modules=jdk.incubator.vector";
  private static final String INFO = "org.palate.models/org.palate.cli.Main";

  @Test
  void withTheModuleVectorKernelsRunAtFullWidthAndNothingIsLogged() throws Exception {
    assumeTrue(VectorWidth.widestBits() >= 128);
    TestProcess.Result result = probe(MODULE, "-Dpalate.threads=2");
    int bits = Math.min(512, VectorWidth.widestBits());
    String expected =
        "vector kernels, " + bits + " bits, " + bits / 32 + " lanes, fma, 2 threads, JDK ";
    List<String> lines = result.out().lines().toList();
    assertEquals("vector", lines.get(0));
    assertTrue(lines.get(1).startsWith(expected), lines.get(1));
    assertTrue(lines.get(1).endsWith(System.getProperty("os.arch")), lines.get(1));
    assertEquals("2", lines.get(2));
    assertFalse(result.err().contains("palate"), result.err());
  }

  @Test
  void withoutTheModuleScalarKernelsRunAndOneLogLineNamesTheFlag() throws Exception {
    TestProcess.Result result = probe();
    List<String> lines = result.out().lines().toList();
    assertEquals("scalar", lines.get(0));
    assertTrue(lines.get(1).startsWith("scalar kernels, "), lines.get(1));
    List<String> advice =
        result.err().lines().filter(line -> line.contains("palate runs")).toList();
    assertEquals(1, advice.size(), result.err());
    assertTrue(advice.get(0).contains("--add-modules jdk.incubator.vector"), advice.get(0));
  }

  @Test
  void scalarKernelsRunOnRequestWithoutALogLine() throws Exception {
    for (String[] flags : new String[][] {{MODULE}, {}}) {
      TestProcess.Result result = probe(with(flags, "-Dpalate.kernels=scalar"));
      assertTrue(result.out().startsWith("scalar\nscalar kernels, "), result.out());
      assertFalse(result.err().contains("palate"), result.err());
    }
  }

  @Test
  void theWidthMayBeChosen() throws Exception {
    assumeTrue(VectorWidth.widestBits() >= 128);
    TestProcess.Result result = probe(MODULE, "-Dpalate.vector.bits=128");
    assertTrue(result.out().contains("vector kernels, 128 bits, 4 lanes, fma"), result.out());
  }

  @Test
  void askingForWhatIsNotThereIsRefusedEveryTime() throws Exception {
    refused("--add-modules jdk.incubator.vector", "-Dpalate.kernels=vector");
    refused("--add-modules jdk.incubator.vector", "-Dpalate.vector.bits=256");
    refused("expected scalar or vector", MODULE, "-Dpalate.kernels=fast");
    refused("expected 128, 256 or 512", MODULE, "-Dpalate.vector.bits=100");
    refused("expected a whole number from 1 to 1024", MODULE, "-Dpalate.threads=0");
  }

  @Test
  void aWidthTheJvmWasToldNotToUseIsRefused() throws Exception {
    assumeTrue(VectorWidth.widestBits() >= 256);
    refused(
        "vectors of at most 128 bits", MODULE, "-XX:MaxVectorSize=16", "-Dpalate.vector.bits=256");
  }

  @Test
  void withoutFmaScalarKernelsRunAndOneLogLineSaysWhatItMeansAndWhatToDo() throws Exception {
    boolean x86 = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    for (String off : x86 ? List.of("-XX:-UseFMA", "-XX:UseAVX=0") : List.of("-XX:-UseFMA")) {
      TestProcess.Result result = probe(MODULE, off);
      List<String> lines = result.out().lines().toList();
      assertEquals("scalar", lines.get(0), result::err);
      assertTrue(lines.get(1).startsWith("scalar kernels, "), lines.get(1));
      assertTrue(lines.get(1).contains("slower without fma, "), lines.get(1));
      List<String> advice =
          result.err().lines().filter(line -> line.contains("palate runs")).toList();
      assertEquals(1, advice.size(), result.err());
      assertTrue(advice.get(0).contains("fused multiply-add"), advice.get(0));
      assertTrue(advice.get(0).contains("-XX:-UseFMA"), advice.get(0));
    }
    refused("fused multiply-add", MODULE, "-XX:-UseFMA", "-Dpalate.kernels=vector");
  }

  @Test
  void infoSaysInTextAndJsonThatThereIsNoFma() throws Exception {
    for (String[] words : new String[][] {{"info"}, {"info", "--json"}}) {
      TestProcess.Result info =
          TestProcess.javaModule(List.of(MODULE, "-XX:-UseFMA"), INFO, words).run();
      assertEquals(0, info.status(), info::err);
      assertTrue(
          info.out().contains("scalar kernels, a hundred times slower without fma, "), info::out);
    }
  }

  @Test
  void aJvmWithFmaIsNotTakenForOneWithoutHoweverItRunsCode() throws Exception {
    assumeTrue(EngineChoice.SETTINGS.fma(), "this JVM has no fma");
    for (String mode : List.of("-Xint", "-Xcomp")) {
      TestProcess.Result result = probe(MODULE, mode);
      assertFalse(result.out().contains("without fma"), () -> mode + ": " + result.out());
      assertFalse(result.err().contains("palate runs"), () -> mode + ": " + result.err());
    }
  }

  @Test
  void onTheModulePathTheSameHolds() throws Exception {
    TestProcess.Result with = TestProcess.javaModule(List.of(MODULE), INFO, "info").run();
    assertEquals(0, with.status(), with.err());
    assertTrue(with.out().contains("vector kernels"), with.out());
    TestProcess.Result without = TestProcess.javaModule(List.of(), INFO, "info").run();
    assertEquals(0, without.status(), without.err());
    assertTrue(without.out().contains("scalar kernels"), without.out());
    assertTrue(without.err().contains("--add-modules jdk.incubator.vector"), without.err());
  }

  private static void refused(String wayOut, String... flags) throws Exception {
    TestProcess.Result result = probe(flags);
    List<String> lines = result.out().lines().toList();
    assertEquals(3, lines.size(), result.out() + result.err());
    for (String line : lines) {
      assertTrue(line.startsWith("refused: -Dpalate."), line);
      assertTrue(line.contains(wayOut), line);
    }
    assertEquals(0, result.status(), result.err());
  }

  private static TestProcess.Result probe(String... flags) throws Exception {
    return TestProcess.java(List.of(flags), EngineProbe.class).run();
  }

  private static String[] with(String[] flags, String more) {
    return Stream.concat(Stream.of(flags), Stream.of(more)).toArray(String[]::new);
  }
}
