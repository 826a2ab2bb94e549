// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import org.palate.metric.RankingMetric;
import org.palate.metric.RowMetric;

/** The metric of the validation rows by which the best epoch is chosen. */
public sealed interface Validation {
  /** Its name, such as {@code ndcg@10}. */
  String label();

  /** Whether more is better. */
  boolean higherIsBetter();

  /**
   * Of predictions, a row each.
   *
   * @param metric which
   */
  record OfRows(RowMetric metric) implements Validation {
    @Override
    public String label() {
      return metric.label();
    }

    @Override
    public boolean higherIsBetter() {
      return metric.higherIsBetter();
    }
  }

  /**
   * Of ranked lists of all items.
   *
   * @param metric which
   * @param k the length of the lists
   */
  record OfLists(RankingMetric metric, int k) implements Validation {
    @Override
    public String label() {
      return metric.at(k);
    }

    @Override
    public boolean higherIsBetter() {
      return true;
    }
  }
}
