// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.cell;

import static org.palate.kernel.reduction.ReductionKernels.LANES;

import java.util.Arrays;
import org.palate.kernel.base.ScratchPool;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.kernel.reduction.ReductionKernels;

/** {@link CellKernels} as plain loops: the specification. */
final class ScalarCells implements CellLoops {

  private final ReductionKernels reductions = ReductionKernels.scalar();
  private final ScratchPool scratch = new ScratchPool(LANES);

  @Override
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
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      lstmForwardRow(
          hidden,
          gates,
          gatesOffset + 4 * at,
          bias,
          biasOffset,
          before,
          beforeOffset + at,
          c,
          cOffset + at,
          h,
          hOffset + at);
    }
  }

  /** One row of {@link CellKernels#lstmForward}. */
  static void lstmForwardRow(
      int hidden,
      float[] gates,
      int at,
      float[] bias,
      int biasAt,
      float[] before,
      int beforeAt,
      float[] c,
      int cAt,
      float[] h,
      int hAt) {
    for (int j = 0; j < hidden; j++) {
      int of = at + hidden + j;
      int og = of + hidden;
      int oo = og + hidden;
      float i = FloatMath.sigmoid(gates[at + j] + bias[biasAt + j]);
      float f = FloatMath.sigmoid(gates[of] + bias[biasAt + hidden + j]);
      float g = FloatMath.tanh(gates[og] + bias[biasAt + 2 * hidden + j]);
      float o = FloatMath.sigmoid(gates[oo] + bias[biasAt + 3 * hidden + j]);
      float state = Math.fma(f, before[beforeAt + j], i * g);
      gates[at + j] = i;
      gates[of] = f;
      gates[og] = g;
      gates[oo] = o;
      c[cAt + j] = state;
      h[hAt + j] = o * FloatMath.tanh(state);
    }
  }

  @Override
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
    for (int i = 0; i < rows * hidden; i++) {
      c[cOffset + i] = FloatMath.tanh(c[cOffset + i]);
    }
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      lstmBackwardRow(
          0,
          hidden,
          gates,
          gatesOffset + 4 * at,
          before,
          beforeOffset + at,
          c,
          cOffset + at,
          dh,
          dhOffset + at,
          dc,
          dcOffset + at);
    }
  }

  /**
   * Columns {@code [from, hidden)} of one row of {@link CellKernels#lstmBackward}, c being its
   * tanh.
   */
  static void lstmBackwardRow(
      int from,
      int hidden,
      float[] gates,
      int at,
      float[] before,
      int beforeAt,
      float[] c,
      int cAt,
      float[] dh,
      int dhAt,
      float[] dc,
      int dcAt) {
    for (int j = from; j < hidden; j++) {
      int of = at + hidden + j;
      int og = of + hidden;
      int oo = og + hidden;
      float i = gates[at + j];
      float f = gates[of];
      float g = gates[og];
      float o = gates[oo];
      float t = c[cAt + j];
      float upstream = dh[dhAt + j];
      float e = Math.fma(upstream * o, Math.fma(-t, t, 1f), dc[dcAt + j]);
      gates[at + j] = (e * g) * (i * (1f - i));
      gates[of] = (e * before[beforeAt + j]) * (f * (1f - f));
      gates[og] = (e * i) * Math.fma(-g, g, 1f);
      gates[oo] = (upstream * t) * (o * (1f - o));
      dc[dcAt + j] = e * f;
    }
  }

  @Override
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
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      float a = attention == null ? 0f : attention[attentionOffset + row];
      gruGates(hidden, x, xOffset + 3 * at, h, hOffset + 3 * at, bias, biasOffset);
      gruState(
          update,
          0,
          hidden,
          x,
          xOffset + 3 * at,
          a,
          before,
          beforeOffset + at,
          out,
          outOffset + at);
    }
  }

  /**
   * Columns {@code [from, hidden)} of one row of {@link CellKernels#gruForward}, after its gates.
   */
  static void gruState(
      GruUpdate update,
      int from,
      int hidden,
      float[] x,
      int at,
      float a,
      float[] before,
      int beforeAt,
      float[] out,
      int outAt) {
    for (int j = from; j < hidden; j++) {
      float n = x[at + 2 * hidden + j];
      float s = share(update, x[at + hidden + j], a);
      out[outAt + j] = Math.fma(s, before[beforeAt + j] - n, n);
    }
  }

  /** The share of the state that is kept. */
  private static float share(GruUpdate update, float z, float a) {
    return switch (update) {
      case GATE -> z;
      case ATTENTION -> 1f - a;
      case GATE_AND_ATTENTION -> Math.fma(-a, 1f - z, 1f);
    };
  }

  /** The gates of one row of {@link CellKernels#gruForward}. */
  static void gruGates(
      int hidden, float[] x, int xAt, float[] h, int hAt, float[] bias, int biasAt) {
    for (int j = 0; j < 2 * hidden; j++) {
      x[xAt + j] = FloatMath.sigmoid(x[xAt + j] + h[hAt + j] + bias[biasAt + j]);
    }
    for (int j = 0; j < hidden; j++) {
      int last = 2 * hidden + j;
      float q = h[hAt + last] + bias[biasAt + 3 * hidden + j];
      h[hAt + last] = q;
      float input = x[xAt + last] + bias[biasAt + last];
      x[xAt + last] = FloatMath.tanh(Math.fma(x[xAt + j], q, input));
    }
  }

  @Override
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
    float[] sums = scratch.borrow();
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      float a = attention == null ? 0f : attention[attentionOffset + row];
      Arrays.fill(sums, 0, LANES, 0f);
      gruBackwardRow(
          update,
          0,
          hidden,
          x,
          xOffset + 3 * at,
          h,
          hOffset + 3 * at,
          a,
          sums,
          before,
          beforeOffset + at,
          d,
          dOffset + at);
      if (update != GruUpdate.GATE) {
        dAttention[dAttentionOffset + row] = -reductions.sum(LANES, sums, 0);
      }
    }
    scratch.release(sums);
  }

  /**
   * Columns {@code [from, hidden)} of one row of {@link CellKernels#gruBackward}. The terms of the
   * gradient of a, their signs reversed, are added to the lanes.
   */
  static void gruBackwardRow(
      GruUpdate update,
      int from,
      int hidden,
      float[] x,
      int xAt,
      float[] h,
      int hAt,
      float a,
      float[] lanes,
      float[] before,
      int beforeAt,
      float[] d,
      int dAt) {
    for (int j = from; j < hidden; j++) {
      int oz = hidden + j;
      int on = 2 * hidden + j;
      float r = x[xAt + j];
      float z = x[xAt + oz];
      float n = x[xAt + on];
      float s = share(update, z, a);
      float ds = d[dAt + j] * (before[beforeAt + j] - n);
      float dn = (d[dAt + j] * (1f - s)) * Math.fma(-n, n, 1f);
      float dr = (dn * h[hAt + on]) * (r * (1f - r));
      float dz =
          switch (update) {
            case GATE -> ds * (z * (1f - z));
            case ATTENTION -> 0f;
            case GATE_AND_ATTENTION -> (ds * a) * (z * (1f - z));
          };
      lanes[j % LANES] += update == GruUpdate.GATE_AND_ATTENTION ? ds * (1f - z) : ds;
      x[xAt + j] = dr;
      x[xAt + oz] = dz;
      x[xAt + on] = dn;
      h[hAt + j] = dr;
      h[hAt + oz] = dz;
      h[hAt + on] = dn * r;
      d[dAt + j] = d[dAt + j] * s;
    }
  }
}
