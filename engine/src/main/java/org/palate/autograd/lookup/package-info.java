// SPDX-License-Identifier: Apache-2.0
/**
 * Rows of embedding tables: {@link org.palate.autograd.lookup.Lookups} reads them one by one or
 * sums them in bags. The gradient of a table is sparse; {@link org.palate.autograd.RowGradients}
 * says how.
 */
package org.palate.autograd.lookup;
