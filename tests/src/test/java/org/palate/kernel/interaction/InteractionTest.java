// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.interaction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;

@Tag("kernels")
class InteractionTest {

  /** Fields (1, 2), (3, 4), (5, 6): pairs 1*3 + 1*5 + 3*5 = 23 and 2*4 + 2*6 + 4*6 = 44. */
  @Test
  void theTermIsTheSumOverPairsOfFields() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] x = {1, 2, 3, 4, 5, 6};
      float[] sums = new float[2];
      float[] out = new float[1];
      kernels.interaction().fmForward(1, 3, 2, x, 0, sums, 0, out, 0);
      assertArrayEquals(new float[] {9, 12}, sums);
      assertArrayEquals(new float[] {67}, out);
      float[] dx = new float[6];
      kernels.interaction().fmBackward(1, 3, 2, x, 0, sums, 0, new float[] {2}, 0, dx, 0, false);
      assertArrayEquals(new float[] {16, 20, 12, 16, 8, 12}, dx);
      kernels.interaction().fmBackward(1, 3, 2, x, 0, sums, 0, new float[] {1}, 0, dx, 0, true);
      assertArrayEquals(new float[] {24, 30, 18, 24, 12, 18}, dx);
    }
  }

  @Test
  void vectorAndScalarAgreeToTheBit() {
    for (int dim : BothKernels.LENGTHS) {
      for (int fields : new int[] {0, 1, 5}) {
        int batch = 2;
        int n = batch * Math.max(fields, 1) * dim + batch;
        BothKernels.agree(
            "fmForward, " + fields + " fields of " + dim,
            n,
            3,
            (k, x, o) ->
                k.interaction().fmForward(batch, fields, dim, x[0], o[0], x[1], o[1], x[2], o[2]));
        for (boolean accumulate : new boolean[] {false, true}) {
          BothKernels.agree(
              "fmBackward, " + fields + " fields of " + dim,
              n,
              4,
              (k, x, o) ->
                  k.interaction()
                      .fmBackward(
                          batch,
                          fields,
                          dim,
                          x[0],
                          o[0],
                          x[1],
                          o[1],
                          x[2],
                          o[2],
                          x[3],
                          o[3],
                          accumulate));
        }
      }
    }
  }
}
