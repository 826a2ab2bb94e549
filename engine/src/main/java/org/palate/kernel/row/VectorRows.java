// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.row;

import static org.palate.kernel.base.Species.FLOATS;
import static org.palate.kernel.base.Species.WIDTH;

import jdk.incubator.vector.FloatVector;
import org.palate.kernel.elementwise.VectorElementwise;

/**
 * Rows of tables: looked up, overwritten, summed in bags, added to. The ids have been checked.
 *
 * <p>A table of one page, the usual case, needs no look at the page of each row, and half as many
 * instructions a row bring twice as many rows under way at the same time. Where a loop is short,
 * the compiler makes two of one that asks for it; the sums of bags have two in the source.
 *
 * <p>A bag is summed in strips of four vectors, then one, then single floats: a strip's sums stay
 * in registers over the whole bag. Rows of one, two and four vectors have loops of their own,
 * without an inner loop.
 */
final class VectorRows implements RowLoops {

  private static final VectorElementwise ELEMENTS = new VectorElementwise();

  @Override
  public void gather(PagedRows table, int[] ids, int from, int to, float[] out, int outOffset) {
    int dim = table.dim();
    int start = table.first();
    int shift = table.shift();
    float[][] pages = table.pages();
    boolean onePage = pages.length == 1;
    float[] first = onePage ? pages[0] : null;
    int mask = onePage ? -1 : (1 << shift) - 1;
    if (dim == WIDTH) {
      for (int i = from; i < to; i++) {
        int id = ids[i];
        float[] page = onePage ? first : pages[id >>> shift];
        int row = start + (id & mask) * dim;
        FloatVector.fromArray(FLOATS, page, row).intoArray(out, outOffset + (i - from) * dim);
      }
    } else if (dim == 2 * WIDTH) {
      for (int i = from; i < to; i++) {
        int id = ids[i];
        float[] page = onePage ? first : pages[id >>> shift];
        int row = start + (id & mask) * dim;
        int at = outOffset + (i - from) * dim;
        FloatVector.fromArray(FLOATS, page, row).intoArray(out, at);
        FloatVector.fromArray(FLOATS, page, row + WIDTH).intoArray(out, at + WIDTH);
      }
    } else if (dim == 4 * WIDTH) {
      for (int i = from; i < to; i++) {
        int id = ids[i];
        float[] page = onePage ? first : pages[id >>> shift];
        int row = start + (id & mask) * dim;
        int at = outOffset + (i - from) * dim;
        FloatVector.fromArray(FLOATS, page, row).intoArray(out, at);
        FloatVector.fromArray(FLOATS, page, row + WIDTH).intoArray(out, at + WIDTH);
        FloatVector.fromArray(FLOATS, page, row + 2 * WIDTH).intoArray(out, at + 2 * WIDTH);
        FloatVector.fromArray(FLOATS, page, row + 3 * WIDTH).intoArray(out, at + 3 * WIDTH);
      }
    } else {
      for (int i = from; i < to; i++) {
        int id = ids[i];
        float[] page = onePage ? first : pages[id >>> shift];
        int row = start + (id & mask) * dim;
        System.arraycopy(page, row, out, outOffset + (i - from) * dim, dim);
      }
    }
  }

