// SPDX-License-Identifier: Apache-2.0

/**
 * Rows of tables.
 *
 * <p>To read: {@link org.palate.kernel.row.PagedRows} for where rows lie, {@link
 * org.palate.kernel.row.RowKernels} for the contract, {@code ScalarRows} for the plain loops,
 * {@code VectorRows} for those in vectors.
 */
package org.palate.kernel.row;
