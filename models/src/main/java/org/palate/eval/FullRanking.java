// SPDX-License-Identifier: Apache-2.0
package org.palate.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.palate.data.ItemLists;
import org.palate.data.Vocabulary;
import org.palate.metric.RankingMetric;
import org.palate.metric.TopItems;
import org.palate.parallel.Workers;
import org.palate.recommender.Queries;
import org.palate.recommender.Scorer;

/**
 * Ranks all items for every query and measures where the relevant items stand.
 *
 * <p>The items that were seen are never listed, nor is item 0; if a seen item is relevant too, it
 * counts as a relevant one that was missed, and so do those that the scorer cannot tell apart and
 * each item 0. Of equal scores the lower code stands first. Queries without a relevant item are
 * left out. Memory is bounded by {@code scoresAtOnce} floats, whatever the numbers of queries and
 * items, and no figure depends on it.
 *
 * <p>No item is sampled away: metrics on sampled candidates can order models differently from
 * metrics on all of them (Krichene and Rendle, 2020, "On sampled metrics for item recommendation").
 *
 * @param metrics what to measure
 * @param cutoffs the k of each metric
 * @param scoresAtOnce how many scores to hold at a time; at least one user's are, or a slice of
 *     them
 * @param listener hears how far the ranking is
 */
public record FullRanking(
    List<RankingMetric> metrics, List<Integer> cutoffs, int scoresAtOnce, Listener listener) {
  /** Hears how far a ranking is; called on the calling thread. */
  @FunctionalInterface
  public interface Listener {
    /** Does nothing. */
    Listener SILENT = (users, all) -> {};

    /** So many users of all that there are have been ranked for. */
    void onRanked(int users, int all);
  }

  private static final int USERS_A_TASK = 8;

  /** Items of a slice: few enough that many queries come together. */
  private static final int SLICE = 1024;

  /** Checks the settings. */
  public FullRanking {
    metrics = List.copyOf(metrics);
    cutoffs = List.copyOf(cutoffs);
    if (metrics.isEmpty() || cutoffs.isEmpty()) {
      throw new IllegalArgumentException(
          "expected at least one metric and one cutoff, found " + metrics + " at " + cutoffs);
    }
    for (int k : cutoffs) {
      if (k < 1) {
        throw new IllegalArgumentException("expected a cutoff of at least 1, found " + k);
      }
    }
    if (scoresAtOnce < 1) {
      throw new IllegalArgumentException(
          "expected scoresAtOnce of at least 1, found " + scoresAtOnce);
    }
  }

  /**
   * All metrics at the given cutoffs, holding up to 262,144 scores at a time: 1 MB, so that what a
   * product wrote is ranked before it leaves the cache.
   */
  public static FullRanking at(int... cutoffs) {
    List<Integer> list = new ArrayList<>();
    for (int k : cutoffs) {
      list.add(k);
    }
    return new FullRanking(
        List.of(RankingMetric.Standard.values()), list, 256 * SLICE, Listener.SILENT);
  }

  /** The same with only these metrics. */
  public FullRanking withMetrics(RankingMetric... metrics) {
    return withMetrics(List.of(metrics));
  }

  /** The same with only these metrics. */
  public FullRanking withMetrics(List<RankingMetric> metrics) {
    return new FullRanking(metrics, cutoffs, scoresAtOnce, listener);
  }

  /** The same with another bound on memory. */
  public FullRanking withScoresAtOnce(int scoresAtOnce) {
    return new FullRanking(metrics, cutoffs, scoresAtOnce, listener);
  }

  /** The same, telling someone how far it is. */
  public FullRanking withListener(Listener listener) {
    return new FullRanking(metrics, cutoffs, scoresAtOnce, listener);
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
   * Evaluates a scorer.
   *
   * @param queries those who ask
   * @param seen the items never to be listed, for each query
   * @param relevant the items that ought to be found; one named twice counts once, but for item 0,
   *     which is another unknown item each time
   * @throws IllegalArgumentException when the lists are not of as many queries or hold a code that
   *     is no item, or when no query has a relevant item
   * @throws ArithmeticException when the scorer gives NaN
   */
  public RankingResult evaluate(
      Scorer scorer, Queries queries, ItemLists seen, ItemLists relevant) {
    if (seen.users() != queries.size() || relevant.users() != queries.size()) {
      throw new IllegalArgumentException(
          "expected seen and relevant lists of %d queries, found %d and %d"
              .formatted(queries.size(), seen.users(), relevant.users()));
    }
    requireItems("seen", seen, scorer.space().items().size());
    requireItems("relevant", relevant, scorer.space().items().size());
    int[] asking = usersWithItems(relevant);
    if (asking.length == 0) {
      throw new IllegalArgumentException("no user has a relevant item: nothing to rank for");
    }

    int items = scorer.items();
    List<String> names = names();
    double[][] perUser = new double[names.size()][asking.length];
    int[] bestRank = new int[items];
    Arrays.fill(bestRank, Integer.MAX_VALUE);
    int together = Math.clamp(scoresAtOnce / Math.min(items, SLICE), 1, asking.length);
    int slice = Math.clamp(scoresAtOnce / together, 1, items);
    float[] scores = new float[Math.multiplyExact(together, slice)];
    Ranker[] rankers = new Ranker[together];
    Arrays.setAll(rankers, i -> new Ranker(seen, relevant, Math.min(longest(), items)));
    for (int from = 0; from < asking.length; from += together) {
      int to = Math.min(from + together, asking.length);
      for (int i = from; i < to; i++) {
        rankers[i - from].begin(asking[i]);
      }
      Scorer.Prepared prepared =
          scorer.prepare(queries.select(Arrays.copyOfRange(asking, from, to)));
      for (int first = 0; first < items; first += slice) {
        int end = Math.min(first + slice, items);
        prepared.score(first, end, scores);
        offer(rankers, to - from, scores, first, end);
      }
      for (int i = from; i < to; i++) {
        rankers[i - from].end(perUser, i, bestRank);
      }
      listener.onRanked(to, asking.length);
    }
    SortedMap<Integer, Integer> itemsListed = new TreeMap<>();
    for (int k : cutoffs) {
      itemsListed.put(k, (int) IntStream.of(bestRank).filter(rank -> rank <= k).count());
    }
    return new RankingResult(asking, names, perUser, itemsListed);
  }

  private int longest() {
    return cutoffs.stream().max(Integer::compare).orElseThrow();
  }

  private static void offer(Ranker[] rankers, int users, float[] scores, int first, int end) {
    Workers.shared()
        .forRange(
            users,
            USERS_A_TASK,
            (low, high) -> {
              byte[] marks = new byte[end - first];
              for (int i = low; i < high; i++) {
                rankers[i].offer(scores, i * (end - first), first, end, marks);
              }
            });
  }

  /** Ranks the items for one user after another. */
  private final class Ranker {
    private final ItemLists seen;
    private final ItemLists relevant;
    private final TopItems top;
    private final int[] hitRanks;
    private int user;
    private int[] seenItems;
    private int passed;
    private int nan;

    Ranker(ItemLists seen, ItemLists relevant, int longest) {
      this.seen = seen;
      this.relevant = relevant;
      top = new TopItems(longest);
      hitRanks = new int[longest];
    }

    void begin(int user) {
      this.user = user;
      seenItems = sorted(seen, user);
      passed = 0;
      nan = -1;
      top.begin();
    }

    /**
     * Takes the scores of some items.
     *
     * @param marks zeros, one for each of the items, and so again after
     */
    void offer(float[] scores, int offset, int first, int end, byte[] marks) {
      if (nan >= 0) {
        return;
      }
      int begun = passed;
      if (first == Vocabulary.UNKNOWN) {
        marks[Vocabulary.UNKNOWN] = 1;
      }
      for (; passed < seenItems.length && seenItems[passed] < end; passed++) {
        marks[seenItems[passed] - first] = 1;
      }
      nan = top.offer(scores, offset, end - first, first, marks);
      for (int i = begun; i < passed; i++) {
        marks[seenItems[i] - first] = 0;
      }
      if (first == Vocabulary.UNKNOWN) {
        marks[Vocabulary.UNKNOWN] = 0;
      }
    }

    /**
     * Measures where the relevant items stand.
     *
     * @param bestRank for each item its best rank in any list so far
     */
    void end(double[][] perUser, int at, int[] bestRank) {
      if (nan >= 0) {
        throw new ArithmeticException(
            "item %d for query %d: expected a number as its score, found NaN".formatted(nan, user));
      }
      top.end();
      int[] wanted = sorted(relevant, user);
      int hits = 0;
      for (int rank = 1; rank <= top.size(); rank++) {
        bestRank[top.id(rank)] = Math.min(bestRank[top.id(rank)], rank);
        if (Arrays.binarySearch(wanted, top.id(rank)) >= 0) {
          hitRanks[hits++] = rank;
        }
      }
      int distinct = (int) IntStream.of(wanted).filter(item -> item > 0).distinct().count();
      distinct += (int) IntStream.of(wanted).filter(item -> item == 0).count();
      int row = 0;
      for (RankingMetric metric : metrics) {
        for (int k : cutoffs) {
          perUser[row++][at] = metric.value(hitRanks, hits, distinct, k);
        }
      }
    }

    private static int[] sorted(ItemLists lists, int user) {
      int[] items =
          Arrays.copyOfRange(lists.items(), lists.offsets()[user], lists.offsets()[user + 1]);
      Arrays.sort(items);
      return items;
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
