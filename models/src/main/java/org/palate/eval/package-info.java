// SPDX-License-Identifier: Apache-2.0
/**
 * How good a model is: pointwise metrics of predictions, and full ranking over all items.
 *
 * <p>Read {@link org.palate.eval.PointwiseMetrics} for AUC, log loss, RMSE and MAE; then {@link
 * org.palate.eval.RankingMetric} for the formulas of HR, Recall, NDCG, MRR, Precision and MAP,
 * {@link org.palate.eval.FullRanking} for how every user's items are ranked in bounded memory, and
 * {@link org.palate.eval.RankingResult} for what comes back. {@link org.palate.eval.GradedNdcg} is
 * NDCG for grades, {@link org.palate.eval.ListMetrics} says what lists are like beside being right
 * (coverage, Gini, novelty, diversity), {@link org.palate.eval.SampledRank} ranks among samples.
 *
 * <p>All sums are in double, in a fixed order, so that a figure depends on the scores alone: not on
 * the chunk size and not on the number of threads.
 */
package org.palate.eval;
