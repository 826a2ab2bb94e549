// SPDX-License-Identifier: Apache-2.0

/**
 * The steps of recurrent cells, LSTM and GRU, and their gradients.
 *
 * <p>To read: {@link org.palate.kernel.cell.CellKernels} for the contract, {@code ScalarCells} for
 * the plain loops, {@code VectorCells} for those in vectors.
 */
package org.palate.kernel.cell;
