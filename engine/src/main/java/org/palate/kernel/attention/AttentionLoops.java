// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.attention;

/** What {@link AttentionKernels} says, once its arguments have been checked. */
sealed interface AttentionLoops permits ScalarAttention, VectorAttention {

  void weights(
      int rows,
      int cols,
      int width,
      int visible,
      float scale,
      float[] bias,
      int biasOffset,
      int biasStride,
      float[] x,
      int xOffset,
      int stride);

  void weightsBackward(
      int rows,
      int cols,
      float scale,
      float[] weights,
      int weightsOffset,
      float[] totals,
      int totalsOffset,
      float[] x,
      int xOffset,
      int stride);
}
