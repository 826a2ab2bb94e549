// SPDX-License-Identifier: Apache-2.0
/**
 * From a {@link org.palate.train.Task} to a trained model: {@link org.palate.train.Trainer}, its
 * {@link org.palate.train.TrainingConfig}, the {@link org.palate.train.NegativeSampler}, and the
 * {@link org.palate.train.Evaluator} that also measures the result.
 */
package org.palate.train;
