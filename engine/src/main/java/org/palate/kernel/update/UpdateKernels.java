// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.update;

import org.palate.kernel.base.Ranges;

/**
 * The steps of optimizers.
 *
 * <p>Arguments are checked here, once, as {@code org.palate.kernel.Kernels} says; {@code
 * ScalarUpdates} is what is computed, in plain loops, and {@code VectorUpdates} the same in
 * vectors.
 *
 * @param loops what runs behind the checks
 */
@SuppressWarnings("exports") // Loops without checks are for nobody else.
public record UpdateKernels(UpdateLoops loops) {

  /** The plain loops. */
  public static UpdateKernels scalar() {
    return new UpdateKernels(new ScalarUpdates());
  }

  /** The loops in vectors, which need the module {@code jdk.incubator.vector}. */
  public static UpdateKernels vector() {
    return new UpdateKernels(new VectorUpdates());
  }

  /**
   * Stochastic gradient descent without momentum: {@code d = fma(weightDecay, p, g)}, {@code p =
   * fma(-lr, d, p)}.
   */
  public void sgd(
      int n, float[] p, int pOffset, float[] g, int gOffset, float lr, float weightDecay) {
    Ranges.floats("p", p, pOffset, n);
    Ranges.floats("g", g, gOffset, n);
    loops.sgd(n, p, pOffset, g, gOffset, lr, weightDecay);
  }

  /**
   * Stochastic gradient descent with momentum, by PyTorch's rules: {@code d = fma(weightDecay, p,
   * g)}; {@code buf = first ? d : fma(momentum, buf, (1 - dampening) * d)}; {@code u = nesterov ?
   * fma(momentum, buf, d) : buf}; {@code p = fma(-lr, u, p)}.
   *
   * @param buf the momentum buffer, updated; what it holds is not read when {@code first}
   * @param first whether this is the first step of these elements
   */
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
    Ranges.floats("p", p, pOffset, n);
    Ranges.floats("g", g, gOffset, n);
    Ranges.floats("buf", buf, bufOffset, n);
    loops.sgdMomentum(
        n,
        p,
        pOffset,
        g,
        gOffset,
        buf,
        bufOffset,
        lr,
        momentum,
        dampening,
        weightDecay,
        nesterov,
        first);
  }

  /**
   * AdaGrad (J. Duchi, E. Hazan, Y. Singer, 2011), by PyTorch's rules: {@code d = fma(weightDecay,
   * p, g)}; {@code sum = fma(d, d, sum)}; {@code p = fma(-lr, d / (sqrt(sum) + eps), p)}.
   *
   * @param sum the sum of squared gradients, updated
   * @param lr the rate of this step, any decay included
   */
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
    Ranges.floats("p", p, pOffset, n);
    Ranges.floats("g", g, gOffset, n);
    Ranges.floats("sum", sum, sumOffset, n);
    loops.adagrad(n, p, pOffset, g, gOffset, sum, sumOffset, lr, weightDecay, eps);
  }

  /**
   * Adam (D. Kingma, J. Ba, 2015): {@code d = fma(weightDecay, p, g)}; {@code m = fma(beta1, m, (1
   * - beta1) * d)}; {@code v = fma(beta2, v, ((1 - beta2) * d) * d)}; {@code p = fma(-stepSize, m /
   * fma(sqrt(v), rootScale, eps), p)}.
   *
   * @param m the first moment, updated
   * @param v the second moment, updated
   * @param step the numbers of this step, for PyTorch's Adam or its SparseAdam
   */
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
    Ranges.floats("p", p, pOffset, n);
    Ranges.floats("g", g, gOffset, n);
    Ranges.floats("m", m, mOffset, n);
    Ranges.floats("v", v, vOffset, n);
    loops.adam(n, p, pOffset, g, gOffset, m, mOffset, v, vOffset, step);
  }
}
