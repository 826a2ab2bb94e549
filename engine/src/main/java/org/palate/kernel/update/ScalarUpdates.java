// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.update;

/** {@link UpdateKernels} as plain loops: the specification. */
final class ScalarUpdates implements UpdateLoops {

  @Override
  public void sgd(
      int n, float[] p, int pOffset, float[] g, int gOffset, float lr, float weightDecay) {
    for (int i = 0; i < n; i++) {
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
    float share = 1f - dampening;
    for (int i = 0; i < n; i++) {
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
    for (int i = 0; i < n; i++) {
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
    for (int i = 0; i < n; i++) {
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
