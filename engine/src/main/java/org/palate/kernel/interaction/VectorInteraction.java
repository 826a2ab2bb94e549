// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.interaction;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;
import static org.palate.kernel.reduction.ReductionKernels.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.palate.kernel.base.ScratchPool;
import org.palate.kernel.reduction.VectorReductions;

/** {@link InteractionKernels} in vectors, one example at a time. */
final class VectorInteraction implements InteractionLoops {

  private static final VectorReductions REDUCTIONS = new VectorReductions();

  private final ScratchPool lanes = new ScratchPool(LANES);

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
    float[] scratch = lanes.borrow();
    for (int e = 0; e < batch; e++) {
      int at = xOffset + e * fields * dim;
      int sumsAt = sumsOffset + e * dim;
      out[outOffset + e] = forward(fields, dim, x, at, sums, sumsAt, scratch);
    }
    lanes.release(scratch);
  }

  /**
   * Writes the sums S of one example and returns its term.
   *
   * @param lanes scratch for the 16 virtual lanes
   */
  private static float forward(
      int fields, int dim, float[] x, int xOffset, float[] sums, int sumsOffset, float[] lanes) {
    Arrays.fill(lanes, 0, LANES, 0f);
    int bound = FLOATS.loopBound(dim);
    for (int d = 0; d < bound; d += WIDTH) {
      FloatVector sum = FloatVector.zero(FLOATS);
      FloatVector squares = FloatVector.zero(FLOATS);
      for (int f = 0; f < fields; f++) {
        FloatVector value = FloatVector.fromArray(FLOATS, x, xOffset + f * dim + d);
        sum = sum.add(value);
        squares = value.fma(value, squares);
      }
      sum.intoArray(sums, sumsOffset + d);
      int lane = d & (LANES - 1);
      FloatVector t = sum.fma(sum, squares.neg());
      FloatVector.fromArray(FLOATS, lanes, lane).add(t).intoArray(lanes, lane);
    }
    for (int d = bound; d < dim; d++) {
      float sum = 0f;
      float squares = 0f;
      for (int f = 0; f < fields; f++) {
        float value = x[xOffset + f * dim + d];
        sum += value;
        squares = Math.fma(value, value, squares);
      }
      sums[sumsOffset + d] = sum;
      lanes[d & (LANES - 1)] += Math.fma(sum, sum, -squares);
    }
    return 0.5f * REDUCTIONS.sum(LANES, lanes, 0);
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
      int at = e * fields * dim;
      int sumsAt = sumsOffset + e * dim;
      float g = dOut[dOutOffset + e];
      backward(fields, dim, x, xOffset + at, sums, sumsAt, g, dx, dxOffset + at, accumulate);
    }
  }

  private static void backward(
      int fields,
      int dim,
      float[] x,
      int xOffset,
      float[] sums,
      int sumsOffset,
      float dOut,
      float[] dx,
      int dxOffset,
      boolean accumulate) {
    int bound = FLOATS.loopBound(dim);
    FloatVector g = FloatVector.broadcast(FLOATS, dOut);
    for (int d = 0; d < bound; d += WIDTH) {
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, sumsOffset + d);
      if (accumulate) {
        for (int f = 0; f < fields; f++) {
          int at = f * dim + d;
          FloatVector others = sum.sub(FloatVector.fromArray(FLOATS, x, xOffset + at));
          FloatVector old = FloatVector.fromArray(FLOATS, dx, dxOffset + at);
          g.fma(others, old).intoArray(dx, dxOffset + at);
        }
      } else {
        for (int f = 0; f < fields; f++) {
          int at = f * dim + d;
          FloatVector others = sum.sub(FloatVector.fromArray(FLOATS, x, xOffset + at));
          g.mul(others).intoArray(dx, dxOffset + at);
        }
      }
    }
    for (int f = 0; f < fields && bound < dim; f++) {
      for (int d = bound; d < dim; d++) {
        int at = f * dim + d;
        float others = sums[sumsOffset + d] - x[xOffset + at];
        float old = dx[dxOffset + at];
        dx[dxOffset + at] = accumulate ? Math.fma(dOut, others, old) : dOut * others;
      }
    }
  }
}
