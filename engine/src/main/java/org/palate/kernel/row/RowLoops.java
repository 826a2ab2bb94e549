// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.row;

/** What {@link RowKernels} says, once its arguments have been checked. */
sealed interface RowLoops permits ScalarRows, VectorRows {

  void gather(PagedRows table, int[] ids, int from, int to, float[] out, int outOffset);

  void scatter(PagedRows table, int[] ids, int from, int to, float[] source, int sourceOffset);

  void bagSum(
      PagedRows table,
      int[] ids,
      int[] offsets,
      float[] weights,
      int fromBag,
      int toBag,
      float[] out,
      int outOffset);

  void scatterAdd(
      int dim,
      float[] source,
      int[] sourceRow,
      float[] weights,
      int[] slot,
      int from,
      int to,
      float[] target);
}
