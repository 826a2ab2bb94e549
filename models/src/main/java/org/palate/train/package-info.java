// SPDX-License-Identifier: Apache-2.0
/**
 * How a model is trained. Begin with {@link org.palate.train.Recipe}, which goes the whole way from
 * rows to a {@link org.palate.train.Trained} model, and {@link org.palate.train.Training}, the run
 * itself, step by step.
 *
 * <p>{@link org.palate.train.Catalogue} knows models, fields, objectives and metrics by name, and
 * an {@link org.palate.train.Extension} adds yours; {@link org.palate.train.Evaluator} measures.
 */
package org.palate.train;
