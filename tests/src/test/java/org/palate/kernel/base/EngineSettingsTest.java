// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {

  private static final EngineSettings.Machine WIDE = new EngineSettings.Machine(512, true, 8);
  private static final EngineSettings.Machine NARROW = new EngineSettings.Machine(256, true, 8);
  private static final EngineSettings.Machine NO_MODULE = new EngineSettings.Machine(0, true, 8);
  private static final EngineSettings.Machine NO_FMA = new EngineSettings.Machine(256, false, 8);
  private static final EngineSettings.Machine TOO_NARROW = new EngineSettings.Machine(64, true, 8);

  @Test
  void theWidestVectorsAreTheDefault() {
    assertEquals(new EngineSettings(true, true, 512, true, 8, null), decide(WIDE));
    assertEquals(new EngineSettings(true, true, 256, true, 8, null), decide(NARROW));
    EngineSettings.Machine scalable = new EngineSettings.Machine(1024, true, 8);
    assertEquals(512, decide(scalable).bits());
  }

  @Test
  void withoutTheModuleScalarKernelsRunAndTheAdviceNamesTheFlag() {
    EngineSettings settings = decide(NO_MODULE);
    assertEquals(0, settings.bits());
    assertTrue(settings.advice().contains("--add-modules jdk.incubator.vector"));
  }

  @Test
  void withoutFmaScalarKernelsRunAndTheAdviceSaysSoWhateverElseIsMissing() {
    EngineSettings.Machine neither = new EngineSettings.Machine(0, false, 8);
    for (EngineSettings settings :
        List.of(decide(NO_FMA), decide(neither), decide(NO_FMA, "palate.kernels", "scalar"))) {
      assertEquals(0, settings.bits());
      assertFalse(settings.fma());
      assertTrue(settings.advice().contains("fused multiply-add"), settings.advice());
      assertTrue(settings.advice().contains("-XX:-UseFMA"), settings.advice());
      assertFalse(settings.advice().contains("--add-modules"), settings.advice());
    }
  }

  @Test
  void vectorsTooNarrowForTheVectorKernelsAreSaidToBe() {
    EngineSettings settings = decide(TOO_NARROW);
    assertEquals(0, settings.bits());
    assertTrue(settings.advice().contains("at most 64 bits"), settings.advice());
    refused(TOO_NARROW, "palate.kernels", "vector", "at most 64 bits");
    refused(TOO_NARROW, "palate.vector.bits", "128", "at most 64 bits");
  }

  @Test
  void scalarIsPossibleEverywhereAndNeedsNoAdvice() {
    assertNull(decide(NO_MODULE, "palate.kernels", "scalar").advice());
    assertEquals(0, decide(WIDE, "palate.kernels", "scalar").bits());
  }

  @Test
  void aWidthMayBeChosen() {
    assertEquals(128, decide(WIDE, "palate.vector.bits", "128").bits());
    assertEquals(256, decide(NARROW, "palate.vector.bits", "256").bits());
  }

  @Test
  void askingForWhatIsNotThereIsRefusedWithTheWayOut() {
    refused(NO_MODULE, "palate.kernels", "vector", "--add-modules jdk.incubator.vector");
    refused(NO_MODULE, "palate.vector.bits", "256", "--add-modules jdk.incubator.vector");
    refused(NO_FMA, "palate.kernels", "vector", "fused multiply-add");
    refused(NARROW, "palate.vector.bits", "512", "128 or 256");
  }

  @Test
  void impossibleValuesAreRefusedWithThePossibleOnes() {
    refused(WIDE, "palate.kernels", "vektor", "scalar or vector");
    refused(WIDE, "palate.kernels", "", "scalar or vector");
    refused(WIDE, "palate.vector.bits", "64", "128, 256 or 512");
    refused(WIDE, "palate.vector.bits", "wide", "128, 256 or 512");
    for (String threads : new String[] {"0", "-1", "two", "", "99999999999", "1025"}) {
      refused(WIDE, "palate.threads", threads, "from 1 to 1024");
    }
  }

  @Test
  void threadsDefaultToTheCores() {
    assertEquals(8, decide(WIDE).threads());
    assertEquals(3, decide(WIDE, "palate.threads", "3").threads());
  }

  private static EngineSettings decide(EngineSettings.Machine machine) {
    return EngineSettings.decide(Map.of(), machine);
  }

  private static EngineSettings decide(EngineSettings.Machine machine, String key, String value) {
    return EngineSettings.decide(Map.of(key, value), machine);
  }

  private static void refused(
      EngineSettings.Machine machine, String key, String value, String wayOut) {
    Exception refusal =
        assertThrows(IllegalArgumentException.class, () -> decide(machine, key, value));
    assertTrue(refusal.getMessage().contains("-D" + key + "=" + value), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(wayOut), refusal.getMessage());
  }
}
