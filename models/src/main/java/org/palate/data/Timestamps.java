// SPDX-License-Identifier: Apache-2.0
package org.palate.data;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Points in time as text: seconds since 1970 (a fraction is cut off), or ISO 8601 as a date ({@code
 * 2000-12-01}), a date and time ({@code 2000-12-01T10:00:00}, a space instead of the T allowed) or
 * the same with a zone ({@code Z}, {@code +02:00}). Without a zone the time is UTC.
 */
public final class Timestamps {
  /** The last second of the year 9999; larger numbers are taken for milliseconds by mistake. */
  public static final long LATEST = 253_402_300_799L;

  private Timestamps() {}

  /**
   * Seconds since 1970.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  public static long parse(String text) {
    if (!text.isEmpty() && isNumber(text)) {
      return seconds(text);
    }
    try {
      return checked(iso(text.replace(' ', 'T')), text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "expected seconds since 1970 or an ISO 8601 date or time, found "
              + DataException.quoted(text),
          e);
    }
  }

  /**
   * The same seconds since 1970.
   *
   * @throws IllegalArgumentException for a time before 1970 or after {@link #LATEST}
   */
  static long checked(long seconds) {
    return checked(seconds, Long.toString(seconds));
  }

  /** The shortest ISO form that {@link #parse} reads back: a date at midnight, else an instant. */
  public static String format(long seconds) {
    return seconds % 86_400 == 0
        ? LocalDate.ofEpochDay(seconds / 86_400).toString()
        : Instant.ofEpochSecond(seconds).toString();
  }

  private static long iso(String text) {
    int clock = text.indexOf('T');
    if (clock < 0) {
      return LocalDate.parse(text).toEpochDay() * 86_400;
    }
    boolean zoned =
        text.endsWith("Z") || text.indexOf('+', clock) > 0 || text.indexOf('-', clock) > 0;
    return zoned
        ? OffsetDateTime.parse(text).toEpochSecond()
        : LocalDateTime.parse(text).toEpochSecond(ZoneOffset.UTC);
  }

  private static long seconds(String text) {
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    try {
      return checked(Long.parseLong(whole), text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected seconds since 1970, found " + DataException.quoted(text), e);
    }
  }

  private static long checked(long seconds, String text) {
    if (seconds < 0) {
      throw new IllegalArgumentException(
          "expected a time in or after 1970, found " + DataException.quoted(text));
    }
    if (seconds > LATEST) {
      throw new IllegalArgumentException(
          "expected seconds since 1970, found "
              + DataException.quoted(text)
              + ", which lies after the year 9999; are these milliseconds?");
    }
    return seconds;
  }

  private static boolean isNumber(String text) {
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        points++;
      } else if ((c < '0' || c > '9') && !(i == 0 && c == '-')) {
        return false;
      }
    }
    return points <= 1;
  }
}
