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
import org.palate.bench.work.Ceilings;

/**
 * The limits of one core at the width the engine uses: its FMA peak, which the products are read as
 * shares of, and how fast it reads from the cache (4 MB) and from memory (256 MB).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PeakBenchmark {
  private final Ceilings ceilings = new Ceilings();
  private final float[] small = new float[1 << 20];
  private final float[] large = new float[1 << 26];

  @Benchmark
  public float[] fma(Flops flops) {
    flops.add(Ceilings.flops());
    return ceilings.multiplyAdds();
  }

  @Benchmark
  public float[] readsOf4Megabytes() {
    return ceilings.read(small);
  }

  @Benchmark
  public float[] readsOf256Megabytes() {
    return ceilings.read(large);
  }
}
