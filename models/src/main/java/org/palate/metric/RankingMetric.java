// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import java.util.Locale;

/**
 * A metric of one user's ranked list, cut at k. Relevance is binary; ranks are from 1, best first.
 * Anyone may write another.
 *
 * <p>All need only the ranks at which relevant items stand ("hits") and the number of relevant
 * items R, listed or not. Palate's own:
 *
 * <pre>
 *   hr@k         1 if there is a hit, else 0
 *   recall@k     hits / R
 *   precision@k  hits / k, also when fewer than k items can be listed
 *   mrr@k        1 / rank of the first hit, 0 without one
 *   map@k        sum over hits of (hits up to that rank / rank), over min(R, k)
 *   ndcg@k       sum over hits of 1 / log2(rank + 1), over the same sum for hits at 1..min(R, k)
 * </pre>
 *
 * <p>NDCG: Järvelin and Kekäläinen, 2002, "Cumulated gain-based evaluation of IR techniques".
 */
public interface RankingMetric {
  /** Its name without a cutoff, such as {@code ndcg}: lower-case letters, digits and dashes. */
  String label();

  /** The name at a cutoff, such as {@code ndcg@10}. */
  default String at(int k) {
    return label() + "@" + k;
  }

  /**
   * The value for one user.
   *
   * @param hitRanks ranks of the relevant items in the list, from 1, rising; those above k are
   *     ignored
   * @param hits how many entries of {@code hitRanks} are in use
   * @param relevant number of relevant items of the user, at least 1
   * @param k length of the list, at least 1
   * @return a value in [0, 1]
   */
  double value(int[] hitRanks, int hits, int relevant, int k);

  /** The metrics above. */
  enum Standard implements RankingMetric {
    /** Hit rate. */
    HR,
    /** Share of the relevant items that are listed. */
    RECALL,
    /** Normalised discounted cumulative gain. */
    NDCG,
    /** Reciprocal rank of the first hit. */
    MRR,
    /** Share of the list that is relevant. */
    PRECISION,
    /** Average precision. */
    MAP;

    private static final double LOG_2 = StrictMath.log(2);

    @Override
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public double value(int[] hitRanks, int hits, int relevant, int k) {
      int within = 0;
      while (within < hits && hitRanks[within] <= k) {
        within++;
      }
      return switch (this) {
        case HR -> within > 0 ? 1 : 0;
        case RECALL -> (double) within / relevant;
        case PRECISION -> (double) within / k;
        case MRR -> within > 0 ? 1.0 / hitRanks[0] : 0;
        case MAP -> {
          double sum = 0;
          for (int i = 0; i < within; i++) {
            sum += (i + 1.0) / hitRanks[i];
          }
          yield sum / Math.min(relevant, k);
        }
        case NDCG -> {
          double gain = 0;
          for (int i = 0; i < within; i++) {
            gain += discount(hitRanks[i]);
          }
          double ideal = 0;
          for (int rank = 1; rank <= Math.min(relevant, k); rank++) {
            ideal += discount(rank);
          }
          yield gain / ideal;
        }
      };
    }

    private static double discount(int rank) {
      return LOG_2 / StrictMath.log(rank + 1.0);
    }
  }
}
