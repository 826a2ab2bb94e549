// SPDX-License-Identifier: Apache-2.0

/**
 * The steps of optimizers.
 *
 * <p>To read: {@link org.palate.kernel.update.UpdateKernels} for the contract, {@code
 * ScalarUpdates} for the plain loops, {@code VectorUpdates} for those in vectors.
 */
package org.palate.kernel.update;
