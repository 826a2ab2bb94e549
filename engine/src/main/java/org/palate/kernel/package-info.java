// SPDX-License-Identifier: Apache-2.0

/**
 * The loops over {@code float[]}, by family, and the choice between plain ones and those in
 * vectors.
 *
 * <p>To read: {@link org.palate.kernel.Kernels} for the families and for what all of them promise,
 * then the package of a family: its contract, what it computes in plain loops, and the same in
 * vectors. {@link org.palate.kernel.Engine} says which run.
 */
package org.palate.kernel;
