// SPDX-License-Identifier: Apache-2.0

/**
 * The matrix product.
 *
 * <p>To read: {@link org.palate.kernel.product.ProductKernels} for the contract, {@code
 * ScalarProducts} for the definition in three loops and the plain form. Then {@code
 * VectorProducts}, which chooses a path, {@code VectorProduct} with {@code RowTiles}, the fast
 * product of large matrices, and {@link org.palate.kernel.product.PackedMatrix} with {@code
 * PackedProduct}, that with weights laid out once. The engine's README tells how these came to be.
 */
package org.palate.kernel.product;
