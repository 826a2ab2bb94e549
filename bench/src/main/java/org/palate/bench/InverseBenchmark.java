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
import org.palate.bench.work.InverseWork;

/**
 * The inverse of a symmetric positive definite matrix. Compare {@code gflop} with that of {@link
 * PeakBenchmark}: {@code bench/run 'Inverse|Peak' -jvmArgsAppend -Dpalate.threads=1}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsPrepend = {"-Xms2g", "-Xmx2g"})
public class InverseBenchmark {

  /** Rows and columns. */
  @Param({"500", "2000", "4000"})
  public int n;

  private InverseWork inverse;

  @Setup
  public void setUp() {
    inverse = new InverseWork(n);
  }

  @Benchmark
  public float[] invert(Flops flops) {
    flops.add(inverse.flops());
    return inverse.run();
  }
}
