// SPDX-License-Identifier: Apache-2.0
package org.palate.metric;

import java.util.Locale;

/**
 * A metric of scores of single rows, each held against what is known of its row. Anyone may write
 * another.
 */
public interface RowMetric {
  /** What scores are held against. */
  enum Against {
    /** What the model was trained to predict, such as a rating or a label. */
    TARGET,
    /** 1 where the row was liked, else 0. */
    LIKED
  }

  /** Its name, such as {@code auc}: lower-case letters, digits and dashes. */
  String label();

  /** What scores are held against. */
  Against against();

  /** Whether more is better. */
  boolean higherIsBetter();

  /**
   * The value.
   *
   * @param scores as the model gives them: logits where it was trained on labels
   * @param truths as many
   * @return NaN where the metric is not defined
   */
  double value(float[] scores, float[] truths);

  /** Palate's own; see {@link PointwiseMetrics} for the formulas. */
  enum Standard implements RowMetric {
    /** Root of the mean squared error. */
    RMSE(Against.TARGET, false),
    /** Mean absolute error. */
    MAE(Against.TARGET, false),
    /** Area under the ROC curve of what was liked. */
    AUC(Against.LIKED, true),
    /** Binary cross-entropy of logits. */
    LOGLOSS(Against.TARGET, false);

    private final Against against;
    private final boolean higherIsBetter;

    Standard(Against against, boolean higherIsBetter) {
      this.against = against;
      this.higherIsBetter = higherIsBetter;
    }

    @Override
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Against against() {
      return against;
    }

    @Override
    public boolean higherIsBetter() {
      return higherIsBetter;
    }

    @Override
    public double value(float[] scores, float[] truths) {
      return switch (this) {
        case RMSE -> PointwiseMetrics.rmse(scores, truths);
        case MAE -> PointwiseMetrics.mae(scores, truths);
        case AUC -> PointwiseMetrics.auc(scores, truths);
        case LOGLOSS -> PointwiseMetrics.logLossOfLogits(scores, truths);
      };
    }
  }
}
