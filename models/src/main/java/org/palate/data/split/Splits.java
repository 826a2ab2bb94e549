// SPDX-License-Identifier: Apache-2.0
package org.palate.data.split;

import java.util.Arrays;
import org.palate.data.Interactions;
import org.palate.data.Timestamps;
import org.palate.tensor.RandomStream;

/**
 * Carries out a {@link SplitSpec}. Deterministic: the same rows, rule and seed give the same parts.
 *
 * <p>Sizes of the parts of {@code n} rows by shares: first the floor of each {@code n * share},
 * then the rows left over go to the parts with the largest fractions, at equal fractions to train,
 * then test, then validation; and train has at least one row. So 10 rows at 0.8, 0.1, 0.1 give 8,
 * 1, 1; 5 rows give 4, 0, 1; 3 rows give 3, 0, 0.
 */
public final class Splits {
  private Splits() {}

  /**
   * The split of a rule.
   *
   * @param seed decides the random choice of ratio rules
   * @throws IllegalArgumentException if the rule leaves train or test without a row, or needs times
   *     and there are none
   */
  public static Split of(Interactions interactions, SplitSpec spec, long seed) {
    int rows = interactions.size();
    byte[] parts =
        switch (spec) {
          case SplitSpec.Ratio r -> {
            byte[] all = new byte[rows];
            deal(
                identity(rows),
                0,
                rows,
                new double[] {r.train(), r.validation(), r.test()},
                RandomStream.of(seed, "split/ratio"),
                all);
            yield all;
          }
          case SplitSpec.UserRatio r ->
              byUser(interactions, new double[] {r.train(), r.validation(), r.test()}, seed);
          case SplitSpec.LeaveOneOut _ -> lastByUser(interactions);
          case SplitSpec.TimePoint t -> byTime(interactions, t.validationFrom(), t.testFrom());
          case SplitSpec.TimeQuantile q -> {
            long[] sorted = times(interactions, spec).clone();
            Arrays.sort(sorted);
            yield byTime(
                interactions, quantile(sorted, q.validationFrom()), quantile(sorted, q.testFrom()));
          }
        };
    Split split =
        new Split(spec, seed, rowsOf(parts, TRAIN), rowsOf(parts, VALIDATION), rowsOf(parts, TEST));
    if (split.train().length == 0 || split.test().length == 0) {
      throw new IllegalArgumentException(
          "split %s leaves %s without a row of %,d%s"
              .formatted(
                  spec,
                  split.train().length == 0 ? "train" : "test",
                  rows,
                  interactions.hasTime() && rows > 0
                      ? ", whose times run from " + span(interactions.times())
                      : ""));
    }
    return split;
  }

  /** Random rows of all: {@link SplitSpec.Ratio}. */
  public static Split ratio(
      Interactions interactions, double train, double validation, double test, long seed) {
    return of(interactions, new SplitSpec.Ratio(train, validation, test), seed);
  }

  /** Random rows of each user: {@link SplitSpec.UserRatio}. */
  public static Split ratioByUser(
      Interactions interactions, double train, double validation, double test, long seed) {
    return of(interactions, new SplitSpec.UserRatio(train, validation, test), seed);
  }

  /**
   * Each user's last row in time tests, the last but one validates; of rows at one time the later
   * in the file is the later. Users with fewer than three rows train only.
   */
  public static Split leaveOneOut(Interactions interactions) {
    return of(interactions, new SplitSpec.LeaveOneOut(), 0);
  }

  /** One point in time for everyone, in seconds since 1970: {@link SplitSpec.TimePoint}. */
  public static Split timePoint(Interactions interactions, long validationFrom, long testFrom) {
    return of(interactions, new SplitSpec.TimePoint(validationFrom, testFrom), 0);
  }

  /** One point in time for everyone, as shares of the rows: {@link SplitSpec.TimeQuantile}. */
  public static Split timeQuantile(
      Interactions interactions, double validationFrom, double testFrom) {
    return of(interactions, new SplitSpec.TimeQuantile(validationFrom, testFrom), 0);
  }

  private static final byte TRAIN = 0;
  private static final byte VALIDATION = 1;
  private static final byte TEST = 2;

  private static byte[] byUser(Interactions interactions, double[] shares, long seed) {
    byte[] parts = new byte[interactions.size()];
    int[] starts = userStarts(interactions);
    int[] rows = rowsByUser(interactions, starts);
    for (int user = 0; user + 1 < starts.length; user++) {
      RandomStream random = RandomStream.of(seed, "split/user-ratio", user);
      deal(rows, starts[user], starts[user + 1], shares, random, parts);
    }
    return parts;
  }

