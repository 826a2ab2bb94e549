// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import static org.palate.kernel.Kernels.LANES;

import org.palate.kernel.Kernels.GruUpdate;

/** The steps of recurrent cells as plain loops over rows: the specification's part of them. */
final class ScalarCells {

  private ScalarCells() {}

  /** One row of {@link Kernels#lstmForward}. */
  static void lstmForward(
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

  /**
   * Columns {@code [from, hidden)} of one row of {@link Kernels#lstmBackward}, c being its tanh.
   */
  static void lstmBackward(
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

  /** Columns {@code [from, hidden)} of one row of {@link Kernels#gruForward}, after its gates. */
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

  /** The gates of one row of {@link Kernels#gruForward}. */
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

  /**
   * Columns {@code [from, hidden)} of one row of {@link Kernels#gruBackward}. The terms of the
   * gradient of a, their signs reversed, are added to the lanes.
   */
  static void gruBackward(
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
