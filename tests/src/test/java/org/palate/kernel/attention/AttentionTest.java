// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.attention;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;

@Tag("kernels")
class AttentionTest {
  private static final int ROWS = 3;

  @Test
  void weightsAgreeToTheBit() {
    for (int cols : BothKernels.LENGTHS) {
      for (int visible : new int[] {cols, Math.max(0, cols - 2), cols / 2, 0}) {
        for (int stride : new int[] {cols, cols + 3, cols + 17}) {
          int width = Math.max(cols, stride - 1);
          int n = ROWS * stride + 1;
          BothKernels.agree(
              "weights",
              n,
              1,
              (k, x, o) ->
                  k.attention()
                      .weights(ROWS, cols, width, visible, 0.3f, null, 0, 0, x[0], o[0], stride));
          BothKernels.agree(
              "weights with a bias",
              n,
              2,
              (k, x, o) ->
                  k.attention()
                      .weights(
                          ROWS, cols, width, visible, 0.3f, x[1], o[1], stride, x[0], o[0],
                          stride));
          BothKernels.agree(
              "weights with one bias for all rows",
              n,
              2,
              (k, x, o) ->
                  k.attention()
                      .weights(
                          ROWS, cols, width, visible, 0.3f, x[1], o[1], 0, x[0], o[0], stride));
        }
      }
    }
  }

  /** Scores ln 1, ln 2, ln 5 give weights 1/8, 2/8, 5/8; without the last, 1/3 and 2/3. */
  @Test
  void weightsByHand() {
    float infinite = Float.NEGATIVE_INFINITY;
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] scores = new float[9];
      for (int row = 0; row < 3; row++) {
        scores[3 * row + 1] = (float) StrictMath.log(2) / 0.5f;
        scores[3 * row + 2] = (float) StrictMath.log(5) / 0.5f;
      }
      float[] x = scores.clone();
      kernels.attention().weights(3, 3, 3, 3, 0.5f, null, 0, 0, x, 0, 3);
      BothKernels.assertNear(new float[] {1 / 8f, 2 / 8f, 5 / 8f}, Arrays.copyOfRange(x, 6, 9));
      x = scores.clone();
      kernels.attention().weights(3, 3, 3, 1, 0.5f, null, 0, 0, x, 0, 3);
      BothKernels.assertNear(new float[] {1, 0, 0, 1 / 3f, 2 / 3f, 0, 1 / 8f, 2 / 8f, 5 / 8f}, x);
      x = scores.clone();
      float[] masked = {0, 0, infinite, infinite, infinite, infinite, infinite, 0, 0};
      kernels.attention().weights(3, 3, 3, 3, 0.5f, masked, 0, 3, x, 0, 3);
      BothKernels.assertNear(new float[] {1 / 3f, 2 / 3f, 0, 0, 0, 0, 0, 2 / 7f, 5 / 7f}, x);
    }
  }

  @Test
  void weightGradientsAgreeToTheBit() {
    for (int cols : BothKernels.LENGTHS) {
      int stride = cols + 2;
      BothKernels.agree(
          "gradient of weights",
          ROWS * stride + ROWS,
          3,
          (k, x, o) ->
              k.attention()
                  .weightsBackward(ROWS, cols, 0.3f, x[0], o[0], x[1], o[1], x[2], o[2], stride));
    }
  }
}
