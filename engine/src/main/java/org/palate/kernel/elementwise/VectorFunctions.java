// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;
import static org.palate.kernel.elementwise.FloatMath.E0;
import static org.palate.kernel.elementwise.FloatMath.E1;
import static org.palate.kernel.elementwise.FloatMath.E2;
import static org.palate.kernel.elementwise.FloatMath.E3;
import static org.palate.kernel.elementwise.FloatMath.E4;
import static org.palate.kernel.elementwise.FloatMath.E5;
import static org.palate.kernel.elementwise.FloatMath.EXP_MAX;
import static org.palate.kernel.elementwise.FloatMath.EXP_MIN;
import static org.palate.kernel.elementwise.FloatMath.L0;
import static org.palate.kernel.elementwise.FloatMath.L1;
import static org.palate.kernel.elementwise.FloatMath.L2;
import static org.palate.kernel.elementwise.FloatMath.L3;
import static org.palate.kernel.elementwise.FloatMath.L4;
import static org.palate.kernel.elementwise.FloatMath.L5;
import static org.palate.kernel.elementwise.FloatMath.L6;
import static org.palate.kernel.elementwise.FloatMath.L7;
import static org.palate.kernel.elementwise.FloatMath.L8;
import static org.palate.kernel.elementwise.FloatMath.LN2_HIGH;
import static org.palate.kernel.elementwise.FloatMath.LN2_LOW;
import static org.palate.kernel.elementwise.FloatMath.LOG2_E;
import static org.palate.kernel.elementwise.FloatMath.MANTISSA_FROM;
import static org.palate.kernel.elementwise.FloatMath.ROUND;
import static org.palate.kernel.elementwise.FloatMath.ROUND_BITS;
import static org.palate.kernel.elementwise.FloatMath.T0;
import static org.palate.kernel.elementwise.FloatMath.T1;
import static org.palate.kernel.elementwise.FloatMath.T2;
import static org.palate.kernel.elementwise.FloatMath.T3;
import static org.palate.kernel.elementwise.FloatMath.T4;
import static org.palate.kernel.elementwise.FloatMath.T5;
import static org.palate.kernel.elementwise.FloatMath.TANH_SMALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * The functions of {@link FloatMath} in vectors: the same operations in the same order, a
 * comparison becoming a blend.
 *
 * <p>The steps of exp stand here four times, because a method that returned a vector would box it.
 */
public final class VectorFunctions {

  private VectorFunctions() {}

  /** {@link FloatMath#exp} of {@code x - shift}, step by step. */
  public static void exp(
      int count, float shift, float[] x, int xOffset, float[] out, int outOffset) {
    int bound = FLOATS.loopBound(count);
    FloatVector log2e = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector ln2High = FloatVector.broadcast(FLOATS, -LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(FLOATS, -LN2_LOW);
    FloatVector e0 = FloatVector.broadcast(FLOATS, E0);
    FloatVector e1 = FloatVector.broadcast(FLOATS, E1);
    FloatVector e2 = FloatVector.broadcast(FLOATS, E2);
    FloatVector e3 = FloatVector.broadcast(FLOATS, E3);
    FloatVector e4 = FloatVector.broadcast(FLOATS, E4);
    FloatVector e5 = FloatVector.broadcast(FLOATS, E5);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vx = FloatVector.fromArray(FLOATS, x, xOffset + i).sub(shift);
      FloatVector limited = vx.blend(EXP_MAX, vx.compare(GT, EXP_MAX));
      limited = limited.blend(EXP_MIN, limited.compare(LT, EXP_MIN));
      FloatVector shifted = limited.fma(log2e, round);
      FloatVector n = shifted.sub(round);
      FloatVector r = n.fma(ln2High, limited);
      r = n.fma(ln2Low, r);
      FloatVector q = r.fma(e5, e4);
      q = q.fma(r, e3);
      q = q.fma(r, e2);
      q = q.fma(r, e1);
      q = q.fma(r, e0);
      FloatVector p = q.fma(r.mul(r), r).add(1f);
      IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
      IntVector half = exponent.lanewise(ASHR, 1);
      IntVector first = half.add(127).lanewise(LSHL, 23);
      IntVector second = exponent.sub(half).add(127).lanewise(LSHL, 23);
      FloatVector e = p.mul(first.reinterpretAsFloats()).mul(second.reinterpretAsFloats());
      e.intoArray(out, outOffset + i);
    }
    for (int i = bound; i < count; i++) {
      out[outOffset + i] = FloatMath.exp(x[xOffset + i] - shift);
    }
  }

