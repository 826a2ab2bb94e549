// SPDX-License-Identifier: Apache-2.0
/**
 * Recommenders, each a {@link org.palate.model.ScoringModel}: {@link org.palate.model.Popularity},
 * {@link org.palate.model.MatrixFactorization}, and the models of all fields, {@link
 * org.palate.model.FactorizationMachines}, {@link org.palate.model.DeepFm}, {@link
 * org.palate.model.Dcn}. {@link org.palate.model.ModelKind} makes one by name. Read {@code
 * ScoringModel} first, then {@code Dcn}.
 */
package org.palate.model;
