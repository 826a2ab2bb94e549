// SPDX-License-Identifier: Apache-2.0
package org.palate.train;

/** What a model is trained to do. */
public enum Objective {
  /** Tell yes from no: binary cross-entropy on labels. */
  LABEL,
  /** Predict ratings: squared error. */
  RATING,
  /** Tell liked items from sampled items that the user has not seen: binary cross-entropy. */
  IMPLICIT,
  /** Score a liked item above a sampled item that the user has not seen: BPR. */
  RANK;

  /** Whether training needs items that the user has not seen. */
  public boolean samplesNegatives() {
    return this == IMPLICIT || this == RANK;
  }

  /** What a model trained to do this is for. */
  public Goal goal() {
    return samplesNegatives() ? Goal.RANK : Goal.PREDICT;
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
