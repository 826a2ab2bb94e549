// SPDX-License-Identifier: Apache-2.0
/**
 * Serving: the bundle, one file that holds all of a trained model.
 *
 * <p>{@link org.palate.serve.BundleFile} is the container; its layout is in {@code BundleHeader}
 * and {@code BundleManifest}.
 */
package org.palate.serve;
