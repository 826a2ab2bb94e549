// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.interaction;

/** What {@link InteractionKernels} says, once its arguments have been checked. */
sealed interface InteractionLoops permits ScalarInteraction, VectorInteraction {

  void fmForward(
      int batch,
      int fields,
      int dim,
      float[] x,
      int xOffset,
      float[] sums,
      int sumsOffset,
      float[] out,
      int outOffset);

  void fmBackward(
      int batch,
      int fields,
      int dim,
      float[] x,
      int xOffset,
      float[] sums,
      int sumsOffset,
      float[] dOut,
      int dOutOffset,
      float[] dx,
      int dxOffset,
      boolean accumulate);
}
