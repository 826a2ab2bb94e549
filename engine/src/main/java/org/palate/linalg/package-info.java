// SPDX-License-Identifier: Apache-2.0
/**
 * Linear algebra for models that are fitted in closed form. Begin with {@link
 * org.palate.linalg.Cholesky}; {@link org.palate.linalg.SparseRows} makes the matrices that it
 * factors.
 */
package org.palate.linalg;
