// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.interaction;

import org.palate.kernel.base.Ranges;
import org.palate.kernel.reduction.ReductionKernels;

/**
 * The second-order term of a factorisation machine.
 *
 * <p>Arguments are checked here, once, as {@code org.palate.kernel.Kernels} says; {@code
 * ScalarInteraction} is what is computed, in plain loops, and {@code VectorInteraction} the same in
 * vectors.
 *
 * @param loops what runs behind the checks
 */
@SuppressWarnings("exports") // Loops without checks are for nobody else.
public record InteractionKernels(InteractionLoops loops) {

  /** The plain loops. */
  public static InteractionKernels scalar() {
    return new InteractionKernels(new ScalarInteraction());
  }

  /** The loops in vectors, which need the module {@code jdk.incubator.vector}. */
  public static InteractionKernels vector() {
    return new InteractionKernels(new VectorInteraction());
  }

  /**
   * The second-order term of a factorisation machine (S. Rendle, Factorization Machines, 2010), in
   * linear time: for each example, {@code out = 1/2 sum over d of ((sum over f of x[f, d])^2 - sum
   * over f of x[f, d]^2)}.
   *
   * <p>Order: {@code S[d] = S[d] + x[f, d]} and {@code Q[d] = fma(x[f, d], x[f, d], Q[d])} in
   * rising f from +0; {@code t[d] = fma(S[d], S[d], -Q[d])}; out is 0.5 times the {@link
   * ReductionKernels#sum} of t.
   *
   * @param x {@code [batch, fields, dim]}
   * @param sums {@code [batch, dim]}: receives S, which the backward pass needs
   * @param out {@code [batch]}
   */
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
    checkExamples(batch, fields, dim);
    Ranges.floats("x", x, xOffset, (long) batch * fields * dim);
    Ranges.floats("sums", sums, sumsOffset, (long) batch * dim);
    Ranges.floats("out", out, outOffset, batch);
    loops.fmForward(batch, fields, dim, x, xOffset, sums, sumsOffset, out, outOffset);
  }

  /**
   * The gradient of {@link #fmForward}: {@code dx[b, f, d] = dOut[b] * (S[b, d] - x[b, f, d])}, or,
   * when accumulating, {@code dx = fma(dOut[b], S - x, dx)}.
   *
   * @param x {@code [batch, fields, dim]}
   * @param sums {@code [batch, dim]}, from the forward pass
   * @param dOut {@code [batch]}
   * @param dx {@code [batch, fields, dim]}
   */
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
    checkExamples(batch, fields, dim);
    Ranges.floats("x", x, xOffset, (long) batch * fields * dim);
    Ranges.floats("sums", sums, sumsOffset, (long) batch * dim);
    Ranges.floats("dOut", dOut, dOutOffset, batch);
    Ranges.floats("dx", dx, dxOffset, (long) batch * fields * dim);
    loops.fmBackward(
        batch,
        fields,
        dim,
        x,
        xOffset,
        sums,
        sumsOffset,
        dOut,
        dOutOffset,
        dx,
        dxOffset,
        accumulate);
  }

  private static void checkExamples(int batch, int fields, int dim) {
    Ranges.count("batch", batch);
    Ranges.count("fields", fields);
    Ranges.count("dim", dim);
  }
}
