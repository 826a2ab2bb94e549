// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class TimestampsTest {
  @Test
  void secondsAndDatesAndTimesAreUnderstood() {
    assertEquals(978_300_760, Timestamps.parse("978300760"));
    assertEquals(978_300_760, Timestamps.parse("978300760.9"));
    assertEquals(975_628_800, Timestamps.parse("2000-12-01"));
    assertEquals(975_628_800 + 36_000, Timestamps.parse("2000-12-01T10:00:00Z"));
    assertEquals(975_628_800 + 36_000, Timestamps.parse("2000-12-01T10:00"));
    assertEquals(975_628_800 + 36_000, Timestamps.parse("2000-12-01 10:00:00"));
    assertEquals(975_628_800 + 28_800, Timestamps.parse("2000-12-01T10:00:00+02:00"));
    assertEquals(975_628_800 + 43_200, Timestamps.parse("2000-12-01T10:00:00-02:00"));
    assertEquals(0, Timestamps.parse("1970-01-01"));
  }

  @Test
  void whatIsNoTimeSaysWhatWasExpected() {
    assertEquals(
        "expected seconds since 1970 or an ISO 8601 date or time, found \"yesterday\"",
        message("yesterday"));
    assertEquals("expected a time in or after 1970, found \"-5\"", message("-5"));
    assertEquals("expected a time in or after 1970, found \"1969-12-31\"", message("1969-12-31"));
    assertEquals(
        "expected seconds since 1970, found \"978300760000\", which lies after the year 9999; are"
            + " these milliseconds?",
        message("978300760000"));
    assertEquals(
        "expected seconds since 1970 or an ISO 8601 date or time, found \"\"", message(""));
    assertEquals(
        "expected seconds since 1970 or an ISO 8601 date or time, found \"2000-02-30\"",
        message("2000-02-30"));
    assertEquals(
        "expected seconds since 1970, found \"99999999999999999999\"",
        message("99999999999999999999"));
  }

  @Test
  void theWrittenFormIsReadBack() {
    for (long seconds : new long[] {0, 1, 975_628_800, 975_628_801, 4_102_444_800L}) {
      assertEquals(seconds, Timestamps.parse(Timestamps.format(seconds)));
    }
    assertEquals("2000-12-01", Timestamps.format(975_628_800));
  }

  private static String message(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Timestamps.parse(text)).getMessage();
  }
}
