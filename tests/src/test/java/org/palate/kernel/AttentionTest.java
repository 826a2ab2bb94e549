// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.tensor.RandomStream;

@Tag("kernels")
class AttentionTest {
  private static final int ROWS = 3;

  @Test
  void weightsAgreeToTheBit() {
    for (int cols : Twins.LENGTHS) {
      for (int visible : new int[] {cols, Math.max(0, cols - 2), cols / 2, 0}) {
        for (int stride : new int[] {cols, cols + 3, cols + 17}) {
          int width = Math.max(cols, stride - 1);
          int n = ROWS * stride + 1;
          Twins.agree(
              "weights",
              n,
              1,
              (k, x, o) ->
                  k.attentionWeights(
                      ROWS, cols, width, visible, 0.3f, null, 0, 0, x[0], o[0], stride));
          Twins.agree(
              "weights with a bias",
              n,
              2,
              (k, x, o) ->
                  k.attentionWeights(
                      ROWS, cols, width, visible, 0.3f, x[1], o[1], stride, x[0], o[0], stride));
          Twins.agree(
              "weights with one bias for all rows",
              n,
              2,
              (k, x, o) ->
                  k.attentionWeights(
                      ROWS, cols, width, visible, 0.3f, x[1], o[1], 0, x[0], o[0], stride));
        }
      }
    }
  }

  /** Scores ln 1, ln 2, ln 5 give weights 1/8, 2/8, 5/8; without the last, 1/3 and 2/3. */
  @Test
  void weightsByHand() {
    float infinite = Float.NEGATIVE_INFINITY;
    for (Kernels kernels : new Kernels[] {Twins.SCALAR, Twins.vector()}) {
      float[] scores = new float[9];
      for (int row = 0; row < 3; row++) {
        scores[3 * row + 1] = (float) StrictMath.log(2) / 0.5f;
        scores[3 * row + 2] = (float) StrictMath.log(5) / 0.5f;
      }
      float[] x = scores.clone();
      kernels.attentionWeights(3, 3, 3, 3, 0.5f, null, 0, 0, x, 0, 3);
      assertNear(new float[] {1 / 8f, 2 / 8f, 5 / 8f}, Arrays.copyOfRange(x, 6, 9));
      x = scores.clone();
      kernels.attentionWeights(3, 3, 3, 1, 0.5f, null, 0, 0, x, 0, 3);
      assertNear(new float[] {1, 0, 0, 1 / 3f, 2 / 3f, 0, 1 / 8f, 2 / 8f, 5 / 8f}, x);
      x = scores.clone();
      float[] masked = {0, 0, infinite, infinite, infinite, infinite, infinite, 0, 0};
      kernels.attentionWeights(3, 3, 3, 3, 0.5f, masked, 0, 3, x, 0, 3);
      assertNear(new float[] {1 / 3f, 2 / 3f, 0, 0, 0, 0, 0, 2 / 7f, 5 / 7f}, x);
    }
  }

  @Test
  void weightGradientsAgreeToTheBit() {
    for (int cols : Twins.LENGTHS) {
      int stride = cols + 2;
      Twins.agree(
          "gradient of weights",
          ROWS * stride + ROWS,
          3,
          (k, x, o) ->
              k.attentionWeightsBackward(
                  ROWS, cols, 0.3f, x[0], o[0], x[1], o[1], x[2], o[2], stride));
    }
  }

  private static void assertNear(float[] expected, float[] came) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], came[i], expected[i] == 0 ? 0f : 1e-6f, "at " + i);
    }
  }

  @Test
  void dropoutAgreesToTheBit() {
    for (int n : Twins.LENGTHS) {
      for (int threshold : new int[] {0, 1 << 30, -1, 0x33333333}) {
        Twins.agree(
            "dropout",
            n,
            2,
            (k, x, o) -> k.dropout(n, 77L * n, 1234, threshold, 1.25f, x[0], o[0], x[1], o[1]));
      }
    }
  }

  /** Whether an element is dropped depends on its number alone, not on how a range is cut. */
  @Test
  void dropoutIsKeyedByTheElement() {
    int threshold = 1 << 30; // a quarter
    for (Kernels kernels : new Kernels[] {Twins.SCALAR, Twins.vector()}) {
      float[] ones = new float[10_000];
      Arrays.fill(ones, 1f);
      float[] whole = new float[10_000];
      kernels.dropout(10_000, 5, 0, threshold, 2f, ones, 0, whole, 0);
      float[] parts = new float[10_000];
      for (int from = 0; from < 10_000; from += 1_666) {
        int n = Math.min(1_666, 10_000 - from);
        kernels.dropout(n, 5, from, threshold, 2f, ones, from, parts, from);
      }
      Twins.assertSameBits("cut into parts", whole, parts);
      int dropped = 0;
      for (int i = 0; i < whole.length; i++) {
        int bits = (int) (SplitMix.draw(5, i / 2) >>> (i % 2 == 0 ? 0 : 32));
        assertEquals(bits >= 0 && bits < threshold ? 0f : 2f, whole[i], "element " + i);
        dropped += whole[i] == 0 ? 1 : 0;
      }
      // The standard deviation of the share is 0.0043.
      assertEquals(0.25, dropped / 10_000.0, 0.02);
      assertThrows(
          IllegalArgumentException.class,
          () -> kernels.dropout(2, 5, 3, threshold, 2f, ones, 0, parts, 0));
    }
  }

  @Test
  void layerNormAgreesToTheBit() {
    for (int n : Twins.LENGTHS) {
      if (n == 0) {
        continue;
      }
      int size = 3 * Math.max(n, 2); // at least the 6 floats of the statistics
      Twins.agree(
          "layer norm",
          size,
          3,
          (k, x, o) -> k.layerNorm(3, n, 1e-5f, x[0], o[0], null, null, x[1], o[1], x[2], o[2]));
      RandomStream random = RandomStream.of(1, "layer norm", n);
      List<float[]> arrays =
          List.of(
              Twins.values(random, size),
              Twins.values(random, n),
              Twins.values(random, n),
              Twins.values(random, size),
              new float[6],
              new float[size],
              new float[n],
              new float[n],
              new float[size]);
      Twins.agree(
          "layer norm with weights and its gradient, n = " + n,
          Twins.vector(),
          arrays,
          new int[arrays.size()],
          (k, x, o) -> {
            k.layerNorm(3, n, 1e-5f, x[0], 0, x[1], x[2], x[5], 0, x[4], 0);
            k.layerNormBackward(3, n, x[0], 0, x[4], 0, x[1], x[3], 0, x[5], 0, x[6], x[7], 0);
            k.layerNormBackward(3, n, x[0], 0, x[4], 0, null, x[3], 0, x[8], 0, null, null, 0);
          });
    }
  }

  /** 1, 3, 5, 7 have the mean 4 and the variance 5. */
  @Test
  void layerNormByHand() {
    for (Kernels kernels : new Kernels[] {Twins.SCALAR, Twins.vector()}) {
      float[] x = {1, 3, 5, 7};
      float[] stats = new float[2];
      float[] weight = {1, 1, 1, 2};
      float[] bias = {0, 0, 0, 10};
      float[] y = new float[4];
      kernels.layerNorm(1, 4, 4f, x, 0, weight, bias, y, 0, stats, 0);
      assertNear(new float[] {-1, -1 / 3f, 1 / 3f, 12}, y);
      assertNear(new float[] {4, 1 / 3f}, stats);
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> kernels.layerNorm(1, 4, 4f, x, 0, weight, null, y, 0, stats, 0))
              .getMessage();
      assertEquals("weight and bias come together or not at all", message);
    }
  }
}
