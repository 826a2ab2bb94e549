// SPDX-License-Identifier: Apache-2.0
/**
 * Rows of embedding tables. Begin with {@link org.palate.autograd.lookup.Lookups}, which reads them
 * one by one or sums them in bags. The gradient of a table is sparse; {@link
 * org.palate.autograd.RowGradients} says how.
 */
package org.palate.autograd.lookup;
