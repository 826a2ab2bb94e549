// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.cell;

import org.palate.kernel.base.Ranges;
import org.palate.kernel.reduction.ReductionKernels;

/**
 * The steps of recurrent cells, once their products are formed.
 *
 * <p>Arguments are checked here, once, as {@code org.palate.kernel.Kernels} says; {@code
 * ScalarCells} is what is computed, in plain loops, and {@code VectorCells} the same in vectors.
 *
 * @param loops what runs behind the checks
 */
@SuppressWarnings("exports") // Loops without checks are for nobody else.
public record CellKernels(CellLoops loops) {

  /** The plain loops. */
  public static CellKernels scalar() {
    return new CellKernels(new ScalarCells());
  }

  /** The loops in vectors, which need the module {@code jdk.incubator.vector}. */
  public static CellKernels vector() {
    return new CellKernels(new VectorCells());
  }

  /**
   * One step of an LSTM (S. Hochreiter, J. Schmidhuber, Long Short-Term Memory, 1997; with the
   * forget gate of F. Gers et al., 2000), once its products are formed. With p = gates + bias:
   * {@code i, f, o = sigmoid(p)}, {@code g = tanh(p)}; {@code c = fma(f, before, i * g)}; {@code h
   * = o * tanh(c)}.
   *
   * @param gates {@code [rows, 4 hidden]}, by i, f, g, o: the products; receives the activations
   * @param bias {@code [4 hidden]}
   * @param before {@code [rows, hidden]}, the cell state before the step
   * @param c {@code [rows, hidden]}, receives the cell state
   * @param h {@code [rows, hidden]}, receives the output
   */
  public void lstmForward(
      int rows,
      int hidden,
      float[] gates,
      int gatesOffset,
      float[] bias,
      int biasOffset,
      float[] before,
      int beforeOffset,
      float[] c,
      int cOffset,
      float[] h,
      int hOffset) {
    checkCells(rows, hidden);
    Ranges.floats("gates", gates, gatesOffset, 4L * rows * hidden);
    Ranges.floats("bias", bias, biasOffset, 4L * hidden);
    Ranges.floats("before", before, beforeOffset, (long) rows * hidden);
    Ranges.floats("c", c, cOffset, (long) rows * hidden);
    Ranges.floats("h", h, hOffset, (long) rows * hidden);
    loops.lstmForward(
        rows,
        hidden,
        gates,
        gatesOffset,
        bias,
        biasOffset,
        before,
        beforeOffset,
        c,
        cOffset,
        h,
        hOffset);
  }

  /**
   * The gradient of {@link #lstmForward}. With {@code t = tanh(c)} and {@code e = fma(dh * o,
   * fma(-t, t, 1), dc)}: {@code di = (e * g) * (i * (1 - i))}, {@code df = (e * before) * (f * (1 -
   * f))}, {@code dg = (e * i) * fma(-g, g, 1)}, {@code do = (dh * t) * (o * (1 - o))}, {@code dc =
   * e * f}.
   *
   * @param gates the activations; receives the gradients of the products
   * @param before the cell state before the step
   * @param c the cell state; receives its tanh
   * @param dh the gradient of the output
   * @param dc the gradient of the cell state; receives that of the cell state before the step
   */
  public void lstmBackward(
      int rows,
      int hidden,
      float[] gates,
      int gatesOffset,
      float[] before,
      int beforeOffset,
      float[] c,
      int cOffset,
      float[] dh,
      int dhOffset,
      float[] dc,
      int dcOffset) {
    checkCells(rows, hidden);
    Ranges.floats("gates", gates, gatesOffset, 4L * rows * hidden);
    Ranges.floats("before", before, beforeOffset, (long) rows * hidden);
    Ranges.floats("c", c, cOffset, (long) rows * hidden);
    Ranges.floats("dh", dh, dhOffset, (long) rows * hidden);
    Ranges.floats("dc", dc, dcOffset, (long) rows * hidden);
    loops.lstmBackward(
        rows,
        hidden,
        gates,
        gatesOffset,
        before,
        beforeOffset,
        c,
        cOffset,
        dh,
        dhOffset,
        dc,
        dcOffset);
  }

