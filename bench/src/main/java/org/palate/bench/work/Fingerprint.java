// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.nn.Layer;
import org.palate.nn.Parameter;

/** A hash of the bits of floats: two runs that differ in one bit differ here. */
public final class Fingerprint {
  private long hash = 1;

  /** Takes in the bits of a float. */
  public void add(float value) {
    hash = hash * 0x9E3779B97F4A7C15L + Float.floatToRawIntBits(value);
    hash ^= hash >>> 29;
  }

  /** Takes in the bits of n floats. */
  public void add(float[] values, int n) {
    for (int i = 0; i < n; i++) {
      add(values[i]);
    }
  }

  /** Takes in all parameters of a layer. */
  public void add(Layer layer) {
    for (Parameter parameter : layer.parameters()) {
      switch (parameter) {
        case Parameter.Dense dense ->
            add(dense.variable().value().data(), dense.variable().value().size());
        case Parameter.Sparse sparse -> {
          for (float[] page : sparse.variable().table().pagedRows().pages()) {
            add(page, page.length);
          }
        }
      }
    }
  }

  /** The hash as 16 hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x".formatted(hash);
  }
}
