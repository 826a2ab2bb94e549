// SPDX-License-Identifier: Apache-2.0
package org.palate.io;

/**
 * A sequence of floats that need not lie in one array, such as the pages of a table that exceeds
 * 2^31 floats.
 */
@FunctionalInterface
public interface FloatSource {
  /**
   * Copies the floats from position {@code from} on into {@code target[offset]} to {@code
   * target[offset + count - 1]}.
   */
  void copy(long from, float[] target, int offset, int count);
}
