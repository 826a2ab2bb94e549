// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.base;

import jdk.incubator.vector.VectorShape;

/** How wide vectors are here, and how many. Loaded only where the vector module is readable. */
public final class VectorWidth {

  private VectorWidth() {}

  /** The widest vector in bits that this JVM compiles well in every element type. */
  public static int widestBits() {
    return VectorShape.preferredShape().vectorBitSize();
  }

  /** Vector registers: 16 on x86 before AVX-512, which brings 32 at every width; 32 elsewhere. */
  public static int registers() {
    String arch = System.getProperty("os.arch");
    boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
    return x86 && widestBits() < 512 ? 16 : 32;
  }
}
