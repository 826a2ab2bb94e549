// SPDX-License-Identifier: Apache-2.0
package org.palate.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.palate.parallel.Workers;

/**
 * Ranks all items for every user and measures where the user's relevant items stand.
 *
 * <p>The items a user has seen are never listed; if a seen item is relevant too, it counts as a
 * relevant one that was missed. Of equal scores the lower item id stands first. Users without a
 * relevant item are left out. Memory is bounded by {@code scoresAtOnce} floats (and one row of
 * scores), whatever the numbers of users and items, and no figure depends on it.
 *
 * <p>No item is sampled away: metrics on sampled candidates can order models differently from
 * metrics on all of them (Krichene and Rendle, 2020, "On sampled metrics for item recommendation").
 *
 * @param metrics what to measure
 * @param cutoffs the k of each metric
 * @param scoresAtOnce how many scores to hold at a time; at least one user's are
 */
public record FullRanking(List<RankingMetric> metrics, List<Integer> cutoffs, int scoresAtOnce) {
  private static final int USERS_A_TASK = 8;

  /** Checks the settings. */
  public FullRanking {
    metrics = List.copyOf(metrics);
    cutoffs = List.copyOf(cutoffs);
    if (metrics.isEmpty() || cutoffs.isEmpty()) {
      throw new IllegalArgumentException(
          "at least one metric and one cutoff expected, got " + metrics + " at " + cutoffs);
    }
    for (int k : cutoffs) {
      if (k < 1) {
        throw new IllegalArgumentException("a cutoff must be at least 1, got " + k);
      }
    }
    if (scoresAtOnce < 1) {
      throw new IllegalArgumentException("scoresAtOnce must be at least 1, got " + scoresAtOnce);
    }
  }

  /** All metrics at the given cutoffs, holding up to 4 million scores (16 MB) at a time. */
  public static FullRanking at(int... cutoffs) {
    List<Integer> list = new ArrayList<>();
    for (int k : cutoffs) {
      list.add(k);
    }
    return new FullRanking(List.copyOf(EnumSet.allOf(RankingMetric.class)), list, 4 * 1024 * 1024);
  }

  /** The same with only these metrics. */
  public FullRanking withMetrics(RankingMetric... metrics) {
    return new FullRanking(List.of(metrics), cutoffs, scoresAtOnce);
  }

  /** The same with another bound on memory. */
  public FullRanking withScoresAtOnce(int scoresAtOnce) {
    return new FullRanking(metrics, cutoffs, scoresAtOnce);
  }

  /** What is measured, such as {@code ndcg@10}: each metric at every cutoff. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (RankingMetric metric : metrics) {
      for (int k : cutoffs) {
        names.add(metric.at(k));
      }
    }
    return names;
  }

  /**
   * Evaluates a model.
   *
   * @param seen the items never to be listed, for each user of {@code relevant}
   * @param relevant the items that ought to be found; an item named twice counts once
   * @throws IllegalArgumentException when the lists differ in users or hold an id that is no item,
   *     or when no user has a relevant item
   * @throws ArithmeticException when the model gives NaN
   */
  public RankingResult evaluate(RankingModel model, ItemLists seen, ItemLists relevant) {
    if (seen.users() != relevant.users()) {
      throw new IllegalArgumentException(
          "seen and relevant lists of the same users expected, got %d and %d users"
              .formatted(seen.users(), relevant.users()));
    }
    int items = model.items();
    requireItems("seen", seen, items);
    requireItems("relevant", relevant, items);
    int[] users = usersWithItems(relevant);
    if (users.length == 0) {
      throw new IllegalArgumentException("no user has a relevant item: nothing to rank for");
    }

    List<String> names = names();
    double[][] perUser = new double[names.size()][users.length];
    int[] nan = new int[users.length];
    int chunk = Math.clamp(scoresAtOnce / Math.max(items, 1), 1, users.length);
    float[] scores = new float[Math.multiplyExact(chunk, items)];
    for (int start = 0; start < users.length; start += chunk) {
      int from = start;
      int to = Math.min(from + chunk, users.length);
      model.scores(users, from, to, scores);
      Workers.shared()
          .forRange(
              to - from,
              USERS_A_TASK,
              (low, high) -> {
                Ranker ranker = new Ranker(items, seen, relevant);
                for (int i = low; i < high; i++) {
                  nan[from + i] = ranker.rank(users[from + i], scores, i * items);
                  ranker.measure(perUser, from + i);
                }
              });
      for (int i = from; i < to; i++) {
        if (nan[i] >= 0) {
          throw new ArithmeticException(
              "the model's score of item %d for user %d is NaN".formatted(nan[i], users[i]));
        }
      }
    }
    return new RankingResult(users, names, perUser);
  }

  /** Ranks one user at a time; each task has its own. */
  private final class Ranker {
    private final ItemLists seen;
    private final ItemLists relevant;
    private final byte[] isSeen;
    private final byte[] isRelevant;
    private final TopK top;
    private final int[] hitRanks;
    private final int items;
    private int hits;
    private int relevantItems;

    Ranker(int items, ItemLists seen, ItemLists relevant) {
      this.items = items;
      this.seen = seen;
      this.relevant = relevant;
      isSeen = new byte[items];
      isRelevant = new byte[items];
      int longest = Math.min(cutoffs.stream().max(Integer::compare).orElseThrow(), items);
      top = new TopK(longest);
      hitRanks = new int[longest];
    }

    /** Finds the ranks of the relevant items; returns an item with a NaN score, or -1. */
    int rank(int user, float[] scores, int offset) {
      mark(isSeen, seen, user, (byte) 1);
      relevantItems = mark(isRelevant, relevant, user, (byte) 1);
      int nan = top.select(scores, offset, items, isSeen);
      hits = 0;
      for (int rank = 1; rank <= top.size(); rank++) {
        if (isRelevant[top.id(rank)] != 0) {
          hitRanks[hits++] = rank;
        }
      }
      mark(isSeen, seen, user, (byte) 0);
      mark(isRelevant, relevant, user, (byte) 0);
      return nan;
    }

    void measure(double[][] perUser, int at) {
      int row = 0;
      for (RankingMetric metric : metrics) {
        for (int k : cutoffs) {
          perUser[row++][at] = metric.value(hitRanks, hits, relevantItems, k);
        }
      }
    }

    private static int mark(byte[] marks, ItemLists lists, int user, byte value) {
      int changed = 0;
      for (int j = lists.offsets()[user]; j < lists.offsets()[user + 1]; j++) {
        int item = lists.items()[j];
        changed += marks[item] == value ? 0 : 1;
        marks[item] = value;
      }
      return changed;
    }
  }

  private static int[] usersWithItems(ItemLists lists) {
    int[] users = new int[lists.users()];
    int n = 0;
    for (int u = 0; u < users.length; u++) {
      if (lists.length(u) > 0) {
        users[n++] = u;
      }
    }
    return Arrays.copyOf(users, n);
  }

  private static void requireItems(String name, ItemLists lists, int items) {
    for (int u = 0; u < lists.users(); u++) {
      for (int j = lists.offsets()[u]; j < lists.offsets()[u + 1]; j++) {
        int item = lists.items()[j];
        if (item < 0 || item >= items) {
          throw new IllegalArgumentException(
              "user %d: item %d of the %s list is outside 0..%d"
                  .formatted(u, item, name, items - 1));
        }
      }
    }
  }
}
