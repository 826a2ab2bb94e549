// SPDX-License-Identifier: Apache-2.0

/**
 * The loops over {@code float[]}, twice under one contract, and the choice between the two.
 *
 * <p>Read {@link org.palate.kernel.Kernels} for the contract, {@link
 * org.palate.kernel.ScalarKernels} for what each method computes in plain loops, {@link
 * org.palate.kernel.FloatMath} for exp and its kin. {@link org.palate.kernel.Engine} says which
 * kernels run.
 */
package org.palate.kernel;
