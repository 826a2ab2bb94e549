// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import org.palate.kernel.elementwise.FloatMath;

/** How the numbers of a {@link PackedMatrix} are kept. Sums are of single precision either way. */
public enum Precision {
  /** As they are. */
  FLOAT32,
  /**
   * In half the memory, with 8 bits of precision in place of 24: the upper half of a float, by
   * {@link FloatMath#toBfloat16}.
   */
  BFLOAT16
}
