// SPDX-License-Identifier: Apache-2.0
/**
 * The contract that every recommender keeps, ours and yours. What is known of those who ask, what
 * is offered to them and what is learned from are three values: {@link
 * org.palate.recommender.Queries}, {@link org.palate.recommender.Candidates}, {@link
 * org.palate.recommender.Objective}.
 *
 * <p>Begin with {@link org.palate.recommender.Scorer}, from which everything ranks, measures and
 * serves; then {@link org.palate.recommender.Model}, which is fitted ({@link
 * org.palate.recommender.FittedModel}) or trained by gradients ({@link
 * org.palate.recommender.GradientModel}), and {@link org.palate.recommender.ModelSpec}, which says
 * all about a kind of model. {@link org.palate.recommender.Dataset} is what they learn from, in
 * {@link org.palate.recommender.Batches}. Models of sequences take their histories as {@link
 * org.palate.recommender.Windows}.
 */
package org.palate.recommender;
