// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.update;

/** What {@link UpdateKernels} says, once its arguments have been checked. */
sealed interface UpdateLoops permits ScalarUpdates, VectorUpdates {

  void sgd(int n, float[] p, int pOffset, float[] g, int gOffset, float lr, float weightDecay);

  void sgdMomentum(
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
      boolean first);

  void adagrad(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] sum,
      int sumOffset,
      float lr,
      float weightDecay,
      float eps);

  void adam(
      int n,
      float[] p,
      int pOffset,
      float[] g,
      int gOffset,
      float[] m,
      int mOffset,
      float[] v,
      int vOffset,
      AdamStep step);
}
