// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

/** What a model is trained to do. */
public enum Objective {
  /** Tell yes from no: binary cross-entropy on labels. */
  LABEL,
  /** Foretell ratings: squared error. */
  RATING,
  /** Tell what happened from sampled items that did not: binary cross-entropy. */
  IMPLICIT,
  /** Put what happened before a sampled item that did not: BPR. */
  RANK;

  /** Whether training needs items that the user has not met. */
  public boolean samplesNegatives() {
    return this == IMPLICIT || this == RANK;
  }

  /** The metric by which the best epoch is chosen. */
  public String metric() {
    return switch (this) {
      case LABEL -> "auc";
      case RATING -> "rmse";
      case IMPLICIT, RANK -> "ndcg@10";
    };
  }

  /** Whether more of {@link #metric} is better. */
  public boolean higherIsBetter() {
    return this != RATING;
  }
}
