// SPDX-License-Identifier: Apache-2.0

/**
 * One pool of threads, and partitions that change no result. Begin with {@link
 * org.palate.parallel.Workers}, which splits a range into tasks of at least a {@link
 * org.palate.parallel.TaskSize}; {@link org.palate.parallel.ParallelProduct} splits a matrix
 * product, {@link org.palate.parallel.BatchedProduct} many of them.
 */
package org.palate.parallel;
