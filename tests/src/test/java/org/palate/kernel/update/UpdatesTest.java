// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;

@Tag("kernels")
class UpdatesTest {

  @Test
  void vectorAndScalarAgreeToTheBit() {
    AdamStep dense = AdamStep.dense(1e-3, 0.9, 0.999, 1e-8, 0.01, 3);
    AdamStep sparse = AdamStep.sparse(1e-3, 0.9, 0.999, 1e-8, 3);
    for (int n : BothKernels.LENGTHS) {
      BothKernels.agree(
          "sgd", n, 2, (k, x, o) -> k.updates().sgd(n, x[0], o[0], x[1], o[1], 0.1f, 0.01f));
      for (boolean nesterov : new boolean[] {false, true}) {
        for (boolean first : new boolean[] {false, true}) {
          BothKernels.agree(
              "momentum",
              n,
              3,
              (k, x, o) ->
                  k.updates()
                      .sgdMomentum(
                          n, x[0], o[0], x[1], o[1], x[2], o[2], 0.1f, 0.9f, 0.2f, 0.01f, nesterov,
                          first));
        }
      }
      BothKernels.agree(
          "adagrad",
          n,
          3,
          (k, x, o) ->
              k.updates().adagrad(n, x[0], o[0], x[1], o[1], x[2], o[2], 0.1f, 0.01f, 1e-10f));
      for (AdamStep step : new AdamStep[] {dense, sparse}) {
        BothKernels.agree(
            "adam",
            n,
            4,
            (k, x, o) -> k.updates().adam(n, x[0], o[0], x[1], o[1], x[2], o[2], x[3], o[3], step));
      }
    }
  }

  /** p = 1, g = 2, lr = 0.1, momentum 0.5: buf 2, p 0.8; then g = 4: buf 5, p 0.3. */
  @Test
  void momentumByHand() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] p = {1};
      float[] buf = {Float.NaN};
      kernels
          .updates()
          .sgdMomentum(1, p, 0, new float[] {2}, 0, buf, 0, 0.1f, 0.5f, 0, 0, false, true);
      assertEquals(2f, buf[0]);
      assertEquals(0.8f, p[0], 1e-7);
      kernels
          .updates()
          .sgdMomentum(1, p, 0, new float[] {4}, 0, buf, 0, 0.1f, 0.5f, 0, 0, false, false);
      assertEquals(5f, buf[0]);
      assertEquals(0.3f, p[0], 1e-7);
      // Nesterov: u = 4 + 0.5 * (0.5 * 5 + 4) = 7.25.
      kernels
          .updates()
          .sgdMomentum(1, p, 0, new float[] {4}, 0, buf, 0, 0.1f, 0.5f, 0, 0, true, false);
      assertEquals(6.5f, buf[0]);
      assertEquals(0.3f - 0.725f, p[0], 1e-7);
    }
  }

  /** The first step of AdaGrad and Adam is lr in the direction of the gradient, but for eps. */
  @Test
  void firstStepsAreOfTheLengthOfTheRate() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] g = {3, -0.01f};
      float[] p = {1, 1};
      kernels.updates().adagrad(2, p, 0, g, 0, new float[2], 0, 0.1f, 0, 1e-10f);
      assertEquals(0.9f, p[0], 1e-6);
      assertEquals(1.1f, p[1], 1e-6);
      float[] q = {1, 1};
      AdamStep step = AdamStep.dense(0.1, 0.9, 0.999, 1e-8, 0, 1);
      kernels.updates().adam(2, q, 0, g, 0, new float[2], 0, new float[2], 0, step);
      assertEquals(0.9f, q[0], 1e-6);
      assertEquals(1.1f, q[1], 1e-6);
    }
  }

  /**
   * With g = eps = 1 at step 1: Adam divides by sqrt(v / (1 - beta2)) + eps = 2; SparseAdam by
   * (sqrt(v) + eps) / sqrt(1 - beta2), where v = 1 - beta2 = 0.01: (0.1 + 1) / 0.1 = 11.
   */
  @Test
  void sparseAdamAddsEpsilonBeforeTheCorrection() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] p = {0, 0};
      float[] g = {1};
      kernels
          .updates()
          .adam(
              1,
              p,
              0,
              g,
              0,
              new float[1],
              0,
              new float[1],
              0,
              AdamStep.dense(1, 0.9, 0.99, 1, 0, 1));
      kernels
          .updates()
          .adam(
              1, p, 1, g, 0, new float[1], 0, new float[1], 0, AdamStep.sparse(1, 0.9, 0.99, 1, 1));
      assertEquals(-1 / 2.0, p[0], 1e-6);
      assertEquals(-1 / 11.0, p[1], 1e-6);
    }
  }

  @Test
  void weightDecayIsAddedToTheGradient() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] p = {2};
      kernels.updates().sgd(1, p, 0, new float[] {1}, 0, 0.5f, 0.25f);
      assertEquals(2 - 0.5f * (1 + 0.25f * 2), p[0]);
    }
  }

  @Test
  void stepsAreCountedFromOne() {
    assertThrows(IllegalArgumentException.class, () -> AdamStep.dense(0.1, 0.9, 0.999, 1e-8, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> AdamStep.sparse(0.1, 0.9, 0.999, 1e-8, 0));
  }
}
