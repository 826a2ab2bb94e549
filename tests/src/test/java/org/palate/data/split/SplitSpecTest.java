// SPDX-License-Identifier: Apache-2.0
package org.palate.data.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SplitSpecTest {
  @Test
  void textFormsAreReadAndWritten() {
    for (String text :
        List.of(
            "ratio:0.8,0.1,0.1",
            "ratio:0.75,0.25",
            "user-ratio:0.8,0.1,0.1",
            "leave-one-out",
            "time:2000-12-01",
            "time:2000-11-01,2000-12-01",
            "time:2000-12-01T10:30:00Z",
            "time:0.9",
            "time:0.8,0.9")) {
      SplitSpec spec = SplitSpec.parse(text);
      assertEquals(text, spec.toString());
      assertEquals(spec, SplitSpec.parse(spec.toString()));
    }
  }

  @Test
  void formsMeanWhatTheySay() {
    assertEquals(new SplitSpec.Ratio(0.8, 0.1, 0.1), SplitSpec.parse("ratio: 0.8, 0.1, 0.1"));
    assertEquals(new SplitSpec.UserRatio(0.9, 0, 0.1), SplitSpec.parse("user-ratio:0.9,0.1"));
    assertEquals(
        new SplitSpec.TimePoint(975_628_800, 975_628_800), SplitSpec.parse("time:2000-12-01"));
    assertEquals(
        new SplitSpec.TimePoint(975_628_800, 975_628_900),
        SplitSpec.parse("time:975628800,975628900"));
    assertEquals(new SplitSpec.TimeQuantile(0.8, 0.9), SplitSpec.parse("time:.8,.9"));
  }

  @Test
  void wrongFormsSayWhatWasExpected() {
    assertEquals(
        "split \"ratio:0.8,0.1,0.2\": expected shares that sum to 1, found 0.8 + 0.1 + 0.2 = 1.1",
        message("ratio:0.8,0.1,0.2"));
    assertEquals(
        "split \"ratio:0.8\": expected three shares (train, validation, test) or two (train, test),"
            + " as in ratio:0.8,0.1,0.1",
        message("ratio:0.8"));
    assertEquals(
        "split \"ratio:a,b\": expected a number from 0 to 1, found \"a\"", message("ratio:a,b"));
    assertEquals(
        "split \"ratio:1,0\": expected shares of train and test between 0 and 1, and of"
            + " validation not negative, found 1.0, 0.0, 0.0",
        message("ratio:1,0"));
    assertEquals(
        "split \"halves\": expected ratio:…, user-ratio:…, leave-one-out or time:…",
        message("halves"));
    assertEquals(
        "split \"leave-one-out:2\": leave-one-out takes no values", message("leave-one-out:2"));
    assertEquals(
        "split \"time:0.8,2000-12-01\": expected two times or two shares of the rows, not both",
        message("time:0.8,2000-12-01"));
    assertEquals(
        "split \"time:0.9,0.8\": expected shares of time that lie between 0 and 1 and rise, found"
            + " 0.9 and 0.8",
        message("time:0.9,0.8"));
    assertEquals(
        "split \"time:2000-12-01,2000-11-01\": expected times that are not negative and rise,"
            + " found 2000-12-01T00:00:00Z and 2000-11-01T00:00:00Z",
        message("time:2000-12-01,2000-11-01"));
    assertEquals(
        "split \"time:soon\": expected seconds since 1970 or an ISO 8601 date or time, found"
            + " \"soon\"",
        message("time:soon"));
    assertThrows(IllegalArgumentException.class, () -> SplitSpec.parse("ratio:NaN,0.5"));
    assertThrows(IllegalArgumentException.class, () -> SplitSpec.parse(""));
  }

  private static String message(String text) {
    return assertThrows(IllegalArgumentException.class, () -> SplitSpec.parse(text)).getMessage();
  }
}
