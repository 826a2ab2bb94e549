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
import org.palate.bench.work.DcnV2Work;

/** One training step of DCN-v2 at the sizes of the Criteo data: forward, backward and Adam. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgsPrepend = {"-Xms2g", "-Xmx2g"})
public class DcnV2StepBenchmark {
  /** Examples a step. */
  @Param({"2048", "256"})
  public int batch;

  private DcnV2Work model;
  private DcnV2Work.Batch examples;

  @Setup
  public void prepare() {
    model = new DcnV2Work(DcnV2Work.Sizes.CRITEO);
    examples = model.batch(batch);
  }

  @Benchmark
  public float step() {
    return model.step(examples);
  }
}
