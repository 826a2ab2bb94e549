// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

/**
 * How the operands of {@link ProductKernels#gemm} are stored: N as it is multiplied, T transposed.
 */
public enum Form {
  /** A is stored {@code [m, k]}, B {@code [k, n]}. */
  NN,
  /** A is stored {@code [m, k]}, B {@code [n, k]}. */
  NT,
  /** A is stored {@code [k, m]}, B {@code [k, n]}. */
  TN
}
