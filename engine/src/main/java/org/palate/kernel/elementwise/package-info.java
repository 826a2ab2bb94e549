// SPDX-License-Identifier: Apache-2.0

/**
 * What is done to each element by itself.
 *
 * <p>To read: {@link org.palate.kernel.elementwise.ElementwiseKernels} for the contract, {@code
 * ScalarElementwise} for the plain loops, {@link org.palate.kernel.elementwise.FloatMath} for exp
 * and its kin; then {@link org.palate.kernel.elementwise.VectorElementwise} and {@link
 * org.palate.kernel.elementwise.VectorFunctions}, which compute the same in vectors.
 *
 * <p>Those two, like {@code VectorReductions}, are public for the loops of other families, and
 * check no argument: everything else goes by the kernels.
 */
package org.palate.kernel.elementwise;