  /** {@link FloatMath#log}, step by step. */
  public static void log(int count, float[] x, int xOffset, float[] out, int outOffset) {
    int bound = FLOATS.loopBound(count);
    FloatVector l0 = FloatVector.broadcast(FLOATS, L0);
    FloatVector l1 = FloatVector.broadcast(FLOATS, L1);
    FloatVector l2 = FloatVector.broadcast(FLOATS, L2);
    FloatVector l3 = FloatVector.broadcast(FLOATS, L3);
    FloatVector l4 = FloatVector.broadcast(FLOATS, L4);
    FloatVector l5 = FloatVector.broadcast(FLOATS, L5);
    FloatVector l6 = FloatVector.broadcast(FLOATS, L6);
    FloatVector l7 = FloatVector.broadcast(FLOATS, L7);
    FloatVector l8 = FloatVector.broadcast(FLOATS, L8);
    FloatVector minusHalf = FloatVector.broadcast(FLOATS, -0.5f);
    FloatVector ln2High = FloatVector.broadcast(FLOATS, LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(FLOATS, LN2_LOW);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vx = FloatVector.fromArray(FLOATS, x, xOffset + i);
      VectorMask<Float> subnormal = vx.compare(LT, Float.MIN_NORMAL);
      FloatVector normal = vx.blend(vx.mul(0x1p23f), subnormal);
      IntVector bits = normal.reinterpretAsInts().sub(MANTISSA_FROM);
      FloatVector k = (FloatVector) bits.lanewise(ASHR, 23).convert(I2F, 0);
      k = k.blend(k.sub(23f), subnormal);
      FloatVector f = bits.and(0x7fffff).add(MANTISSA_FROM).reinterpretAsFloats().sub(1f);
      FloatVector q = f.fma(l8, l7);
      q = q.fma(f, l6);
      q = q.fma(f, l5);
      q = q.fma(f, l4);
      q = q.fma(f, l3);
      q = q.fma(f, l2);
      q = q.fma(f, l1);
      q = q.fma(f, l0);
      q = q.fma(f, minusHalf);
      FloatVector l = q.fma(f.mul(f), f);
      l = k.fma(ln2High, k.fma(ln2Low, l));
      l = vx.blend(l, vx.compare(LT, Float.POSITIVE_INFINITY));
      l = l.blend(Float.NEGATIVE_INFINITY, vx.compare(EQ, 0f));
      l.blend(Float.NaN, vx.compare(LT, 0f)).intoArray(out, outOffset + i);
    }
    for (int i = bound; i < count; i++) {
      out[outOffset + i] = FloatMath.log(x[xOffset + i]);
    }
  }

  /** {@link FloatMath#sigmoid}, step by step. */
  public static void sigmoid(int count, float[] x, int xOffset, float[] out, int outOffset) {
    int bound = FLOATS.loopBound(count);
    FloatVector log2e = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector ln2High = FloatVector.broadcast(FLOATS, -LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(FLOATS, -LN2_LOW);
    FloatVector e0 = FloatVector.broadcast(FLOATS, E0);
    FloatVector e1 = FloatVector.broadcast(FLOATS, E1);
    FloatVector e2 = FloatVector.broadcast(FLOATS, E2);
    FloatVector e3 = FloatVector.broadcast(FLOATS, E3);
    FloatVector e4 = FloatVector.broadcast(FLOATS, E4);
    FloatVector e5 = FloatVector.broadcast(FLOATS, E5);
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vx = FloatVector.fromArray(FLOATS, x, xOffset + i);
      FloatVector minusAbs = vx.abs().neg();
      FloatVector limited = minusAbs.blend(EXP_MAX, minusAbs.compare(GT, EXP_MAX));
      limited = limited.blend(EXP_MIN, limited.compare(LT, EXP_MIN));
      FloatVector shifted = limited.fma(log2e, round);
      FloatVector n = shifted.sub(round);
      FloatVector r = n.fma(ln2High, limited);
      r = n.fma(ln2Low, r);
      FloatVector q = r.fma(e5, e4);
      q = q.fma(r, e3);
      q = q.fma(r, e2);
      q = q.fma(r, e1);
      q = q.fma(r, e0);
      FloatVector p = q.fma(r.mul(r), r).add(1f);
      IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
      IntVector half = exponent.lanewise(ASHR, 1);
      IntVector first = half.add(127).lanewise(LSHL, 23);
      IntVector second = exponent.sub(half).add(127).lanewise(LSHL, 23);
      FloatVector e = p.mul(first.reinterpretAsFloats()).mul(second.reinterpretAsFloats());
      FloatVector numerator = one.blend(e, vx.compare(LT, 0f));
      FloatVector sum = e.add(1f);
      FloatVector lost = e.sub(sum.sub(1f));
      FloatVector reciprocal = one.div(sum);
      FloatVector quotient = numerator.mul(reciprocal);
      FloatVector minus = quotient.neg();
      FloatVector remainder = minus.fma(lost, minus.fma(sum, numerator));
      remainder.fma(reciprocal, quotient).intoArray(out, outOffset + i);
    }
    for (int i = bound; i < count; i++) {
      out[outOffset + i] = FloatMath.sigmoid(x[xOffset + i]);
    }
  }

