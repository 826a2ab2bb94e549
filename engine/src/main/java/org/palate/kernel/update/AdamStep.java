// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.update;

/**
 * The numbers of one step of {@link UpdateKernels#adam}, computed in double and rounded once.
 *
 * <p>PyTorch has two forms of the update that differ in where epsilon stands. Adam: {@code p -= lr
 * / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps)}. SparseAdam: {@code p -= lr * sqrt(1 -
 * beta2^t) / (1 - beta1^t) * m / (sqrt(v) + eps)}. Both are {@code p -= stepSize * m / (sqrt(v) *
 * rootScale + eps)}.
 *
 * @param beta1 decay of the first moment
 * @param oneMinusBeta1 its complement, rounded from double ({@code 1f - 0.999f} would be 5e-5 off)
 * @param beta2 decay of the second moment
 * @param oneMinusBeta2 its complement
 * @param stepSize the learning rate with the bias corrections that stand before the fraction
 * @param rootScale the bias correction that stands at the root
 * @param eps added to the root
 * @param weightDecay times the parameter, added to the gradient
 */
public record AdamStep(
    float beta1,
    float oneMinusBeta1,
    float beta2,
    float oneMinusBeta2,
    float stepSize,
    float rootScale,
    float eps,
    float weightDecay) {

  /** Step t (from 1) of PyTorch's {@code Adam}. */
  public static AdamStep dense(
      double lr, double beta1, double beta2, double eps, double weightDecay, long t) {
    check(t);
    double stepSize = lr / (1 - StrictMath.pow(beta1, t));
    double rootScale = 1 / StrictMath.sqrt(1 - StrictMath.pow(beta2, t));
    return of(beta1, beta2, stepSize, rootScale, eps, weightDecay);
  }

  /** Step t (from 1, counted for the whole table) of PyTorch's {@code SparseAdam}. */
  public static AdamStep sparse(double lr, double beta1, double beta2, double eps, long t) {
    check(t);
    double stepSize =
        lr * StrictMath.sqrt(1 - StrictMath.pow(beta2, t)) / (1 - StrictMath.pow(beta1, t));
    return of(beta1, beta2, stepSize, 1, eps, 0);
  }

  private static AdamStep of(
      double beta1,
      double beta2,
      double stepSize,
      double rootScale,
      double eps,
      double weightDecay) {
    return new AdamStep(
        (float) beta1,
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2),
        (float) stepSize,
        (float) rootScale,
        (float) eps,
        (float) weightDecay);
  }

  private static void check(long t) {
    if (t < 1) {
      throw new IllegalArgumentException("steps are counted from 1, but t = " + t);
    }
  }
}
