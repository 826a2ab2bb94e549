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
  private static final int PAGE_SHIFT = 16;
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
  private float[][] table;
  private float[][] squares;
  private float[] bags;
  private float[] rows;

  @Setup
  public void setUp() {
    table = new float[ROWS >> PAGE_SHIFT][];
    squares = new float[ROWS >> PAGE_SHIFT][];
    for (int page = 0; page < table.length; page++) {
      table[page] = Values.floats("table", dim << PAGE_SHIFT);
      squares[page] = Values.floats("squares", dim << PAGE_SHIFT);
      kernels.multiply(dim << PAGE_SHIFT, squares[page], 0, squares[page], 0, squares[page], 0);
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
    kernels.gatherRows(table, PAGE_SHIFT, dim, ids, 0, ids.length, rows, 0);
    return rows;
  }

  @Benchmark
  public float[] bagSums() {
    kernels.bagSum(table, PAGE_SHIFT, dim, ids, offsets, null, 0, BAGS, bags, 0);
    return bags;
  }

  @Benchmark
  public float[] weightedBagSums() {
    kernels.bagSum(table, PAGE_SHIFT, dim, ids, offsets, weights, 0, BAGS, bags, 0);
    return bags;
  }

  @Benchmark
  public float[] scatters() {
    kernels.scatterAddRows(dim, bags, bagOfId, null, slot, 0, slot.length, rows);
    return rows;
  }

  @Benchmark
  public float[][] adagradOfRows() {
    int mask = (1 << PAGE_SHIFT) - 1;
    for (int i = 0; i < ids.length; i++) {
      int at = (ids[i] & mask) * dim;
      int page = ids[i] >>> PAGE_SHIFT;
      kernels.adagrad(dim, table[page], at, rows, i * dim, squares[page], at, 1e-4f, 0f, 1e-10f);
    }
    return table;
  }
}