  /** {@link FloatMath#tanh}, step by step. */
  public static void tanh(int count, float[] x, int xOffset, float[] out, int outOffset) {
    int bound = FLOATS.loopBound(count);
    FloatVector log2e = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector ln2High = FloatVector.broadcast(FLOATS, -LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(FLOATS, -LN2_LOW);
    FloatVector e0 = FloatVector.broadcast(FLOATS, E0);
    FloatVector e1 = FloatVector.broadcast(FLOATS, E1);
    FloatVector e2 = FloatVector.broadcast(FLOATS, E2);
    FloatVector e3 = FloatVector.broadcast(FLOATS, E3);
    FloatVector e4 = FloatVector.broadcast(FLOATS, E4);
    FloatVector e5 = FloatVector.broadcast(FLOATS, E5);
    FloatVector t0 = FloatVector.broadcast(FLOATS, T0);
    FloatVector t1 = FloatVector.broadcast(FLOATS, T1);
    FloatVector t2 = FloatVector.broadcast(FLOATS, T2);
    FloatVector t3 = FloatVector.broadcast(FLOATS, T3);
    FloatVector t4 = FloatVector.broadcast(FLOATS, T4);
    FloatVector t5 = FloatVector.broadcast(FLOATS, T5);
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    FloatVector two = FloatVector.broadcast(FLOATS, 2f);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vx = FloatVector.fromArray(FLOATS, x, xOffset + i);
      FloatVector a = vx.abs();
      FloatVector z = a.mul(a);
      FloatVector s = z.fma(t5, t4);
      s = s.fma(z, t3);
      s = s.fma(z, t2);
      s = s.fma(z, t1);
      s = s.fma(z, t0);
      FloatVector small = s.fma(z.mul(a), a);
      FloatVector twice = a.add(a);
      FloatVector limited = twice.blend(EXP_MAX, twice.compare(GT, EXP_MAX));
      limited = limited.blend(EXP_MIN, limited.compare(LT, EXP_MIN));
      FloatVector shifted = limited.fma(log2e, round);
      FloatVector n = shifted.sub(round);
      FloatVector r = n.fma(ln2High, limited);
      r = n.fma(ln2Low, r);
      FloatVector q = r.fma(e5, e4);
      q = q.fma(r, e3);
      q = q.fma(r, e2);
      q = q.fma(r, e1);
      q = q.fma(r, e0);
      FloatVector p = q.fma(r.mul(r), r).add(1f);
      IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
      IntVector half = exponent.lanewise(ASHR, 1);
      IntVector first = half.add(127).lanewise(LSHL, 23);
      IntVector second = exponent.sub(half).add(127).lanewise(LSHL, 23);
      FloatVector e = p.mul(first.reinterpretAsFloats()).mul(second.reinterpretAsFloats());
      FloatVector large = one.sub(two.div(e.add(1f)));
      FloatVector t = large.blend(small, a.compare(LT, TANH_SMALL));
      IntVector sign = vx.reinterpretAsInts().and(0x80000000);
      t.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(out, outOffset + i);
    }
    for (int i = bound; i < count; i++) {
      out[outOffset + i] = FloatMath.tanh(x[xOffset + i]);
    }
  }

