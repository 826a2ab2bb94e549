// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.tensor.RandomStream;

/** Numbers to work on, the same in every run. */
public final class Values {
  private Values() {}

  /** n floats in [-0.5, 0.5), drawn under a name. */
  public static float[] floats(String name, int n) {
    RandomStream random = RandomStream.of(1, name);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** n ints in [0, bound), drawn under a name. */
  public static int[] ints(String name, int n, int bound) {
    RandomStream random = RandomStream.of(1, name);
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextInt(bound);
    }
    return values;
  }
}
