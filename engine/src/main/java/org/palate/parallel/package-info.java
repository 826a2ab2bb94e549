// SPDX-License-Identifier: Apache-2.0

/**
 * One pool of threads, and partitions that change no result. Begin with {@link
 * org.palate.parallel.Workers}, which splits a range; {@link org.palate.parallel.ParallelProduct}
 * splits a matrix product.
 */
package org.palate.parallel;