  @Override
  public void scatter(
      PagedRows table, int[] ids, int from, int to, float[] source, int sourceOffset) {
    int dim = table.dim();
    int start = table.first();
    int shift = table.shift();
    float[][] pages = table.pages();
    boolean onePage = pages.length == 1;
    float[] first = onePage ? pages[0] : null;
    int mask = onePage ? -1 : (1 << shift) - 1;
    if (dim == WIDTH) {
      for (int i = from; i < to; i++) {
        int id = ids[i];
        float[] page = onePage ? first : pages[id >>> shift];
        int row = start + (id & mask) * dim;
        int at = sourceOffset + (i - from) * dim;
        FloatVector.fromArray(FLOATS, source, at).intoArray(page, row);
      }
    } else if (dim == 2 * WIDTH) {
      for (int i = from; i < to; i++) {
        int id = ids[i];
        float[] page = onePage ? first : pages[id >>> shift];
        int row = start + (id & mask) * dim;
        int at = sourceOffset + (i - from) * dim;
        FloatVector.fromArray(FLOATS, source, at).intoArray(page, row);
        FloatVector.fromArray(FLOATS, source, at + WIDTH).intoArray(page, row + WIDTH);
      }
    } else if (dim == 4 * WIDTH) {
      for (int i = from; i < to; i++) {
        int id = ids[i];
        float[] page = onePage ? first : pages[id >>> shift];
        int row = start + (id & mask) * dim;
        int at = sourceOffset + (i - from) * dim;
        FloatVector.fromArray(FLOATS, source, at).intoArray(page, row);
        FloatVector.fromArray(FLOATS, source, at + WIDTH).intoArray(page, row + WIDTH);
        FloatVector.fromArray(FLOATS, source, at + 2 * WIDTH).intoArray(page, row + 2 * WIDTH);
        FloatVector.fromArray(FLOATS, source, at + 3 * WIDTH).intoArray(page, row + 3 * WIDTH);
      }
    } else {
      for (int i = from; i < to; i++) {
        int id = ids[i];
        float[] page = onePage ? first : pages[id >>> shift];
        int row = start + (id & mask) * dim;
        System.arraycopy(source, sourceOffset + (i - from) * dim, page, row, dim);
      }
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
    for (int g = fromBag; g < toBag; g++) {
      int from = offsets[g];
      int to = offsets[g + 1];
      int at = outOffset + (g - fromBag) * table.dim();
      bag(table, ids, weights, from, to, out, at);
    }
  }

  /** The sum of one bag, {@code ids[from..to)}. */
  private static void bag(
      PagedRows table, int[] ids, float[] weights, int from, int to, float[] out, int at) {
    int dim = table.dim();
    int d = 0;
    for (; d <= dim - 4 * WIDTH; d += 4 * WIDTH) {
      if (weights == null && table.pages().length == 1) {
        bagFourOfOnePage(table, d, ids, from, to, out, at + d);
      } else if (weights == null) {
        bagFour(table, d, ids, from, to, out, at + d);
      } else {
        weightedBagFour(table, d, ids, weights, from, to, out, at + d);
      }
    }
    for (; d <= dim - WIDTH; d += WIDTH) {
      if (weights == null) {
        bagOne(table, d, ids, from, to, out, at + d);
      } else {
        weightedBagOne(table, d, ids, weights, from, to, out, at + d);
      }
    }
    if (d < dim) {
      bagRest(table, d, ids, weights, from, to, out, at);
    }
  }

  private static void bagFour(
      PagedRows table, int d, int[] ids, int from, int to, float[] out, int at) {
    float[][] pages = table.pages();
    int shift = table.shift();
    int mask = (1 << shift) - 1;
    int dim = table.dim();
    int start = table.first() + d;
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int i = from; i < to; i++) {
      int id = ids[i];
      float[] page = pages[id >>> shift];
      int row = start + (id & mask) * dim;
      s0 = s0.add(FloatVector.fromArray(FLOATS, page, row));
      s1 = s1.add(FloatVector.fromArray(FLOATS, page, row + WIDTH));
      s2 = s2.add(FloatVector.fromArray(FLOATS, page, row + 2 * WIDTH));
      s3 = s3.add(FloatVector.fromArray(FLOATS, page, row + 3 * WIDTH));
    }
    s0.intoArray(out, at);
    s1.intoArray(out, at + WIDTH);
    s2.intoArray(out, at + 2 * WIDTH);
    s3.intoArray(out, at + 3 * WIDTH);
  }

