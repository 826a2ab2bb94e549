// SPDX-License-Identifier: Apache-2.0

/**
 * Sums, dot products and maxima.
 *
 * <p>To read: {@link org.palate.kernel.reduction.ReductionKernels} for the contract and the order
 * of sums, {@code ScalarReductions} for the plain loops, {@link
 * org.palate.kernel.reduction.VectorReductions} for those in vectors.
 */
package org.palate.kernel.reduction;
