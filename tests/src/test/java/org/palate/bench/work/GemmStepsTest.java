// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.palate.kernel.Engine;
import org.palate.kernel.product.Form;

/** Every step of the story of the matrix product is a matrix product. */
class GemmStepsTest {
  private static final int M = 128;
  private static final int N = 640;
  private static final int K = 2 * GemmSteps.K_BLOCK;

  private final float[] a = Values.floats("a", M * K);
  private final float[] b = Values.floats("b", K * N);

  private interface Step {
    void run(float[] c);
  }

  private static float[] product(Step step) {
    float[] c = Values.floats("what was there before", M * N);
    step.run(c);
    return c;
  }

  @Test
  void stepsThatSumInOneGoGiveTheBitsOfTheDefinition() {
    float[] expected = product(c -> GemmSteps.definition(M, N, K, a, b, c));
    assertArrayEquals(expected, product(c -> GemmSteps.alongRows(M, N, K, a, b, c)));
    assertArrayEquals(expected, product(c -> GemmSteps.inRegisters(M, N, K, a, b, c)));
    assertArrayEquals(expected, product(c -> GemmSteps.tiles(M, N, K, a, b, c)));
  }

  @Test
  void stepsThatSumInBlocksGiveTheBitsOfTheEngine() {
    float[] expected =
        product(
            c ->
                Engine.kernels()
                    .products()
                    .gemm(Form.NN, M, N, K, a, 0, K, b, 0, N, c, 0, N, false));
    assertArrayEquals(expected, product(c -> GemmSteps.blocks(M, N, K, a, b, c)));
    float[] forA = GemmSteps.packedA();
    float[] forB = GemmSteps.packedB();
    assertArrayEquals(expected, product(c -> GemmSteps.packed(M, N, K, a, b, c, forB)));
    assertArrayEquals(expected, product(c -> GemmSteps.packedBoth(M, N, K, a, b, c, forA, forB)));
    float[] inOneGo = product(c -> GemmSteps.definition(M, N, K, a, b, c));
    assertArrayEquals(inOneGo, expected, 1e-4f);
  }
}
