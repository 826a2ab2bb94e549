// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.product;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.tensor.RandomStream;

@Tag("kernels")
class ProductWarmupTest {
  private static final int M = 21;
  private static final int N = 50;
  private static final int K = 70;

  @Test
  void productsHaveTheSameBitsBeforeAndAfterTheVectorsTakeOver() throws InterruptedException {
    BothKernels.vector(); // Skips without vectors.
    ProductKernels kernels = ProductKernels.vectorWarmingUp();
    RandomStream random = RandomStream.of(1, "products");
    float[] a = BothKernels.values(random, M * K);
    float[] b = BothKernels.values(random, K * N);
    assertFalse(kernels.isWarmingUp(), "nothing has been asked for");
    boolean before = true;
    while (before) {
      for (Form form : Form.values()) {
        BothKernels.assertSameBits(
            form.toString(),
            product(BothKernels.SCALAR.products(), form, a, b),
            product(kernels, form, a, b));
      }
      before = kernels.isWarmingUp();
      Thread.sleep(5);
    }
    for (Form form : Form.values()) {
      BothKernels.assertSameBits(
          form.toString(),
          product(BothKernels.SCALAR.products(), form, a, b),
          product(kernels, form, a, b));
    }
  }

  @Test
  void vectorsThatWereAskedForDoNotWait() {
    BothKernels.vector();
    ProductKernels kernels = ProductKernels.vector();
    product(kernels, Form.NN, new float[M * K], new float[K * N]);
    assertFalse(kernels.isWarmingUp());
    ProductKernels patient = ProductKernels.vectorWarmingUp();
    product(patient, Form.NN, new float[M * K], new float[K * N]);
    assertTrue(patient.isWarmingUp());
  }

  private static float[] product(ProductKernels kernels, Form form, float[] a, float[] b) {
    float[] c = new float[M * N];
    int lda = form == Form.TN ? M : K;
    int ldb = form == Form.NT ? K : N;
    kernels.gemm(form, M, N, K, a, 0, lda, b, 0, ldb, c, 0, N, false);
    return c;
  }
}
