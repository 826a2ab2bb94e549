// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.base;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors that the vector kernels use: constants, so that C2 compiles for one width. */
public final class Species {

  public static final VectorSpecies<Float> FLOATS =
      switch (bits()) {
        case 128 -> FloatVector.SPECIES_128;
        case 256 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_512;
      };

  /** Floats in a vector: 4, 8 or 16. */
  public static final int WIDTH = FLOATS.length();

  private Species() {}

  /** The width in the settings, or the widest there is where the settings chose scalar kernels. */
  private static int bits() {
    EngineSettings settings = EngineChoice.SETTINGS;
    return settings != null && settings.vector()
        ? settings.bits()
        : Math.min(512, VectorWidth.widestBits());
  }
}
