// SPDX-License-Identifier: Apache-2.0

/**
 * The second-order term of a factorisation machine, and its gradient.
 *
 * <p>To read: {@link org.palate.kernel.interaction.InteractionKernels} for the contract, {@code
 * ScalarInteraction} for the plain loops, {@code VectorInteraction} for those in vectors.
 */
package org.palate.kernel.interaction;
