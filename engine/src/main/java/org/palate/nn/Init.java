// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.tensor.RandomStream;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/** How parameters start. */
public final class Init {
  private Init() {}

  /** Draws uniform in {@code [-bound, bound)}. */
  public static Tensor uniform(RandomStream random, float bound, int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    float[] data = tensor.data();
    for (int i = 0; i < data.length; i++) {
      data[i] = bound * (2 * random.nextFloat() - 1);
    }
    return tensor;
  }

  /** Normal draws with mean 0. */
  public static Tensor normal(RandomStream random, double std, int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    float[] data = tensor.data();
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) (std * random.nextGaussian());
    }
    return tensor;
  }

  /**
   * PyTorch's start for a linear layer: uniform within {@code 1 / sqrt(fanIn)}, for weight and bias
   * alike (K. He et al., 2015, with the gain that PyTorch chose).
   */
  public static Tensor fanIn(RandomStream random, int fanIn, int... dims) {
    float bound = fanIn == 0 ? 0f : (float) (1 / StrictMath.sqrt(fanIn));
    return uniform(random, bound, dims);
  }

  /**
   * Uniform within {@code sqrt(6 / (in + out))} (X. Glorot, Y. Bengio, 2010); {@code [out, in]}.
   */
  public static Tensor xavierUniform(RandomStream random, int out, int in) {
    float bound = (float) StrictMath.sqrt(6.0 / (in + out));
    return uniform(random, bound, out, in);
  }

  /** A table of normal draws with mean 0; zeros if the deviation is 0. */
  public static Table normalTable(RandomStream random, double std, int rows, int dim) {
    Table table = new Table(rows, dim);
    if (std != 0) {
      table.fillNormal(random, std);
    }
    return table;
  }
}
