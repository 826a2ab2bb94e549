// SPDX-License-Identifier: Apache-2.0
/**
 * Blocks of numbers: {@link org.palate.tensor.Shape}, then {@link org.palate.tensor.Tensor}, the
 * {@link org.palate.tensor.TensorPool} that reuses their memory from step to step, {@link
 * org.palate.tensor.Table} for embeddings, {@link org.palate.tensor.Permutation} of axes, and
 * {@link org.palate.tensor.RandomStream}, the only source of random numbers.
 */
package org.palate.tensor;
