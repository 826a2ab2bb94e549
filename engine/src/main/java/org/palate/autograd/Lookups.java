// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import java.util.Arrays;
import org.palate.kernel.Engine;
import org.palate.parallel.Workers;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/** Rows of an embedding table: as they are, or summed by bags. Their gradients stay sparse. */
public final class Lookups {
  private Lookups() {}

  /**
   * {@code y[..., :] = table[ids[...], :]}.
   *
   * <p>Gradient: row {@code ids[i]} receives row i of the output's gradient, in rising i.
   *
   * @param ids row numbers, any shape
   * @return shape {@code [...ids, dim]}
   * @throws IndexOutOfBoundsException if an id is not a row of the table
   */
  public static Variable embedding(Tape tape, TableVariable variable, IntTensor ids) {
    Table table = variable.table();
    checkIds(ids.data(), ids.size(), table);
    int[] dims = new int[ids.shape().rank() + 1];
    System.arraycopy(ids.shape().toArray(), 0, dims, 0, dims.length - 1);
    dims[dims.length - 1] = table.dim();
    Tensor y = tape.take(Shape.of(dims));
    float[] out = y.data();
    Workers.shared()
        .forRange(
            ids.size(),
            Grain.rows(table.dim()),
            (from, to) ->
                Engine.kernels()
                    .gatherRows(
                        table.pages(),
                        table.pageShift(),
                        table.dim(),
                        ids.data(),
                        from,
                        to,
                        out,
                        from * table.dim()));
    return tape.record(
        y, true, g -> variable.gradients().add(ids.data(), ids.size(), g.data(), null, null));
  }

  /** How the rows of a bag become one. */
  public enum BagMode {
    /** Their sum, each row times its weight where weights are given. */
    SUM,
    /** Their sum divided by their number. */
    MEAN
  }

  /**
   * Bags of rows: {@code y[b] = sum over i in [offsets[b], offsets[b + 1]) of weights[i] *
   * table[ids[i]]}, or the mean. An empty bag gives zeros.
   *
   * <p>Gradient: row {@code ids[i]} receives the gradient of its bag, times its weight or divided
   * by the bag's size, in rising i.
   *
   * @param ids the rows of all bags, one after another
   * @param offsets where each bag starts, and at the end where the last one stops: {@code bags + 1}
   *     numbers, rising
   * @param weights one for each id, or null; only with {@link BagMode#SUM}
   * @return shape {@code [bags, dim]}
   */
  public static Variable embeddingBag(
      Tape tape, TableVariable variable, int[] ids, int[] offsets, float[] weights, BagMode mode) {
    Table table = variable.table();
    int bags = checkOffsets(ids, offsets);
    int n = offsets[bags];
    if (weights != null && (mode != BagMode.SUM || weights.length < n)) {
      throw new IllegalArgumentException(
          "weights go with mode SUM, one for each id: mode %s, %d ids, %d weights"
              .formatted(mode, n, weights.length));
    }
    checkIds(ids, n, table);
    Tensor y = tape.take(bags, table.dim());
    float[] out = y.data();
    Workers.shared()
        .forRange(
            bags,
            Grain.rows(table.dim() * Math.max(1, n / Math.max(1, bags))),
            (from, to) ->
                Engine.kernels()
                    .bagSum(
                        table.pages(),
                        table.pageShift(),
                        table.dim(),
                        ids,
                        offsets,
                        weights,
                        from,
                        to,
                        out,
                        from * table.dim()));
    if (mode == BagMode.MEAN) {
      divideByCount(out, offsets, bags, table.dim());
    }
    return tape.record(
        y,
        true,
        g ->
            variable
                .gradients()
                .add(
                    ids,
                    n,
                    g.data(),
                    bagOfEach(offsets, bags),
                    mode == BagMode.MEAN ? meanWeights(offsets, bags) : weights));
  }

  private static void divideByCount(float[] rows, int[] offsets, int bags, int dim) {
    for (int bag = 0; bag < bags; bag++) {
      int count = offsets[bag + 1] - offsets[bag];
      for (int i = bag * dim; count > 1 && i < (bag + 1) * dim; i++) {
        rows[i] /= count;
      }
    }
  }

  private static float[] meanWeights(int[] offsets, int bags) {
    float[] weights = new float[offsets[bags]];
    for (int bag = 0; bag < bags; bag++) {
      for (int i = offsets[bag]; i < offsets[bag + 1]; i++) {
        weights[i] = 1f / (offsets[bag + 1] - offsets[bag]);
      }
    }
    return weights;
  }

  private static int[] bagOfEach(int[] offsets, int bags) {
    int[] bagOf = new int[offsets[bags]];
    for (int bag = 0; bag < bags; bag++) {
      Arrays.fill(bagOf, offsets[bag], offsets[bag + 1], bag);
    }
    return bagOf;
  }

  private static int checkOffsets(int[] ids, int[] offsets) {
    int bags = offsets.length - 1;
    if (bags < 0 || offsets[0] != 0 || offsets[bags] > ids.length) {
      throw new IllegalArgumentException(
          "offsets start at 0 and end within the %d ids; came %d offsets"
              .formatted(ids.length, offsets.length));
    }
    for (int bag = 0; bag < bags; bag++) {
      if (offsets[bag] > offsets[bag + 1]) {
        throw new IllegalArgumentException(
            "offsets must not fall: %d, then %d at position %d"
                .formatted(offsets[bag], offsets[bag + 1], bag + 1));
      }
    }
    return bags;
  }

  private static void checkIds(int[] ids, int n, Table table) {
    int rows = table.rows();
    for (int i = 0; i < n; i++) {
      if (ids[i] < 0 || ids[i] >= rows) {
        throw new IndexOutOfBoundsException(
            "id %d at position %d is not a row of a table of %d rows".formatted(ids[i], i, rows));
      }
    }
  }
}
