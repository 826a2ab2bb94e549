// SPDX-License-Identifier: Apache-2.0
/**
 * What models are trained to do, each an {@link org.palate.recommender.Objective} in one file:
 * {@link org.palate.objective.Labels}, {@link org.palate.objective.Ratings}; {@link
 * org.palate.objective.Implicit}, {@link org.palate.objective.Bpr}; {@link
 * org.palate.objective.FullSoftmax}, {@link org.palate.objective.SampledSoftmax}, {@link
 * org.palate.objective.InBatchSoftmax}. {@link org.palate.objective.ExampleBatches} makes batches
 * of rows, {@link org.palate.objective.NegativeSampler} draws items. Read {@code Labels} first,
 * then {@code Bpr}.
 */
package org.palate.objective;
