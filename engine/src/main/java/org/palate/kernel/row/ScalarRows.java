// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.row;

import java.util.Arrays;

/** {@link RowKernels} as plain loops: the specification. */
final class ScalarRows implements RowLoops {

  @Override
  public void gather(PagedRows table, int[] ids, int from, int to, float[] out, int outOffset) {
    int dim = table.dim();
    for (int i = from; i < to; i++) {
      float[] page = table.page(ids[i]);
      int row = table.start(ids[i]);
      System.arraycopy(page, row, out, outOffset + (i - from) * dim, dim);
    }
  }

  @Override
  public void scatter(
      PagedRows table, int[] ids, int from, int to, float[] source, int sourceOffset) {
    int dim = table.dim();
    for (int i = from; i < to; i++) {
      float[] page = table.page(ids[i]);
      int row = table.start(ids[i]);
      System.arraycopy(source, sourceOffset + (i - from) * dim, page, row, dim);
    }
  }

  @Override
  public void bagSum(
      PagedRows table,
      int[] ids,
      int[] offsets,
      float[] weights,
      int fromBag,
      int toBag,
      float[] out,
      int outOffset) {
    int dim = table.dim();
    for (int g = fromBag; g < toBag; g++) {
      int sum = outOffset + (g - fromBag) * dim;
      Arrays.fill(out, sum, sum + dim, 0f);
      for (int i = offsets[g]; i < offsets[g + 1]; i++) {
        float[] page = table.page(ids[i]);
        int row = table.start(ids[i]);
        addRow(dim, page, row, weights == null ? 1f : weights[i], out, sum);
      }
    }
  }

  @Override
  public void scatterAdd(
      int dim,
      float[] source,
      int[] sourceRow,
      float[] weights,
      int[] slot,
      int from,
      int to,
      float[] target) {
    for (int i = from; i < to; i++) {
      int src = (sourceRow == null ? i : sourceRow[i]) * dim;
      int dst = slot[i] * dim;
      addRow(dim, source, src, weights == null ? 1f : weights[i], target, dst);
    }
  }

  /** {@code y += weight * x}; fma by a weight of one is the plain sum. */
  private static void addRow(
      int dim, float[] x, int xOffset, float weight, float[] y, int yOffset) {
    for (int d = 0; d < dim; d++) {
      y[yOffset + d] = Math.fma(weight, x[xOffset + d], y[yOffset + d]);
    }
  }
}
