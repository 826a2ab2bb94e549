// SPDX-License-Identifier: Apache-2.0
/**
 * Layers of this field: {@link org.palate.layer.FactorizationMachine} and {@link
 * org.palate.layer.CrossNetwork}, which multiply features, and {@link
 * org.palate.layer.FieldEmbedding}, which turns an encoded batch into vectors.
 */
package org.palate.layer;
