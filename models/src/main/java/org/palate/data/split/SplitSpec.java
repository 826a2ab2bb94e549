// SPDX-License-Identifier: Apache-2.0
package org.palate.data.split;

import java.time.Instant;
import java.util.Arrays;
import org.palate.data.Timestamps;

/**
 * How to hold rows out: the choice, its text form, and its rule. {@link Splits#of} carries it out.
 *
 * <p>Text forms, read by {@link #parse} and written by {@code toString}:
 *
 * <pre>
 * ratio:0.8,0.1,0.1        random rows: train, validation, test
 * ratio:0.8,0.2            the same without validation: train, test
 * user-ratio:0.8,0.1,0.1   random rows of each user
 * leave-one-out            each user's last row tests, the last but one validates
 * time:2000-12-01          rows from that time on test
 * time:2000-11-01,2000-12-01   rows from the first time on validate, from the second on test
 * time:0.9                 as above, the time being where 0.9 of all rows lie before
 * time:0.8,0.9
 * </pre>
 *
 * A time is a date, a date with time as in {@code 2000-12-01T10:00:00Z} (without a zone: UTC), or
 * seconds since 1970.
 */
public sealed interface SplitSpec {
  /** How far the shares of a ratio may be from a sum of 1. */
  double TOLERANCE = 1e-6;

  /** Random rows of all. Shares from 0 to 1, summing to 1; that of train and of test above 0. */
  record Ratio(double train, double validation, double test) implements SplitSpec {
    /** Refuses shares that are negative or do not sum to 1. */
    public Ratio {
      checkShares(train, validation, test);
    }

    @Override
    public String toString() {
      return "ratio:" + shares(train, validation, test);
    }
  }

  /** Random rows of each user; shares as in {@link Ratio}. */
  record UserRatio(double train, double validation, double test) implements SplitSpec {
    /** Refuses shares that are negative or do not sum to 1. */
    public UserRatio {
      checkShares(train, validation, test);
    }

    @Override
    public String toString() {
      return "user-ratio:" + shares(train, validation, test);
    }
  }

  /** The last row of each user in time tests, the last but one validates. */
  record LeaveOneOut() implements SplitSpec {
    @Override
    public String toString() {
      return "leave-one-out";
    }
  }

  /**
   * One point in time for everyone: rows before {@code validationFrom} train, rows from {@code
   * testFrom} on test, those between validate. Equal times mean no validation. Seconds since 1970.
   */
  record TimePoint(long validationFrom, long testFrom) implements SplitSpec {
    /** Refuses negative times, and a test that begins before validation. */
    public TimePoint {
      if (validationFrom < 0 || testFrom < validationFrom) {
        throw new IllegalArgumentException(
            "expected times that are not negative and rise, found "
                + Instant.ofEpochSecond(validationFrom)
                + " and "
                + Instant.ofEpochSecond(testFrom));
      }
    }

    @Override
    public String toString() {
      String test = Timestamps.format(testFrom);
      return validationFrom == testFrom
          ? "time:" + test
          : "time:" + Timestamps.format(validationFrom) + "," + test;
    }
  }

  /**
   * As {@link TimePoint}, the times being those of the rows at these shares of all rows in order of
   * time. Equal shares mean no validation.
   */
  record TimeQuantile(double validationFrom, double testFrom) implements SplitSpec {
    /** Refuses shares outside 0 to 1, and a test that begins before validation. */
    public TimeQuantile {
      if (!(validationFrom > 0 && validationFrom <= testFrom && testFrom < 1)) {
        throw new IllegalArgumentException(
            "expected shares of time that lie between 0 and 1 and rise, found %s and %s"
                .formatted(validationFrom, testFrom));
      }
    }

    @Override
    public String toString() {
      return validationFrom == testFrom
          ? "time:" + testFrom
          : "time:" + validationFrom + "," + testFrom;
    }
  }

  /**
   * The split of its text form.
   *
   * @throws IllegalArgumentException if the text is none of the forms above
   */
  static SplitSpec parse(String text) {
    int colon = text.indexOf(':');
    String kind = (colon < 0 ? text : text.substring(0, colon)).strip();
    String[] values = colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1);
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i].strip();
    }
    try {
      return switch (kind) {
        case "ratio" -> {
          double[] shares = threeShares(values);
          yield new Ratio(shares[0], shares[1], shares[2]);
        }
        case "user-ratio" -> {
          double[] shares = threeShares(values);
          yield new UserRatio(shares[0], shares[1], shares[2]);
        }
        case "leave-one-out" -> {
          if (colon >= 0) {
            throw new IllegalArgumentException("leave-one-out takes no values");
          }
          yield new LeaveOneOut();
        }
        case "time" -> time(values);
        default ->
            throw new IllegalArgumentException(
                "expected ratio:…, user-ratio:…, leave-one-out or time:…");
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("split \"" + text + "\": " + e.getMessage(), e);
    }
  }

  private static SplitSpec time(String[] values) {
    if (values.length < 1 || values.length > 2) {
      throw new IllegalArgumentException(
          "expected one time or two, as in time:2000-12-01 or time:0.8,0.9");
    }
    String first = values[0];
    String last = values[values.length - 1];
    if (isShare(first) != isShare(last)) {
      throw new IllegalArgumentException("expected two times or two shares of the rows, not both");
    }
    return isShare(first)
        ? new TimeQuantile(share(first), share(last))
        : new TimePoint(Timestamps.parse(first), Timestamps.parse(last));
  }

  private static boolean isShare(String text) {
    return text.startsWith("0.") || text.startsWith(".");
  }

  private static double[] threeShares(String[] values) {
    double[] shares = Arrays.stream(values).mapToDouble(SplitSpec::share).toArray();
    return switch (shares.length) {
      case 3 -> shares;
      case 2 -> new double[] {shares[0], 0, shares[1]};
      default ->
          throw new IllegalArgumentException(
              "expected three shares (train, validation, test) or two (train, test), as in"
                  + " ratio:0.8,0.1,0.1");
    };
  }

  private static double share(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected a number from 0 to 1, found \"" + text + "\"", e);
    }
  }

  private static void checkShares(double train, double validation, double test) {
    if (!(train > 0 && train < 1 && validation >= 0 && test > 0)) {
      throw new IllegalArgumentException(
          "expected shares of train and test between 0 and 1, and of validation not negative,"
              + " found %s, %s, %s".formatted(train, validation, test));
    }
    double sum = train + validation + test;
    if (!(Math.abs(sum - 1) <= TOLERANCE)) {
      throw new IllegalArgumentException(
          "expected shares that sum to 1, found %s + %s + %s = %s"
              .formatted(train, validation, test, sum));
    }
  }

  private static String shares(double train, double validation, double test) {
    return validation == 0 ? train + "," + test : train + "," + validation + "," + test;
  }
}
