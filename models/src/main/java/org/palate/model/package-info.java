// SPDX-License-Identifier: Apache-2.0
/**
 * Recommenders, each one file that says its formula, its paper and its settings: those that are
 * fitted, {@link org.palate.model.Popularity}, {@link org.palate.model.ItemNeighbours}, {@link
 * org.palate.model.Ease}; {@link org.palate.model.MatrixFactorization}; that of sequences, {@link
 * org.palate.model.SasRec}; {@link org.palate.model.TwoTower}; and those of all fields ({@link
 * org.palate.model.FieldModel}), {@link org.palate.model.FactorizationMachines}, {@link
 * org.palate.model.DeepFm}, {@link org.palate.model.Dcn}. {@link org.palate.model.Models} lists
 * them. Read {@code Dcn} first.
 */
package org.palate.model;
