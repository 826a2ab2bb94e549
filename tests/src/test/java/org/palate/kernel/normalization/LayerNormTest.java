// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.normalization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;
import org.palate.tensor.RandomStream;

@Tag("kernels")
class LayerNormTest {

  @Test
  void layerNormAgreesToTheBit() {
    for (int n : BothKernels.LENGTHS) {
      if (n == 0) {
        continue;
      }
      int size = 3 * Math.max(n, 2); // at least the 6 floats of the statistics
      BothKernels.agree(
          "layer norm",
          size,
          3,
          (k, x, o) ->
              k.normalization()
                  .layerNorm(3, n, 1e-5f, x[0], o[0], null, null, x[1], o[1], x[2], o[2]));
      RandomStream random = RandomStream.of(1, "layer norm", n);
      List<float[]> arrays =
          List.of(
              BothKernels.values(random, size),
              BothKernels.values(random, n),
              BothKernels.values(random, n),
              BothKernels.values(random, size),
              new float[6],
              new float[size],
              new float[n],
              new float[n],
              new float[size]);
      BothKernels.agree(
          "layer norm with weights and its gradient, n = " + n,
          BothKernels.vector(),
          arrays,
          new int[arrays.size()],
          (k, x, o) -> {
            k.normalization().layerNorm(3, n, 1e-5f, x[0], 0, x[1], x[2], x[5], 0, x[4], 0);
            k.normalization()
                .layerNormBackward(3, n, x[0], 0, x[4], 0, x[1], x[3], 0, x[5], 0, x[6], x[7], 0);
            k.normalization()
                .layerNormBackward(3, n, x[0], 0, x[4], 0, null, x[3], 0, x[8], 0, null, null, 0);
          });
    }
  }

  /** 1, 3, 5, 7 have the mean 4 and the variance 5. */
  @Test
  void layerNormByHand() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] x = {1, 3, 5, 7};
      float[] stats = new float[2];
      float[] weight = {1, 1, 1, 2};
      float[] bias = {0, 0, 0, 10};
      float[] y = new float[4];
      kernels.normalization().layerNorm(1, 4, 4f, x, 0, weight, bias, y, 0, stats, 0);
      BothKernels.assertNear(new float[] {-1, -1 / 3f, 1 / 3f, 12}, y);
      BothKernels.assertNear(new float[] {4, 1 / 3f}, stats);
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      kernels
                          .normalization()
                          .layerNorm(1, 4, 4f, x, 0, weight, null, y, 0, stats, 0))
              .getMessage();
      assertEquals("weight, bias: expected both or neither, found one of them", message);
    }
  }
}
