// SPDX-License-Identifier: Apache-2.0

/**
 * The loops over {@code float[]}, twice under one contract, and the choice between the two.
 *
 * <p>To read: {@link org.palate.kernel.Kernels} for the contract; {@link
 * org.palate.kernel.ScalarKernels} for what each method computes, in plain loops; {@link
 * org.palate.kernel.FloatMath} for exp and its kin. Then {@link org.palate.kernel.VectorKernels},
 * and behind it {@link org.palate.kernel.VectorProduct} with {@link org.palate.kernel.RowTiles},
 * the fast matrix product. {@link org.palate.kernel.Engine} says which kernels run.
 */
package org.palate.kernel;
