// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.TestData;
import org.palate.TestProcess;
import org.palate.io.JsonObject;

/** What the guard makes of what was measured. */
class JudgementTest {
  private static final Floors FLOORS =
      Floors.parse(
          """
          {"reference": {"peak": 220}, "bars": [
            {"name": "product", "at least": 0.8, "of": "the peak", "reason": "r"},
            {"name": "threads", "at least": 1.8, "of": "one thread", "reason": "r"},
            {"name": "kernels", "bytes": 0, "reason": "r"}]}
          """);

  private static Judgement of(double product, double threads, double bytes) {
    Judgement judgement = new Judgement(FLOORS);
    judgement.measured(new Measurement("product", product, 1));
    judgement.measured(new Measurement("threads", threads, 1));
    judgement.measured(new Measurement("kernels", bytes, 0));
    judgement.finish();
    return judgement;
  }

  @Test
  void whereAllBoundsHoldTheStatusIsZero() {
    Judgement judgement = of(0.8, 1.9, 0);
    assertEquals(List.of(), judgement.faults());
    assertEquals(0, judgement.status(false));
    assertEquals("3 bars: 3 ok, 0 SHORT, 0 skipped", judgement.summary());
  }

  @Test
  void oneShortBarFailsUnlessRatiosAreOnlyReported() {
    Judgement judgement = of(0.79, 1.9, 0);
    assertEquals(1, judgement.status(false));
    assertEquals(0, judgement.status(true));
    assertEquals("3 bars: 2 ok, 1 SHORT, 0 skipped", judgement.summary());
  }

  @Test
  void allocationFailsInAReportToo() {
    assertEquals(1, of(0.9, 1.9, 16).status(true));
  }

  @Test
  void aFaultFailsInAReportToo() {
    Judgement judgement = of(0.9, 1.9, 0);
    judgement.fault("other bits");
    assertEquals(1, judgement.status(true));
    assertTrue(judgement.summary().endsWith(", 1 faults"), judgement::summary);
  }

  @Test
  void aBarThatNobodyMeasuredIsAFaultAndASkippedOneIsNot() {
    Judgement judgement = new Judgement(FLOORS);
    judgement.measured(new Measurement("product", 0.9, 1));
    judgement.skipped("threads", "one core");
    judgement.finish();
    assertEquals(List.of("kernels was not measured"), judgement.faults());
    assertEquals(1, judgement.status(true));
    assertThrows(IllegalStateException.class, () -> judgement.skipped("threads", "again"));
  }

  @Test
  void moreThanTheCeilingIsNotBelieved() {
    Judgement judgement = of(1.5, 1.9, 0);
    assertEquals(List.of("product is 1.50 of what is possible: measure again"), judgement.doubts());
    assertEquals("3 bars: 3 ok, 0 SHORT, 0 skipped, 1 doubts", judgement.summary());
    assertEquals(1, judgement.status(false));
  }

  @Test
  void whereRatiosAreOnlyReportedADoubtfulOneIsToo() {
    assertEquals(0, of(1.5, 1.9, 0).status(true));
    assertEquals(1, of(1.5, 1.9, 16).status(true));
  }

  @Test
  void aLineNamesRatioBoundAndVerdict() {
    Judgement judgement = new Judgement(FLOORS);
    String line = judgement.measured(new Measurement("product", 150, 200)).toString();
    assertEquals(
        "product                      0.750  >= 0.80   SHORT    150.0 of 200.0, the peak", line);
    JsonObject json = judgement.toJson().getArray("bars").getObject(0);
    assertEquals("SHORT", json.getString("verdict"));
    assertEquals(0.75, json.getDouble("ratio"));
  }

  @Test
  void theCallIsReadStrictly() {
    Guard.Call call = Guard.Call.parse(List.of("--quick", "bag", "--json"));
    assertEquals(new Guard.Call(true, false, true, List.of("bag")), call);
    assertThrows(IllegalArgumentException.class, () -> Guard.Call.parse(List.of("--fast")));
  }

  @Test
  void aWrongCallEndsWithTwoBeforeAnythingIsMeasured() throws Exception {
    String root = TestData.checkout().toString();
    for (String wrong : List.of("--fast", "no-such-bar")) {
      TestProcess.Result result = TestProcess.java(List.of(), Guard.class, root, wrong).run();
      assertEquals(2, result.status(), result::err);
      assertTrue(result.err().contains(wrong), result::err);
    }
  }
}
