// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.reduction;

import static org.palate.kernel.product.ProductKernels.K_BLOCK;
import static org.palate.kernel.reduction.ReductionKernels.LANES;

import java.util.Arrays;
import org.palate.kernel.base.ScratchPool;

/** {@link ReductionKernels} as plain loops: the specification. */
final class ScalarReductions implements ReductionLoops {

  private final ScratchPool scratch = new ScratchPool(LANES);

  @Override
  public float sum(int n, float[] x, int xOffset) {
    float[] lanes = scratch.borrow();
    Arrays.fill(lanes, 0, LANES, 0f);
    for (int i = 0; i < n; i++) {
      lanes[i % LANES] += x[xOffset + i];
    }
    float sum = fold(lanes);
    scratch.release(lanes);
    return sum;
  }

  @Override
  public float dot(int n, float[] a, int aOffset, float[] b, int bOffset) {
    float[] lanes = scratch.borrow();
    float dot = dot(n, a, aOffset, b, bOffset, lanes);
    scratch.release(lanes);
    return dot;
  }

  @Override
  public float sumOfSquares(int n, float[] x, int xOffset) {
    return dot(n, x, xOffset, x, xOffset);
  }

  @Override
  public float max(int n, float[] x, int xOffset) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[xOffset + i]);
    }
    return max;
  }

  @Override
  public int firstAbove(int n, float[] x, int xOffset, float bound) {
    int i = 0;
    while (i < n && x[xOffset + i] <= bound) {
      i++;
    }
    return i;
  }

  @Override
  public void rowDots(
      int rows,
      int dim,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] out,
      int outOffset) {
    float[] lanes = scratch.borrow();
    for (int r = 0; r < rows; r++) {
      out[outOffset + r] = dot(dim, a, aOffset + r * dim, b, bOffset + r * dim, lanes);
    }
    scratch.release(lanes);
  }

  @Override
  public void columnSums(
      int rows, int cols, float[] x, int xOffset, float[] out, int outOffset, boolean accumulate) {
    for (int c = 0; c < cols; c++) {
      float total = accumulate ? out[outOffset + c] : 0f;
      for (int from = 0; from < rows; from += K_BLOCK) {
        float sum = 0f;
        for (int r = from; r < Math.min(from + K_BLOCK, rows); r++) {
          sum += x[xOffset + r * cols + c];
        }
        total = from == 0 && !accumulate ? sum : total + sum;
      }
      out[outOffset + c] = total;
    }
  }

  private static float dot(int n, float[] a, int aOffset, float[] b, int bOffset, float[] lanes) {
    Arrays.fill(lanes, 0, LANES, 0f);
    for (int i = 0; i < n; i++) {
      lanes[i % LANES] = Math.fma(a[aOffset + i], b[bOffset + i], lanes[i % LANES]);
    }
    for (int i = n; i % LANES != 0; i++) {
      lanes[i % LANES] += 0f; // A lane may hold -0, where a product was too small for a float.
    }
    return fold(lanes);
  }

  /** The fixed tree of {@link ReductionKernels#sum} over its 16 lanes. */
  private static float fold(float[] lanes) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lanes[j] += lanes[j + half];
      }
    }
    return lanes[0];
  }
}
