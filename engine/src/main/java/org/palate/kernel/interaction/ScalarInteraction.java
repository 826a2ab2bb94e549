// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.interaction;

import static org.palate.kernel.reduction.ReductionKernels.LANES;

import java.util.Arrays;
import org.palate.kernel.base.ScratchPool;
import org.palate.kernel.reduction.ReductionKernels;

/** {@link InteractionKernels} as plain loops: the specification. */
final class ScalarInteraction implements InteractionLoops {

  private final ReductionKernels reductions = ReductionKernels.scalar();
  private final ScratchPool scratch = new ScratchPool(LANES);

  @Override
  public void fmForward(
      int batch,
      int fields,
      int dim,
      float[] x,
      int xOffset,
      float[] sums,
      int sumsOffset,
      float[] out,
      int outOffset) {
    float[] lanes = scratch.borrow();
    for (int e = 0; e < batch; e++) {
      Arrays.fill(lanes, 0, LANES, 0f);
      for (int d = 0; d < dim; d++) {
        float sum = 0f;
        float squares = 0f;
        for (int f = 0; f < fields; f++) {
          float value = x[xOffset + (e * fields + f) * dim + d];
          sum += value;
          squares = Math.fma(value, value, squares);
        }
        sums[sumsOffset + e * dim + d] = sum;
        lanes[d % LANES] += Math.fma(sum, sum, -squares);
      }
      out[outOffset + e] = 0.5f * reductions.sum(LANES, lanes, 0);
    }
    scratch.release(lanes);
  }

  @Override
  public void fmBackward(
      int batch,
      int fields,
      int dim,
      float[] x,
      int xOffset,
      float[] sums,
      int sumsOffset,
      float[] dOut,
      int dOutOffset,
      float[] dx,
      int dxOffset,
      boolean accumulate) {
    for (int e = 0; e < batch; e++) {
      float g = dOut[dOutOffset + e];
      for (int f = 0; f < fields; f++) {
        int row = (e * fields + f) * dim;
        for (int d = 0; d < dim; d++) {
          float others = sums[sumsOffset + e * dim + d] - x[xOffset + row + d];
          float old = dx[dxOffset + row + d];
          dx[dxOffset + row + d] = accumulate ? Math.fma(g, others, old) : g * others;
        }
      }
    }
  }
}
