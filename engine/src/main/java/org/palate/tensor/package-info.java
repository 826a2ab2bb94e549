// SPDX-License-Identifier: Apache-2.0
/**
 * Blocks of numbers. To read: {@link org.palate.tensor.Shape}, then {@link
 * org.palate.tensor.Tensor}, the {@link org.palate.tensor.TensorPool} that reuses their memory from
 * step to step, {@link org.palate.tensor.Table} for embeddings, {@link
 * org.palate.tensor.Permutation} of axes, and {@link org.palate.tensor.RandomStream}, the only
 * source of random numbers. For batches: {@link org.palate.tensor.MiniBatches}, {@link
 * org.palate.tensor.Padding} and {@link org.palate.tensor.Masks}.
 */
package org.palate.tensor;
