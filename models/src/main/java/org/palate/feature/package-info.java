// SPDX-License-Identifier: Apache-2.0
/**
 * From interactions and facts to what a model reads: a {@link org.palate.feature.FeatureSpace},
 * fitted on training rows, holds the {@link org.palate.feature.Field}s and their vocabularies and
 * makes {@link org.palate.feature.FeatureBatch}es. Read {@code FeatureSpace} first.
 */
package org.palate.feature;