  /**
   * One step of a gated recurrent unit, once its products are formed. With p the sum of x, h and
   * bias, in this order: {@code r, z = sigmoid(p)}; {@code q = h + bias}, the last part of either;
   * {@code n = tanh(fma(r, q, x + bias))}; {@code out = fma(s, before - n, n)}, where s is what
   * {@link GruUpdate} says.
   *
   * @param x {@code [rows, 3 hidden]}, by r, z, n: products of the input; receives r, z, n
   * @param h {@code [rows, 3 hidden]}, products of the state; receives q as its last third
   * @param bias {@code [4 hidden]}: of r, of z, of the input's part of n, of the state's part of n
   * @param attention a of each row; null with {@link GruUpdate#GATE}
   * @param before {@code [rows, hidden]}, the state before the step
   * @param out {@code [rows, hidden]}, receives the state
   */
  public void gruForward(
      GruUpdate update,
      int rows,
      int hidden,
      float[] x,
      int xOffset,
      float[] h,
      int hOffset,
      float[] bias,
      int biasOffset,
      float[] attention,
      int attentionOffset,
      float[] before,
      int beforeOffset,
      float[] out,
      int outOffset) {
    checkGru(update, rows, hidden, x, xOffset, h, hOffset, attention, attentionOffset);
    Ranges.floats("bias", bias, biasOffset, 4L * hidden);
    Ranges.floats("before", before, beforeOffset, (long) rows * hidden);
    Ranges.floats("out", out, outOffset, (long) rows * hidden);
    loops.gruForward(
        update,
        rows,
        hidden,
        x,
        xOffset,
        h,
        hOffset,
        bias,
        biasOffset,
        attention,
        attentionOffset,
        before,
        beforeOffset,
        out,
        outOffset);
  }

  /**
   * The gradient of {@link #gruForward}. With {@code ds = d * (before - n)}: {@code dn = (d * (1 -
   * s)) * fma(-n, n, 1)}, {@code dr = (dn * q) * (r * (1 - r))}, {@code dz} is {@code ds * (z * (1
   * - z))}, {@code (ds * a) * (z * (1 - z))} or 0 by the kind of update; {@code d = d * s}. The
   * gradient of a is minus the {@link ReductionKernels#sum} of {@code ds}, or of {@code ds * (1 -
   * z)}.
   *
   * @param x r, z, n; receives dr, dz, dn, the gradients of the input's products
   * @param h q as its last third; receives dr, dz, {@code dn * r}, those of the state's products
   * @param attention a of each row; null with {@link GruUpdate#GATE}
   * @param dAttention receives the gradient of a; null with {@link GruUpdate#GATE}
   * @param before the state before the step
   * @param d the gradient of the state; receives the part that reaches the state before directly
   */
  public void gruBackward(
      GruUpdate update,
      int rows,
      int hidden,
      float[] x,
      int xOffset,
      float[] h,
      int hOffset,
      float[] attention,
      int attentionOffset,
      float[] dAttention,
      int dAttentionOffset,
      float[] before,
      int beforeOffset,
      float[] d,
      int dOffset) {
    checkGru(update, rows, hidden, x, xOffset, h, hOffset, attention, attentionOffset);
    Ranges.floats("before", before, beforeOffset, (long) rows * hidden);
    Ranges.floats("d", d, dOffset, (long) rows * hidden);
    if (update != GruUpdate.GATE) {
      Ranges.floats("dAttention", dAttention, dAttentionOffset, rows);
    }
    loops.gruBackward(
        update,
        rows,
        hidden,
        x,
        xOffset,
        h,
        hOffset,
        attention,
        attentionOffset,
        dAttention,
        dAttentionOffset,
        before,
        beforeOffset,
        d,
        dOffset);
  }

  private static void checkCells(int rows, int hidden) {
    Ranges.count("rows", rows);
    Ranges.count("hidden", hidden);
  }

  private static void checkGru(
      GruUpdate update,
      int rows,
      int hidden,
      float[] x,
      int xOffset,
      float[] h,
      int hOffset,
      float[] attention,
      int attentionOffset) {
    checkCells(rows, hidden);
    Ranges.floats("x", x, xOffset, 3L * rows * hidden);
    Ranges.floats("h", h, hOffset, 3L * rows * hidden);
    if (update != GruUpdate.GATE) {
      Ranges.floats("attention", attention, attentionOffset, rows);
    }
  }
}
