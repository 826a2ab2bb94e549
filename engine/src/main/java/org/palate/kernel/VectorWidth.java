// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import jdk.incubator.vector.VectorShape;

/** How wide vectors are here. Loaded only where the vector module is readable. */
final class VectorWidth {

  private VectorWidth() {}

  /** The widest vector in bits that this JVM compiles well in every element type. */
  static int widestBits() {
    return VectorShape.preferredShape().vectorBitSize();
  }
}
