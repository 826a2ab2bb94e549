// SPDX-License-Identifier: Apache-2.0
/**
 * What a model is for ({@link org.palate.train.Goal}) and how it is trained. Begin with {@link
 * org.palate.train.Recipe}, which goes the whole way from rows to a {@link
 * org.palate.train.Trained} model.
 *
 * <p>Below it, from a {@link org.palate.train.Task} to a model: {@link org.palate.train.Trainer},
 * its {@link org.palate.train.TrainingConfig}, the {@link org.palate.train.NegativeSampler}, and
 * the {@link org.palate.train.Evaluator} that also measures the result.
 */
package org.palate.train;
