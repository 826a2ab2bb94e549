// SPDX-License-Identifier: Apache-2.0
package org.palate.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palate.bench.work.Values;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Table;

/**
 * Rows of a table of a million, one thread: 4096 bags of 20 random rows each, looked up, summed,
 * and their gradients scattered to as many distinct slots; AdaGrad on the rows touched.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowsBenchmark {

  private static final int ROWS = 1 << 20;
  private static final int BAGS = 4096;
  private static final int PER_BAG = 20;

  @Param({"16", "64"})
  public int dim;

  private final Kernels kernels = Engine.kernels();
  private final int[] ids = new int[BAGS * PER_BAG];
  private final int[] offsets = new int[BAGS + 1];
  private final int[] bagOfId = new int[BAGS * PER_BAG];
  private final int[] slot = new int[BAGS * PER_BAG];
  private final float[] weights = Values.floats("weights", BAGS * PER_BAG);
  private Table table;
  private Table squares;
  private float[] bags;
  private float[] rows;

  @Setup
  public void setUp() {
    table = new Table(ROWS, dim);
    table.fillUniform(RandomStream.of(1, "table"), 1f);
    squares = new Table(ROWS, dim);
    squares.fillUniform(RandomStream.of(1, "squares"), 1f);
    for (float[] page : squares.pagedRows().pages()) {
      kernels.elementwise().multiply(page.length, page, 0, page, 0, page, 0);
    }
    RandomStream random = RandomStream.of(1, "ids");
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.nextInt(ROWS);
      bagOfId[i] = i / PER_BAG;
      slot[i] = random.nextInt(ids.length);
    }
    for (int g = 0; g <= BAGS; g++) {
      offsets[g] = g * PER_BAG;
    }
    bags = Values.floats("bags", BAGS * dim);
    rows = Values.floats("rows", ids.length * dim);
  }

  @Benchmark
  public float[] lookups() {
    kernels.rows().gather(table.pagedRows(), ids, 0, ids.length, rows, 0);
    return rows;
  }

  @Benchmark
  public float[] bagSums() {
    kernels.rows().bagSum(table.pagedRows(), ids, offsets, null, 0, BAGS, bags, 0);
    return bags;
  }

  @Benchmark
  public float[] weightedBagSums() {
    kernels.rows().bagSum(table.pagedRows(), ids, offsets, weights, 0, BAGS, bags, 0);
    return bags;
  }

  @Benchmark
  public float[] scatters() {
    kernels.rows().scatterAdd(dim, bags, bagOfId, null, slot, 0, slot.length, rows);
    return rows;
  }

  @Benchmark
  public Table adagradOfRows() {
    for (int i = 0; i < ids.length; i++) {
      int at = table.offset(ids[i]);
      float[] page = table.page(ids[i]);
      float[] sums = squares.page(ids[i]);
      kernels.updates().adagrad(dim, page, at, rows, i * dim, sums, at, 1e-4f, 0f, 1e-10f);
    }
    return table;
  }
}