  private static byte[] lastByUser(Interactions interactions) {
    long[] times = times(interactions, new SplitSpec.LeaveOneOut());
    byte[] parts = new byte[interactions.size()];
    int[] starts = userStarts(interactions);
    int[] rows = rowsByUser(interactions, starts);
    for (int user = 0; user + 1 < starts.length; user++) {
      if (starts[user + 1] - starts[user] < 3) {
        continue;
      }
      int last = -1;
      int lastButOne = -1;
      for (int i = starts[user]; i < starts[user + 1]; i++) {
        int row = rows[i];
        if (last < 0 || times[row] >= times[last]) {
          lastButOne = last;
          last = row;
        } else if (lastButOne < 0 || times[row] >= times[lastButOne]) {
          lastButOne = row;
        }
      }
      parts[last] = TEST;
      parts[lastButOne] = VALIDATION;
    }
    return parts;
  }

  private static byte[] byTime(Interactions interactions, long validationFrom, long testFrom) {
    long[] times = times(interactions, new SplitSpec.TimePoint(validationFrom, testFrom));
    byte[] parts = new byte[times.length];
    for (int row = 0; row < times.length; row++) {
      parts[row] =
          times[row] >= testFrom ? TEST : times[row] >= validationFrom ? VALIDATION : TRAIN;
    }
    return parts;
  }

  private static long quantile(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) StrictMath.floor(sorted.length * share + 1e-9)];
  }

  /** Deals {@code rows[from]} to {@code rows[to - 1]} to the parts at random. */
  private static void deal(
      int[] rows, int from, int to, double[] shares, RandomStream random, byte[] parts) {
    int[] mine = Arrays.copyOfRange(rows, from, to);
    int[] sizes = sizes(mine.length, shares);
    random.shuffle(mine);
    for (int i = 0; i < mine.length; i++) {
      parts[mine[i]] = i < sizes[0] ? TRAIN : i < sizes[0] + sizes[1] ? VALIDATION : TEST;
    }
  }

  static int[] sizes(int rows, double[] shares) {
    int[] sizes = new int[3];
    double[] fractions = new double[3];
    int left = rows;
    for (int part = 0; part < 3; part++) {
      // 0.1 * 30 is a little less than 3: the small addend keeps whole numbers whole.
      double exact = rows * shares[part];
      sizes[part] = (int) StrictMath.floor(exact + 1e-9 * Math.max(1, exact));
      fractions[part] = exact - sizes[part];
      left -= sizes[part];
    }
    int[] order = {TRAIN, TEST, VALIDATION};
    for (; left > 0; left--) {
      int best = order[0];
      for (int part : order) {
        if (fractions[part] > fractions[best] + 1e-9) {
          best = part;
        }
      }
      sizes[best]++;
      fractions[best]--;
    }
    if (rows > 0 && sizes[TRAIN] == 0) {
      sizes[sizes[VALIDATION] > 0 ? VALIDATION : TEST]--;
      sizes[TRAIN]++;
    }
    return sizes;
  }

  /** For each user code the position of its first row in {@link #rowsByUser}, and the end. */
  private static int[] userStarts(Interactions interactions) {
    int[] starts = new int[interactions.userVocabulary().size() + 1];
    for (int user : interactions.userCodes()) {
      starts[user + 1]++;
    }
    for (int user = 1; user < starts.length; user++) {
      starts[user] += starts[user - 1];
    }
    return starts;
  }

  /** All rows, those of one user together and in file order. */
  private static int[] rowsByUser(Interactions interactions, int[] starts) {
    int[] next = starts.clone();
    int[] rows = new int[interactions.size()];
    for (int row = 0; row < rows.length; row++) {
      rows[next[interactions.user(row)]++] = row;
    }
    return rows;
  }

  private static long[] times(Interactions interactions, SplitSpec spec) {
    if (!interactions.hasTime()) {
      throw new IllegalArgumentException(
          "split %s needs the time of every row, but there is none: %s"
              .formatted(spec, interactions));
    }
    return interactions.times();
  }

  private static String span(long[] times) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (long time : times) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
    return Timestamps.format(first) + " to " + Timestamps.format(last);
  }

  private static int[] identity(int rows) {
    int[] all = new int[rows];
    for (int i = 0; i < rows; i++) {
      all[i] = i;
    }
    return all;
  }

  private static int[] rowsOf(byte[] parts, byte part) {
    int count = 0;
    for (byte p : parts) {
      count += p == part ? 1 : 0;
    }
    int[] rows = new int[count];
    int next = 0;
    for (int row = 0; row < parts.length; row++) {
      if (parts[row] == part) {
        rows[next++] = row;
      }
    }
    return rows;
  }
}
