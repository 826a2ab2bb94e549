// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.lookup;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.palate.autograd.Backward;
import org.palate.autograd.Indexing;
import org.palate.autograd.TableVariable;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.row.PagedRows;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;

/** Rows of an embedding table, one by one or reduced by bags. Gradients stay sparse. */
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
    return lookup(
        tape,
        variable,
        ids,
        g -> variable.gradients().add(ids.data(), ids.size(), g.data(), null, null));
  }

  private static Variable lookup(
      Tape tape, TableVariable variable, IntTensor ids, Backward backward) {
    Table table = variable.table();
    checkIds(ids.data(), ids.size(), table.rows());
    Tensor y = tape.take(rowShape(ids.shape(), table.dim()));
    float[] out = y.data();
    Workers.shared()
        .forRange(
            ids.size(),
            TaskSize.rows(table.dim()),
            (from, to) ->
                Engine.kernels()
                    .rows()
                    .gather(table.pagedRows(), ids.data(), from, to, out, from * table.dim()));
    return tape.record(y, variable.requiresGradient(), backward);
  }

  /** The id that {@code embedding} and {@code embeddingBag} take for "no padding". */
  public static final int NO_PADDING = -1;

  /**
   * {@link #embedding(Tape, TableVariable, IntTensor)} where one id stands for "nothing here": its
   * row is looked up like any other, but receives no gradient.
   *
   * @param paddingId that id, or {@link #NO_PADDING}
   */
  public static Variable embedding(
      Tape tape, TableVariable variable, IntTensor ids, int paddingId) {
    return paddingId == NO_PADDING
        ? embedding(tape, variable, ids)
        : lookup(
            tape,
            variable,
            ids,
            g -> variable.gradients().addWithout(paddingId, ids.data(), ids.size(), g.data()));
  }

  /**
   * {@link #embedding(Tape, TableVariable, IntTensor, int)} of a matrix whose gradient is dense:
   * for a table that is also multiplied with, as by tied output weights.
   *
   * @param weight shape {@code [rows, dim]}
   */
  public static Variable embedding(Tape tape, Variable weight, IntTensor ids, int paddingId) {
    if (weight.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "embedding: expected a matrix [rows, dim], found " + weight.shape());
    }
    int rows = weight.shape().dim(0);
    int dim = weight.shape().dim(1);
    checkIds(ids.data(), ids.size(), rows);
    Tensor y = tape.take(rowShape(ids.shape(), dim));
    PagedRows matrix = PagedRows.of(weight.value().data(), dim);
    Workers.shared()
        .forRange(
            ids.size(),
            TaskSize.rows(dim),
            (from, to) ->
                Engine.kernels().rows().gather(matrix, ids.data(), from, to, y.data(), from * dim));
    return tape.record(
        y,
        g -> {
          int[] kept = positionsWithout(paddingId, ids.data(), ids.size());
          Engine.kernels()
              .rows()
              .scatterAdd(
                  dim,
                  g.data(),
                  kept,
                  null,
                  picked(ids.data(), kept),
                  0,
                  kept.length,
                  weight.gradientAccumulator());
        },
        weight);
  }

  /** How the rows of a bag become one. */
  public enum BagMode {
    /** Their sum, each row times its weight where weights are given. */
    SUM,
    /** Their sum divided by their number. */
    MEAN,
    /** The largest of each column. */
    MAX
  }

  /**
   * Bags of rows: {@code y[b] = sum over i in [offsets[b], offsets[b + 1]) of weights[i] *
   * table[ids[i]]}, or the mean, or the largest of each column. An empty bag gives zeros.
   *
   * <p>Gradient: row {@code ids[i]} receives the gradient of its bag, times its weight or divided
   * by the bag's size, in rising i; with {@link BagMode#MAX} the first of the largest receives that
   * of its column.
   *
   * @param ids the rows of all bags, one after another
   * @param offsets where each bag starts, and at the end where the last one stops: {@code bags + 1}
   *     numbers, rising
   * @param weights one for each id, or null; only with {@link BagMode#SUM}
   * @return shape {@code [bags, dim]}
   */
  public static Variable embeddingBag(
      Tape tape, TableVariable variable, int[] ids, int[] offsets, float[] weights, BagMode mode) {
    Variable constant =
        weights == null ? null : tape.constant(Tensor.of(Shape.of(weights.length), weights));
    return embeddingBag(tape, variable, ids, offsets, constant, mode, NO_PADDING);
  }

  /**
   * {@link #embeddingBag(Tape, TableVariable, int[], int[], float[], BagMode)} with weights that
   * are differentiated, {@code dweights[i] = <g[b], table[ids[i]]>}, and an id that stands for
   * "nothing here" and is left out of every bag.
   *
   * @param weights shape {@code [ids]}, or null; only with {@link BagMode#SUM}
   * @param paddingId that id, or {@link #NO_PADDING}
   */
  public static Variable embeddingBag(
      Tape tape,
      TableVariable variable,
      int[] ids,
      int[] offsets,
      Variable weights,
      BagMode mode,
      int paddingId) {
    BagLookup bags = new BagLookup(variable, ids, offsets);
    Variable factors = weights;
    if (paddingId != NO_PADDING) {
      int[] kept = positionsWithout(paddingId, ids, bags.entries());
      bags = new BagLookup(variable, picked(ids, kept), countedBefore(kept, offsets));
      factors = weights == null ? null : Indexing.indexSelect(weights, 0, IntTensor.of(kept));
    }
    if (mode == BagMode.MAX && weights != null) {
      throw new IllegalArgumentException("expected mode SUM with weights, found MAX");
    }
    return mode == BagMode.MAX ? bags.largest(tape) : bags.sums(tape, factors, mode);
  }

  private static int[] positionsWithout(int paddingId, int[] ids, int n) {
    return IntStream.range(0, n).filter(i -> ids[i] != paddingId).toArray();
  }

  private static int[] picked(int[] ids, int[] positions) {
    return IntStream.of(positions).map(i -> ids[i]).toArray();
  }

  /** For each offset, how many of the rising positions lie before it. */
  private static int[] countedBefore(int[] positions, int[] offsets) {
    int[] counts = new int[offsets.length];
    int count = 0;
    for (int bag = 0; bag < offsets.length; bag++) {
      while (count < positions.length && positions[count] < offsets[bag]) {
        count++;
      }
      counts[bag] = count;
    }
    return counts;
  }

  /** The shape of the ids with one axis more. */
  private static Shape rowShape(Shape ids, int dim) {
    int[] dims = Arrays.copyOf(ids.toArray(), ids.rank() + 1);
    dims[ids.rank()] = dim;
    return Shape.of(dims);
  }

  static void checkIds(int[] ids, int n, int rows) {
    // Negative where an id or what it leaves is; a loop that the compiler turns into vectors.
    int signs = 0;
    for (int i = 0; i < n; i++) {
      signs |= ids[i] | rows - 1 - ids[i];
    }
    for (int i = 0; i < n && signs < 0; i++) {
      if (ids[i] < 0 || ids[i] >= rows) {
        throw new IndexOutOfBoundsException(
            "expected ids in [0, %d), the rows of the table, found %d at position %d"
                .formatted(rows, ids[i], i));
      }
    }
  }
}
