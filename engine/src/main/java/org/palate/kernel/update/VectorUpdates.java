// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.update;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The optimizer updates in vectors, with scalar tails. */
final class VectorUpdates implements UpdateLoops {

  @Override
  public void sgd(
      int n, float[] p, int pOffset, float[] g, int gOffset, float lr, float weightDecay) {
    int bound = FLOATS.loopBound(n);
    FloatVector decay = FloatVector.broadcast(FLOATS, weightDecay);
    FloatVector minusLr = FloatVector.broadcast(FLOATS, -lr);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vp = FloatVector.fromArray(FLOATS, p, pOffset + i);
      FloatVector d = decay.fma(vp, FloatVector.fromArray(FLOATS, g, gOffset + i));
      minusLr.fma(d, vp).intoArray(p, pOffset + i);
    }
    for (int i = bound; i < n; i++) {
      float d = Math.fma(weightDecay, p[pOffset + i], g[gOffset + i]);
      p[pOffset + i] = Math.fma(-lr, d, p[pOffset + i]);
    }
  }

  @Override
  public void sgdMomentum(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] buf,
      int bufOffset,
      float lr,
      float momentum,
      float dampening,
      float weightDecay,
      boolean nesterov,
      boolean first) {
    int bound = FLOATS.loopBound(n);
    float share = 1f - dampening;
    FloatVector decay = FloatVector.broadcast(FLOATS, weightDecay);
    FloatVector minusLr = FloatVector.broadcast(FLOATS, -lr);
    FloatVector mu = FloatVector.broadcast(FLOATS, momentum);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vp = FloatVector.fromArray(FLOATS, p, pOffset + i);
      FloatVector d = decay.fma(vp, FloatVector.fromArray(FLOATS, g, gOffset + i));
      FloatVector b = d;
      if (!first) {
        b = mu.fma(FloatVector.fromArray(FLOATS, buf, bufOffset + i), d.mul(share));
      }
      b.intoArray(buf, bufOffset + i);
      FloatVector u = b;
      if (nesterov) {
        u = mu.fma(b, d);
      }
      minusLr.fma(u, vp).intoArray(p, pOffset + i);
    }
    for (int i = bound; i < n; i++) {
      float d = Math.fma(weightDecay, p[pOffset + i], g[gOffset + i]);
      float b = first ? d : Math.fma(momentum, buf[bufOffset + i], share * d);
      buf[bufOffset + i] = b;
      float u = nesterov ? Math.fma(momentum, b, d) : b;
      p[pOffset + i] = Math.fma(-lr, u, p[pOffset + i]);
    }
  }

  @Override
  public void adagrad(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] sum,
      int sumOffset,
      float lr,
      float weightDecay,
      float eps) {
    int bound = FLOATS.loopBound(n);
    FloatVector decay = FloatVector.broadcast(FLOATS, weightDecay);
    FloatVector minusLr = FloatVector.broadcast(FLOATS, -lr);
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vp = FloatVector.fromArray(FLOATS, p, pOffset + i);
      FloatVector d = decay.fma(vp, FloatVector.fromArray(FLOATS, g, gOffset + i));
      FloatVector s = d.fma(d, FloatVector.fromArray(FLOATS, sum, sumOffset + i));
      s.intoArray(sum, sumOffset + i);
      FloatVector ratio = d.div(s.lanewise(VectorOperators.SQRT).add(eps));
      minusLr.fma(ratio, vp).intoArray(p, pOffset + i);
    }
    for (int i = bound; i < n; i++) {
      float d = Math.fma(weightDecay, p[pOffset + i], g[gOffset + i]);
      float s = Math.fma(d, d, sum[sumOffset + i]);
      sum[sumOffset + i] = s;
      p[pOffset + i] = Math.fma(-lr, d / ((float) Math.sqrt(s) + eps), p[pOffset + i]);
    }
  }

  @Override
  public void adam(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] m,
      int mOffset,
      float[] v,
      int vOffset,
      AdamStep step) {
    int bound = FLOATS.loopBound(n);
    FloatVector decay = FloatVector.broadcast(FLOATS, step.weightDecay());
    FloatVector beta1 = FloatVector.broadcast(FLOATS, step.beta1());
    FloatVector beta2 = FloatVector.broadcast(FLOATS, step.beta2());
    FloatVector share1 = FloatVector.broadcast(FLOATS, step.oneMinusBeta1());
    FloatVector share2 = FloatVector.broadcast(FLOATS, step.oneMinusBeta2());
    FloatVector minusStep = FloatVector.broadcast(FLOATS, -step.stepSize());
    FloatVector rootScale = FloatVector.broadcast(FLOATS, step.rootScale());
    FloatVector eps = FloatVector.broadcast(FLOATS, step.eps());
    for (int i = 0; i < bound; i += WIDTH) {
      FloatVector vp = FloatVector.fromArray(FLOATS, p, pOffset + i);
      FloatVector d = decay.fma(vp, FloatVector.fromArray(FLOATS, g, gOffset + i));
      FloatVector first = beta1.fma(FloatVector.fromArray(FLOATS, m, mOffset + i), share1.mul(d));
      FloatVector second =
          beta2.fma(FloatVector.fromArray(FLOATS, v, vOffset + i), share2.mul(d).mul(d));
      first.intoArray(m, mOffset + i);
      second.intoArray(v, vOffset + i);
      FloatVector denominator = second.lanewise(VectorOperators.SQRT).fma(rootScale, eps);
      minusStep.fma(first.div(denominator), vp).intoArray(p, pOffset + i);
    }
    for (int i = bound; i < n; i++) {
      float d = Math.fma(step.weightDecay(), p[pOffset + i], g[gOffset + i]);
      float first = Math.fma(step.beta1(), m[mOffset + i], step.oneMinusBeta1() * d);
      float second = Math.fma(step.beta2(), v[vOffset + i], step.oneMinusBeta2() * d * d);
      m[mOffset + i] = first;
      v[vOffset + i] = second;
      float denominator = Math.fma((float) Math.sqrt(second), step.rootScale(), step.eps());
      p[pOffset + i] = Math.fma(-step.stepSize(), first / denominator, p[pOffset + i]);
    }
  }
}
