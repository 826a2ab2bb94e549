// SPDX-License-Identifier: Apache-2.0

/**
 * Layer normalisation of rows, and its gradient.
 *
 * <p>To read: {@link org.palate.kernel.normalization.NormalizationKernels} for the contract, {@code
 * ScalarNormalization} for the plain loops, {@code VectorNormalization} for those in vectors.
 */
package org.palate.kernel.normalization;
