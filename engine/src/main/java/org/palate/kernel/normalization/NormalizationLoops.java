// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.normalization;

/** What {@link NormalizationKernels} says, once its arguments have been checked. */
sealed interface NormalizationLoops permits ScalarNormalization, VectorNormalization {

  void layerNorm(
      int rows,
      int n,
      float eps,
      float[] x,
      int xOffset,
      float[] weight,
      float[] bias,
      float[] out,
      int outOffset,
      float[] stats,
      int statsOffset);

  void layerNormBackward(
      int rows,
      int n,
      float[] x,
      int xOffset,
      float[] stats,
      int statsOffset,
      float[] weight,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset,
      float[] dWeight,
      float[] dBias,
      int dOffset);
}
