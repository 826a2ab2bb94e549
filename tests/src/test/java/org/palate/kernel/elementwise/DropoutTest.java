// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;

@Tag("kernels")
class DropoutTest {

  @Test
  void dropoutAgreesToTheBit() {
    for (int n : BothKernels.LENGTHS) {
      for (int threshold : new int[] {0, 1 << 30, -1, 0x33333333}) {
        BothKernels.agree(
            "dropout",
            n,
            2,
            (k, x, o) ->
                k.elementwise()
                    .dropout(n, 77L * n, 1234, threshold, 1.25f, x[0], o[0], x[1], o[1]));
      }
    }
  }

  /** Whether an element is dropped depends on its number alone, not on how a range is cut. */
  @Test
  void dropoutIsKeyedByTheElement() {
    int threshold = 1 << 30; // a quarter
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] ones = new float[10_000];
      Arrays.fill(ones, 1f);
      float[] whole = new float[10_000];
      kernels.elementwise().dropout(10_000, 5, 0, threshold, 2f, ones, 0, whole, 0);
      float[] parts = new float[10_000];
      for (int from = 0; from < 10_000; from += 1_666) {
        int n = Math.min(1_666, 10_000 - from);
        kernels.elementwise().dropout(n, 5, from, threshold, 2f, ones, from, parts, from);
      }
      BothKernels.assertSameBits("cut into parts", whole, parts);
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
          () -> kernels.elementwise().dropout(2, 5, 3, threshold, 2f, ones, 0, parts, 0));
    }
  }
}
