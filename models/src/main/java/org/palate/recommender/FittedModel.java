// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

/**
 * A model that learns in its own way: popularity counts, neighbours compare, EASE inverts a matrix.
 */
public interface FittedModel extends Model {
  /** Hears how far the fitting is; called on the fitting thread. */
  @FunctionalInterface
  interface Listener {
    /** Does nothing. */
    Listener SILENT = (what, done, all) -> {};

    /**
     * So much has been done.
     *
     * @param what the unit, such as {@code items}
     */
    void onProgress(String what, long done, long all);
  }

  /**
   * Learns from the training rows of some data, and from nothing else in it.
   *
   * @param data in the codes of this model's space
   */
  void fit(Dataset data, Listener listener);
}
