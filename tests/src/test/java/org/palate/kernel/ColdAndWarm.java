// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import java.util.Arrays;
import org.palate.kernel.product.Form;
import org.palate.kernel.row.PagedRows;
import org.palate.kernel.update.AdamStep;
import org.palate.tensor.RandomStream;

/** Prints checksums of what every kernel computes, first cold and then once compiled. */
final class ColdAndWarm {

  private static final int CALLS = 20_000;

  /** The length of most calls: some whole vectors and a tail at every width. */
  private static final int N = 53;

  private ColdAndWarm() {}

  public static void main(String[] arguments) {
    Kernels kernels = Engine.kernels();
    int calls = arguments.length == 0 ? CALLS : Integer.parseInt(arguments[0]);
    RandomStream random = RandomStream.of(1, "cold and warm");
    float[] a = BothKernels.values(random, N * N);
    float[] b = BothKernels.values(random, N * N);
    System.out.println(round(kernels, a, b));
    for (int i = 2; i < calls; i++) {
      round(kernels, a, b);
    }
    System.out.println(round(kernels, a, b));
  }

  /** Every kernel once, each on its own data, all results in one checksum. */
  private static String round(Kernels k, float[] a, float[] b) {
    int n = N;
    float[] c = new float[n * n];
    float[] d = new float[n * n];
    long sum = 0;
    for (Form form : Form.values()) {
      k.products().gemm(form, 13, 37, n, a, 0, n, b, 0, n, c, 0, n, true);
      k.products().gemm(form, 1, 37, n, a, 0, n, b, 0, n, d, 0, n, false);
      sum = add(sum, c);
      sum = add(sum, d);
    }
    k.elementwise().exp(n, a, 0, c, 0);
    k.elementwise().log(n, a, 0, c, n);
    k.elementwise().sigmoid(n, a, 0, c, 2 * n);
    k.elementwise().tanh(n, a, 0, c, 3 * n);
    k.elementwise().softplus(n, a, 0, c, 4 * n);
    k.elementwise().divide(n, a, 0, b, 0, c, 5 * n);
    k.elementwise().multiplyAdd(n, a, 0, b, 0, a, 9, c, 6 * n);
    k.elementwise().relu(n, a, 0, c, 7 * n);
    k.reductions().rowDots(5, n, a, 0, b, 0, c, 8 * n);
    k.reductions().columnSums(20, n, a, 0, c, 9 * n, false);
    c[10 * n] =
        k.reductions().sum(n, a, 0)
            + k.reductions().max(n, a, 0)
            + k.reductions().sumOfSquares(n, b, 0);
    float[][] pages = {a, b};
    PagedRows table = new PagedRows(pages, 5, 12, 16);
    int[] ids = {5, 1, 60, 33, 5, 2, 57};
    k.rows().gather(table, ids, 0, 7, d, 0);
    k.rows().bagSum(table, ids, new int[] {0, 3, 7}, null, 0, 2, d, 112);
    PagedRows odd = new PagedRows(pages, 5, 0, 23);
    k.rows().bagSum(odd, ids, new int[] {0, 3, 7}, a, 0, 2, d, 144);
    k.rows().scatterAdd(16, a, ids, b, new int[] {0, 1, 0, 1, 0, 1, 0}, 0, 7, d);
    k.interaction().fmForward(2, 3, 16, a, 0, c, 11 * n, c, 12 * n);
    k.attention().weights(3, 37, n, 30, 0.3f, b, 0, 0, c, 13 * n, n);
    k.attention().weightsBackward(2, n, 0.3f, a, 0, b, 0, c, 14 * n, n);
    k.elementwise().dropout(n, 7, 0, 1 << 30, 2f, a, 0, c, 16 * n);
    k.normalization().layerNorm(2, n, 1e-5f, a, 0, b, b, c, 17 * n, d, 0);
    k.normalization().layerNormBackward(2, n, a, 0, d, 0, b, b, n, c, 19 * n, d, a.clone(), 21 * n);
    AdamStep step = AdamStep.dense(0.1, 0.9, 0.999, 1e-8, 0, 1);
    k.updates().adam(n, c, 0, a, 0, c, n, Arrays.copyOf(b, n), 0, step);
    k.updates().adagrad(n, c, 2 * n, a, 0, new float[n], 0, 0.1f, 0, 1e-8f);
    sum = add(sum, c);
    sum = add(sum, d);
    return Long.toHexString(sum);
  }

  private static long add(long sum, float[] values) {
    long mixed = sum;
    for (float value : values) {
      mixed = mixed * 0x5851F42D4C957F2DL + Float.floatToIntBits(value);
    }
    return mixed;
  }
}
