// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.TestProcess;
import org.palate.kernel.base.EngineSettings;

@Tag("kernels")
class ColdAndWarmTest {

  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  @Test
  void theFirstCallTheCompiledCallAndTheScalarTwinAgreeToTheBit() throws Exception {
    BothKernels.vector();
    List<String> sums = new ArrayList<>();
    String width = System.getProperty(EngineSettings.BITS);
    String choice = width == null ? "-Dpalate.kernels=vector" : "-Dpalate.vector.bits=" + width;
    sums.addAll(run(List.of(MODULE, choice)));
    sums.addAll(run(List.of("-Dpalate.kernels=scalar")));
    assertEquals(4, sums.size());
    assertEquals(1, sums.stream().distinct().count(), () -> "vector, then scalar: " + sums);
  }

  private static List<String> run(List<String> flags) throws Exception {
    TestProcess.Result result = TestProcess.java(flags, ColdAndWarm.class).run();
    assertEquals(0, result.status(), result.err());
    return result.out().lines().toList();
  }
}
