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
import org.palate.kernel.product.Precision;

/**
 * The logits of DCN-v2 at the sizes of the Criteo data, for one example and for many, with weights
 * as training leaves them and as serving packs them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsPrepend = {"-Xms2g", "-Xmx2g"})
public class DcnV2InferenceBenchmark {
  /** Examples at a time. */
  @Param({"1", "256"})
  public int batch;

  /** How the weights are packed: {@code no}, or a {@link Precision}. */
  @Param({"no", "FLOAT32", "BFLOAT16"})
  public String packed;

  private DcnV2Work model;
  private DcnV2Work.Batch examples;

  @Setup
  public void prepare() {
    model = new DcnV2Work(DcnV2Work.Sizes.CRITEO);
    if (!packed.equals("no")) {
      model.pack(Precision.valueOf(packed));
    }
    examples = model.batch(batch);
  }

  @Benchmark
  public float infer() {
    return model.infer(examples);
  }
}
