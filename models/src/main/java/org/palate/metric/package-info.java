// SPDX-License-Identifier: Apache-2.0
/**
 * Metrics. Read {@link org.palate.metric.RankingMetric} for the formulas of HR, Recall, NDCG, MRR,
 * Precision and MAP of a ranked list, and {@link org.palate.metric.PointwiseMetrics} for AUC, log
 * loss, RMSE and MAE of predictions, which {@link org.palate.metric.RowMetric} names. {@link
 * org.palate.metric.GradedNdcg} is NDCG for grades, {@link org.palate.metric.ListMetrics} says what
 * lists are like beside being right (coverage, Gini, novelty, diversity), {@link
 * org.palate.metric.SampledRank} ranks among samples, {@link org.palate.metric.TopItems} finds the
 * best of many scores.
 *
 * <p>All sums are in double, in a fixed order.
 */
package org.palate.metric;
