// SPDX-License-Identifier: Apache-2.0
/**
 * Serving: a trained model in one file, and recommendations from it.
 *
 * <p>To read: {@link org.palate.serve.Bundle} says what is kept, {@link
 * org.palate.serve.BundleFile} how it lies in the file (layout in {@code BundleHeader} and {@code
 * BundleManifest}); {@link org.palate.serve.Recommender} answers from it.
 */
package org.palate.serve;