  /** {@link FloatMath#softplus}, step by step. */
  public static void softplus(int count, float[] x, int xOffset, float[] out, int outOffset) {
    int bound = FLOATS.loopBound(count);
    FloatVector log2e = FloatVector.broadcast(FLOATS, LOG2_E);
    FloatVector round = FloatVector.broadcast(FLOATS, ROUND);
    FloatVector ln2High = FloatVector.broadcast(FLOATS, -LN2_HIGH);
    FloatVector ln2Low = FloatVector.broadcast(FLOATS, -LN2_LOW);
    FloatVector e0 = FloatVector.broadcast(FLOATS, E0);
    FloatVector e1 = FloatVector.broadcast(FLOATS, E1);
    FloatVector e2 = FloatVector.broadcast(FLOATS, E2);
    FloatVector e3 = FloatVector.broadcast(FLOATS, E3);
    FloatVector e4 = FloatVector.broadcast(FLOATS, E4);
    FloatVector e5 = FloatVector.broadcast(FLOATS, E5);
    FloatVector l0 = FloatVector.broadcast(FLOATS, L0);
    FloatVector l1 = FloatVector.broadcast(FLOATS, L1);
    FloatVector l2 = FloatVector.broadcast(FLOATS, L2);
    FloatVector l3 = FloatVector.broadcast(FLOATS, L3);
    FloatVector l4 = FloatVector.broadcast(FLOATS, L4);
    FloatVector l5 = FloatVector.broadcast(FLOATS, L5);
    FloatVector l6 = FloatVector.broadcast(FLOATS, L6);
    FloatVector l7 = FloatVector.broadcast(FLOATS, L7);
    FloatVector l8 = FloatVector.broadcast(FLOATS, L8);
    FloatVector minusHalf = FloatVector.broadcast(FLOATS, -0.5f);
    FloatVector half1 = FloatVector.broadcast(FLOATS, 0.5f);
    FloatVector zero = FloatVector.broadcast(FLOATS, 0f);
    FloatVector ln2HighUp = FloatVector.broadcast(FLOATS, LN2_HIGH);
    FloatVector ln2LowUp = FloatVector.broadcast(FLOATS, LN2_LOW);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vx = FloatVector.fromArray(FLOATS, x, xOffset + i);
      FloatVector minusAbs = vx.abs().neg();
      FloatVector limited = minusAbs.blend(EXP_MAX, minusAbs.compare(GT, EXP_MAX));
      limited = limited.blend(EXP_MIN, limited.compare(LT, EXP_MIN));
      FloatVector shifted = limited.fma(log2e, round);
      FloatVector n = shifted.sub(round);
      FloatVector r = n.fma(ln2High, limited);
      r = n.fma(ln2Low, r);
      FloatVector q = r.fma(e5, e4);
      q = q.fma(r, e3);
      q = q.fma(r, e2);
      q = q.fma(r, e1);
      q = q.fma(r, e0);
      FloatVector p = q.fma(r.mul(r), r).add(1f);
      IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
      IntVector half = exponent.lanewise(ASHR, 1);
      IntVector first = half.add(127).lanewise(LSHL, 23);
      IntVector second = exponent.sub(half).add(127).lanewise(LSHL, 23);
      FloatVector e = p.mul(first.reinterpretAsFloats()).mul(second.reinterpretAsFloats());
      VectorMask<Float> upper = e.compare(GT, 0.5f);
      FloatVector f = e.blend(e.fma(half1, minusHalf), upper);
      FloatVector k = zero.blend(1f, upper);
      FloatVector ql = f.fma(l8, l7);
      ql = ql.fma(f, l6);
      ql = ql.fma(f, l5);
      ql = ql.fma(f, l4);
      ql = ql.fma(f, l3);
      ql = ql.fma(f, l2);
      ql = ql.fma(f, l1);
      ql = ql.fma(f, l0);
      ql = ql.fma(f, minusHalf);
      FloatVector l = ql.fma(f.mul(f), f);
      l = k.fma(ln2HighUp, k.fma(ln2LowUp, l));
      zero.blend(vx, vx.compare(GT, 0f)).add(l).intoArray(out, outOffset + i);
    }
    for (int i = bound; i < count; i++) {
      out[outOffset + i] = FloatMath.softplus(x[xOffset + i]);
    }
  }
}
