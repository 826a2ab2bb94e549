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
import org.palate.bench.work.HugeTableWork;

/**
 * Training steps on tables of very different size: a step is to cost what it touches, 16,384 rows
 * of 16 floats, and not what the table holds. 160 million rows are 10 GB in one table of more than
 * 2^31 floats; 50 million rows with both moments of Adam are as much. Needs a machine with 16 GB to
 * spare.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsPrepend = {"-Xms13g", "-Xmx13g", "-XX:+UseG1GC"})
public class HugeTableBenchmark {
  /** What moves how many rows. */
  public enum Case {
    ADAM_ON_1_MILLION_ROWS,
    ADAM_ON_50_MILLION_ROWS,
    SGD_ON_1_MILLION_ROWS,
    SGD_ON_160_MILLION_ROWS
  }

  /** The table. */
  @Param public Case table;

  private HugeTableWork work;

  @Setup
  public void prepare() {
    work =
        switch (table) {
          case ADAM_ON_1_MILLION_ROWS -> HugeTableWork.adam(1_000_000);
          case ADAM_ON_50_MILLION_ROWS -> HugeTableWork.adam(50_000_000);
          case SGD_ON_1_MILLION_ROWS -> HugeTableWork.sgd(1_000_000);
          case SGD_ON_160_MILLION_ROWS -> HugeTableWork.sgd(160_000_000);
        };
  }

  @Benchmark
  public float step() {
    return work.step();
  }
}
