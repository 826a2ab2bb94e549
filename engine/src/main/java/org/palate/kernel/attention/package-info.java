// SPDX-License-Identifier: Apache-2.0

/**
 * The softmax of attention scores, and its gradient.
 *
 * <p>To read: {@link org.palate.kernel.attention.AttentionKernels} for the contract, {@code
 * ScalarAttention} for the plain loops, {@code VectorAttention} for those in vectors.
 */
package org.palate.kernel.attention;
