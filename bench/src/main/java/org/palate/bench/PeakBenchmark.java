// SPDX-License-Identifier: Apache-2.0
package org.palate.bench;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The FMA peak of one core at the width the engine uses: twelve independent chains of fma in
 * registers, nothing else. The product benchmarks are read as shares of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PeakBenchmark {

  private static final VectorSpecies<Float> FLOATS =
      switch (Integer.getInteger(
          "palate.vector.bits", VectorShape.preferredShape().vectorBitSize())) {
        case 128 -> FloatVector.SPECIES_128;
        case 256 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_512;
      };

  private static final int ROUNDS = 10_000;

  private final float[] out = new float[FLOATS.length()];
  private float factor;

  @Setup
  public void setUp() {
    factor = 1e-3f;
  }

  @Benchmark
  public float[] fma(Flops flops) {
    FloatVector x = FloatVector.broadcast(FLOATS, factor);
    FloatVector y = x.add(factor);
    FloatVector s0 = x;
    FloatVector s1 = x;
    FloatVector s2 = x;
    FloatVector s3 = x;
    FloatVector s4 = x;
    FloatVector s5 = x;
    FloatVector s6 = x;
    FloatVector s7 = x;
    FloatVector s8 = x;
    FloatVector s9 = x;
    FloatVector s10 = x;
    FloatVector s11 = x;
    for (int i = 0; i < ROUNDS; i++) {
      s0 = x.fma(y, s0);
      s1 = x.fma(y, s1);
      s2 = x.fma(y, s2);
      s3 = x.fma(y, s3);
      s4 = x.fma(y, s4);
      s5 = x.fma(y, s5);
      s6 = x.fma(y, s6);
      s7 = x.fma(y, s7);
      s8 = x.fma(y, s8);
      s9 = x.fma(y, s9);
      s10 = x.fma(y, s10);
      s11 = x.fma(y, s11);
    }
    s0 = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    s6 = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
    s0.add(s6).intoArray(out, 0);
    flops.add(2.0 * 12 * FLOATS.length() * ROUNDS);
    return out;
  }
}
