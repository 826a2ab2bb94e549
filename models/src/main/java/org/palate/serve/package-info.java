// SPDX-License-Identifier: Apache-2.0
/**
 * Serving: a trained model in one file, and recommendations from it.
 *
 * <p>To read: {@link org.palate.serve.Bundle} says what is kept, {@link
 * org.palate.serve.BundleFile} how it lies in the file (layout in {@code BundleHeader} and {@code
 * BundleManifest}); {@link org.palate.serve.Recommender} answers from it: {@link
 * org.palate.serve.Query} says who asks, {@link org.palate.serve.Wanted} which items may be named,
 * and {@link org.palate.serve.RecommendationFile} holds the lists of all users.
 */
package org.palate.serve;