  /** As {@link #bagFour}, without pages. */
  private static void bagFourOfOnePage(
      PagedRows table, int d, int[] ids, int from, int to, float[] out, int at) {
    float[] page = table.pages()[0];
    int dim = table.dim();
    int start = table.first() + d;
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int i = from; i < to; i++) {
      int row = start + ids[i] * dim;
      s0 = s0.add(FloatVector.fromArray(FLOATS, page, row));
      s1 = s1.add(FloatVector.fromArray(FLOATS, page, row + WIDTH));
      s2 = s2.add(FloatVector.fromArray(FLOATS, page, row + 2 * WIDTH));
      s3 = s3.add(FloatVector.fromArray(FLOATS, page, row + 3 * WIDTH));
    }
    s0.intoArray(out, at);
    s1.intoArray(out, at + WIDTH);
    s2.intoArray(out, at + 2 * WIDTH);
    s3.intoArray(out, at + 3 * WIDTH);
  }

  private static void weightedBagFour(
      PagedRows table, int d, int[] ids, float[] weights, int from, int to, float[] out, int at) {
    float[][] pages = table.pages();
    boolean onePage = pages.length == 1;
    float[] first = onePage ? pages[0] : null;
    int shift = table.shift();
    int mask = onePage ? -1 : (1 << shift) - 1;
    int dim = table.dim();
    int start = table.first() + d;
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int i = from; i < to; i++) {
      int id = ids[i];
      float[] page = onePage ? first : pages[id >>> shift];
      int row = start + (id & mask) * dim;
      FloatVector weight = FloatVector.broadcast(FLOATS, weights[i]);
      s0 = FloatVector.fromArray(FLOATS, page, row).fma(weight, s0);
      s1 = FloatVector.fromArray(FLOATS, page, row + WIDTH).fma(weight, s1);
      s2 = FloatVector.fromArray(FLOATS, page, row + 2 * WIDTH).fma(weight, s2);
      s3 = FloatVector.fromArray(FLOATS, page, row + 3 * WIDTH).fma(weight, s3);
    }
    s0.intoArray(out, at);
    s1.intoArray(out, at + WIDTH);
    s2.intoArray(out, at + 2 * WIDTH);
    s3.intoArray(out, at + 3 * WIDTH);
  }

  private static void bagOne(
      PagedRows table, int d, int[] ids, int from, int to, float[] out, int at) {
    float[][] pages = table.pages();
    boolean onePage = pages.length == 1;
    float[] first = onePage ? pages[0] : null;
    int shift = table.shift();
    int mask = onePage ? -1 : (1 << shift) - 1;
    int dim = table.dim();
    int start = table.first() + d;
    FloatVector s = FloatVector.zero(FLOATS);
    for (int i = from; i < to; i++) {
      int id = ids[i];
      float[] page = onePage ? first : pages[id >>> shift];
      int row = start + (id & mask) * dim;
      s = s.add(FloatVector.fromArray(FLOATS, page, row));
    }
    s.intoArray(out, at);
  }

  private static void weightedBagOne(
      PagedRows table, int d, int[] ids, float[] weights, int from, int to, float[] out, int at) {
    float[][] pages = table.pages();
    boolean onePage = pages.length == 1;
    float[] first = onePage ? pages[0] : null;
    int shift = table.shift();
    int mask = onePage ? -1 : (1 << shift) - 1;
    int dim = table.dim();
    int start = table.first() + d;
    FloatVector s = FloatVector.zero(FLOATS);
    for (int i = from; i < to; i++) {
      int id = ids[i];
      float[] page = onePage ? first : pages[id >>> shift];
      int row = start + (id & mask) * dim;
      FloatVector weight = FloatVector.broadcast(FLOATS, weights[i]);
      s = FloatVector.fromArray(FLOATS, page, row).fma(weight, s);
    }
    s.intoArray(out, at);
  }

  private static void bagRest(
      PagedRows table,
      int begin,
      int[] ids,
      float[] weights,
      int from,
      int to,
      float[] out,
      int at) {
    float[][] pages = table.pages();
    boolean onePage = pages.length == 1;
    float[] first = onePage ? pages[0] : null;
    int shift = table.shift();
    int mask = onePage ? -1 : (1 << shift) - 1;
    int dim = table.dim();
    int start = table.first();
    for (int d = begin; d < dim; d++) {
      out[at + d] = 0f;
    }
    for (int i = from; i < to; i++) {
      int id = ids[i];
      float[] page = onePage ? first : pages[id >>> shift];
      int row = start + (id & mask) * dim;
      float weight = weights == null ? 1f : weights[i];
      for (int d = begin; d < dim; d++) {
        out[at + d] = Math.fma(weight, page[row + d], out[at + d]);
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
    if (dim == WIDTH) {
      for (int i = from; i < to; i++) {
        int src = (sourceRow == null ? i : sourceRow[i]) * dim;
        int dst = slot[i] * dim;
        FloatVector weight = FloatVector.broadcast(FLOATS, weights == null ? 1f : weights[i]);
        FloatVector t0 = FloatVector.fromArray(FLOATS, target, dst);
        FloatVector.fromArray(FLOATS, source, src).fma(weight, t0).intoArray(target, dst);
      }
    } else if (dim == 2 * WIDTH) {
      for (int i = from; i < to; i++) {
        int src = (sourceRow == null ? i : sourceRow[i]) * dim;
        int dst = slot[i] * dim;
        FloatVector weight = FloatVector.broadcast(FLOATS, weights == null ? 1f : weights[i]);
        FloatVector t0 = FloatVector.fromArray(FLOATS, target, dst);
        FloatVector t1 = FloatVector.fromArray(FLOATS, target, dst + WIDTH);
        FloatVector.fromArray(FLOATS, source, src).fma(weight, t0).intoArray(target, dst);
        FloatVector.fromArray(FLOATS, source, src + WIDTH)
            .fma(weight, t1)
            .intoArray(target, dst + WIDTH);
      }
    } else if (dim == 4 * WIDTH) {
      for (int i = from; i < to; i++) {
        int src = (sourceRow == null ? i : sourceRow[i]) * dim;
        int dst = slot[i] * dim;
        FloatVector weight = FloatVector.broadcast(FLOATS, weights == null ? 1f : weights[i]);
        FloatVector t0 = FloatVector.fromArray(FLOATS, target, dst);
        FloatVector t1 = FloatVector.fromArray(FLOATS, target, dst + WIDTH);
        FloatVector t2 = FloatVector.fromArray(FLOATS, target, dst + 2 * WIDTH);
        FloatVector t3 = FloatVector.fromArray(FLOATS, target, dst + 3 * WIDTH);
        FloatVector.fromArray(FLOATS, source, src).fma(weight, t0).intoArray(target, dst);
        FloatVector.fromArray(FLOATS, source, src + WIDTH)
            .fma(weight, t1)
            .intoArray(target, dst + WIDTH);
        FloatVector.fromArray(FLOATS, source, src + 2 * WIDTH)
            .fma(weight, t2)
            .intoArray(target, dst + 2 * WIDTH);
        FloatVector.fromArray(FLOATS, source, src + 3 * WIDTH)
            .fma(weight, t3)
            .intoArray(target, dst + 3 * WIDTH);
      }
    } else {
      for (int i = from; i < to; i++) {
        int src = (sourceRow == null ? i : sourceRow[i]) * dim;
        int dst = slot[i] * dim;
        ELEMENTS.axpy(dim, weights == null ? 1f : weights[i], source, src, target, dst);
      }
    }
  }
}
