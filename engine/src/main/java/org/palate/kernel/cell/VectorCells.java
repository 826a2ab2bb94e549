// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.cell;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;
import static org.palate.kernel.reduction.ReductionKernels.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.palate.kernel.base.ScratchPool;
import org.palate.kernel.elementwise.VectorElementwise;
import org.palate.kernel.elementwise.VectorFunctions;
import org.palate.kernel.reduction.VectorReductions;

/** The steps of recurrent cells in vectors, row by row, with scalar tails. */
final class VectorCells implements CellLoops {

  private static final VectorElementwise ELEMENTS = new VectorElementwise();
  private static final VectorReductions REDUCTIONS = new VectorReductions();

  private final ScratchPool lanes = new ScratchPool(LANES);

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
  private static void lstmForwardRow(
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
    int of = at + hidden;
    int og = of + hidden;
    int oo = og + hidden;
    ELEMENTS.add(4 * hidden, gates, at, bias, biasAt, gates, at);
    VectorFunctions.sigmoid(2 * hidden, gates, at, gates, at);
    VectorFunctions.tanh(hidden, gates, og, gates, og);
    VectorFunctions.sigmoid(hidden, gates, oo, gates, oo);
    int bound = FLOATS.loopBound(hidden);
    for (int j = 0; j < bound; j += WIDTH) {
      FloatVector i = FloatVector.fromArray(FLOATS, gates, at + j);
      FloatVector f = FloatVector.fromArray(FLOATS, gates, of + j);
      FloatVector g = FloatVector.fromArray(FLOATS, gates, og + j);
      FloatVector old = FloatVector.fromArray(FLOATS, before, beforeAt + j);
      f.fma(old, i.mul(g)).intoArray(c, cAt + j);
    }
    for (int j = bound; j < hidden; j++) {
      float update = gates[at + j] * gates[og + j];
      c[cAt + j] = Math.fma(gates[of + j], before[beforeAt + j], update);
    }
    VectorFunctions.tanh(hidden, c, cAt, h, hAt);
    ELEMENTS.multiply(hidden, gates, oo, h, hAt, h, hAt);
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
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      lstmBackwardRow(
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

  /** One row of {@link CellKernels#lstmBackward}. */
  private static void lstmBackwardRow(
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
    VectorFunctions.tanh(hidden, c, cAt, c, cAt);
    int of = at + hidden;
    int og = of + hidden;
    int oo = og + hidden;
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    int bound = FLOATS.loopBound(hidden);
    for (int j = 0; j < bound; j += WIDTH) {
      FloatVector i = FloatVector.fromArray(FLOATS, gates, at + j);
      FloatVector f = FloatVector.fromArray(FLOATS, gates, of + j);
      FloatVector g = FloatVector.fromArray(FLOATS, gates, og + j);
      FloatVector o = FloatVector.fromArray(FLOATS, gates, oo + j);
      FloatVector t = FloatVector.fromArray(FLOATS, c, cAt + j);
      FloatVector old = FloatVector.fromArray(FLOATS, before, beforeAt + j);
      FloatVector upstream = FloatVector.fromArray(FLOATS, dh, dhAt + j);
      FloatVector later = FloatVector.fromArray(FLOATS, dc, dcAt + j);
      FloatVector e = upstream.mul(o).fma(t.neg().fma(t, one), later);
      e.mul(g).mul(i.mul(one.sub(i))).intoArray(gates, at + j);
      e.mul(old).mul(f.mul(one.sub(f))).intoArray(gates, of + j);
      e.mul(i).mul(g.neg().fma(g, one)).intoArray(gates, og + j);
      upstream.mul(t).mul(o.mul(one.sub(o))).intoArray(gates, oo + j);
      e.mul(f).intoArray(dc, dcAt + j);
    }
    ScalarCells.lstmBackwardRow(
        bound, hidden, gates, at, before, beforeAt, c, cAt, dh, dhAt, dc, dcAt);
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
      gruForwardRow(
          update,
          hidden,
          x,
          xOffset + 3 * at,
          h,
          hOffset + 3 * at,
          bias,
          biasOffset,
          a,
          before,
          beforeOffset + at,
          out,
          outOffset + at);
    }
  }

  /** One row of {@link CellKernels#gruForward}; a counts only where attention takes part. */
  private static void gruForwardRow(
      GruUpdate update,
      int hidden,
      float[] x,
      int xAt,
      float[] h,
      int hAt,
      float[] bias,
      int biasAt,
      float a,
      float[] before,
      int beforeAt,
      float[] out,
      int outAt) {
    int on = xAt + 2 * hidden;
    int oq = hAt + 2 * hidden;
    ELEMENTS.add(2 * hidden, x, xAt, h, hAt, x, xAt);
    ELEMENTS.add(3 * hidden, x, xAt, bias, biasAt, x, xAt);
    VectorFunctions.sigmoid(2 * hidden, x, xAt, x, xAt);
    ELEMENTS.add(hidden, h, oq, bias, biasAt + 3 * hidden, h, oq);
    ELEMENTS.multiplyAdd(hidden, x, xAt, h, oq, x, on, x, on);
    VectorFunctions.tanh(hidden, x, on, x, on);
    int bound = update == GruUpdate.GATE ? FLOATS.loopBound(hidden) : 0;
    for (int j = 0; j < bound; j += WIDTH) {
      FloatVector z = FloatVector.fromArray(FLOATS, x, xAt + hidden + j);
      FloatVector n = FloatVector.fromArray(FLOATS, x, on + j);
      FloatVector old = FloatVector.fromArray(FLOATS, before, beforeAt + j);
      z.fma(old.sub(n), n).intoArray(out, outAt + j);
    }
    ScalarCells.gruState(update, bound, hidden, x, xAt, a, before, beforeAt, out, outAt);
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
    float[] sums = lanes.borrow();
    for (int row = 0; row < rows; row++) {
      int at = row * hidden;
      float a = attention == null ? 0f : attention[attentionOffset + row];
      Arrays.fill(sums, 0, LANES, 0f);
      gruBackwardRow(
          update,
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
        dAttention[dAttentionOffset + row] = -REDUCTIONS.sum(LANES, sums, 0);
      }
    }
    lanes.release(sums);
  }

  /**
   * One row of {@link CellKernels#gruBackward}; without attention, which alone wants them, the
   * lanes stay behind.
   */
  private static void gruBackwardRow(
      GruUpdate update,
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
    int xz = xAt + hidden;
    int xn = xz + hidden;
    int hz = hAt + hidden;
    int hn = hz + hidden;
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    int bound = update == GruUpdate.GATE ? FLOATS.loopBound(hidden) : 0;
    for (int j = 0; j < bound; j += WIDTH) {
      FloatVector r = FloatVector.fromArray(FLOATS, x, xAt + j);
      FloatVector z = FloatVector.fromArray(FLOATS, x, xz + j);
      FloatVector n = FloatVector.fromArray(FLOATS, x, xn + j);
      FloatVector q = FloatVector.fromArray(FLOATS, h, hn + j);
      FloatVector old = FloatVector.fromArray(FLOATS, before, beforeAt + j);
      FloatVector upstream = FloatVector.fromArray(FLOATS, d, dAt + j);
      FloatVector ds = upstream.mul(old.sub(n));
      FloatVector dn = upstream.mul(one.sub(z)).mul(n.neg().fma(n, one));
      FloatVector dr = dn.mul(q).mul(r.mul(one.sub(r)));
      FloatVector dz = ds.mul(z.mul(one.sub(z)));
      dr.intoArray(x, xAt + j);
      dz.intoArray(x, xz + j);
      dn.intoArray(x, xn + j);
      dr.intoArray(h, hAt + j);
      dz.intoArray(h, hz + j);
      dn.mul(r).intoArray(h, hn + j);
      upstream.mul(z).intoArray(d, dAt + j);
    }
    ScalarCells.gruBackwardRow(
        update, bound, hidden, x, xAt, h, hAt, a, lanes, before, beforeAt, d, dAt);
  }
}
