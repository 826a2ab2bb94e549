// SPDX-License-Identifier: Apache-2.0
package org.palate.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.tensor.RandomStream;

class ParallelProductTest {

  @Test
  void oneAndSeveralThreadsAgreeToTheBit() {
    int[][] shapes = {
      {1, 1500, 1024}, {1500, 1, 1024}, {200, 129, 300}, {129, 200, 300}, {65, 1000, 70}, {5, 5, 5}
    };
    Kernels kernels = Engine.kernels();
    try (Workers two = new Workers(2);
        Workers four = new Workers(4)) {
      for (int[] shape : shapes) {
        int m = shape[0];
        int n = shape[1];
        int k = shape[2];
        for (Form form : Form.values()) {
          for (boolean accumulate : new boolean[] {false, true}) {
            RandomStream random = RandomStream.of(m, form.name(), n, k);
            int lda = (form == Form.TN ? m : k) + 1;
            int ldb = (form == Form.NT ? k : n) + 2;
            int ldc = n + 3;
            float[] a = values(random, 1 + (form == Form.TN ? k : m) * lda);
            float[] b = values(random, 2 + (form == Form.NT ? n : k) * ldb);
            float[] c = values(random, 3 + m * ldc);
            float[] alone = c.clone();
            kernels.products().gemm(form, m, n, k, a, 1, lda, b, 2, ldb, alone, 3, ldc, accumulate);
            for (Workers workers : new Workers[] {two, four}) {
              float[] shared = c.clone();
              ParallelProduct.gemm(
                  workers,
                  kernels,
                  form,
                  m,
                  n,
                  k,
                  a,
                  1,
                  lda,
                  b,
                  2,
                  ldb,
                  shared,
                  3,
                  ldc,
                  accumulate);
              assertArrayEquals(alone, shared, form + " " + m + " " + n + " " + k);
            }
          }
        }
      }
    }
  }

  private static float[] values(RandomStream random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
