// SPDX-License-Identifier: Apache-2.0
/**
 * From interactions and facts to what a model reads: a {@link org.palate.feature.FeatureSpace},
 * fitted on training rows, holds the {@link org.palate.feature.Field}s and their vocabularies; a
 * {@link org.palate.feature.FieldSet} gathers some of them into {@link
 * org.palate.feature.FeatureBatch}es. Each kind of field is a class and its {@link
 * org.palate.feature.FieldKind}. Read {@code FeatureSpace} first, then {@code CategoricalField}.
 */
package org.palate.feature;
