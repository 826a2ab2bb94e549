// SPDX-License-Identifier: Apache-2.0
package org.palate.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palate.bench.work.BagWork;

/**
 * Bags of an embedding table through the tape: their sums, and a step with AdaGrad on the rows
 * touched. See {@link RowsBenchmark} for the kernels alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsPrepend = {"-Xms2g", "-Xmx2g"})
public class BagBenchmark {
  private final BagWork bags = new BagWork(BagWork.ROWS, BagWork.DIM);

  @Benchmark
  public float forward() {
    return bags.forward();
  }

  @Benchmark
  public float step() {
    return bags.step();
  }
}
