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
import org.palate.bench.work.Ceilings;
import org.palate.bench.work.GemmSteps;
import org.palate.bench.work.ProductWork;
import org.palate.bench.work.Values;
import org.palate.kernel.product.Form;

/**
 * The matrix product from three loops to the engine's, one step after another, and the FMA peak:
 * the figures of {@code engine/README.md}, which explains each step. Read {@code gflop}, and divide
 * by that of {@code step9Peak}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class GemmStepsBenchmark {
  /** Rows, columns and length of the sums: a multiple of 256. */
  @Param("1024")
  public int n;

  private final Ceilings ceilings = new Ceilings();
  private final float[] packedA = GemmSteps.packedA();
  private final float[] packedB = GemmSteps.packedB();
  private float[] a;
  private float[] b;
  private float[] c;
  private ProductWork engine;
  private double flops;

  @Setup
  public void setUp() {
    a = Values.floats("a", n * n);
    b = Values.floats("b", n * n);
    c = new float[n * n];
    engine = new ProductWork(Form.NN, n, n, n);
    flops = engine.flops();
  }

  @Benchmark
  public float[] step1Definition(Flops counter) {
    GemmSteps.definition(n, n, n, a, b, c);
    counter.add(flops);
    return c;
  }

  @Benchmark
  public float[] step2AlongRows(Flops counter) {
    GemmSteps.alongRows(n, n, n, a, b, c);
    counter.add(flops);
    return c;
  }

  @Benchmark
  public float[] step3InRegisters(Flops counter) {
    GemmSteps.inRegisters(n, n, n, a, b, c);
    counter.add(flops);
    return c;
  }

  @Benchmark
  public float[] step4Tiles(Flops counter) {
    GemmSteps.tiles(n, n, n, a, b, c);
    counter.add(flops);
    return c;
  }

  @Benchmark
  public float[] step5Blocks(Flops counter) {
    GemmSteps.blocks(n, n, n, a, b, c);
    counter.add(flops);
    return c;
  }

  @Benchmark
  public float[] step6Packed(Flops counter) {
    GemmSteps.packed(n, n, n, a, b, c, packedB);
    counter.add(flops);
    return c;
  }

  @Benchmark
  public float[] step7PackedBoth(Flops counter) {
    GemmSteps.packedBoth(n, n, n, a, b, c, packedA, packedB);
    counter.add(flops);
    return c;
  }

  @Benchmark
  public float[] step8Engine(Flops counter) {
    counter.add(flops);
    return engine.run();
  }

  @Benchmark
  public float[] step9Peak(Flops counter) {
    counter.add(Ceilings.flops());
    return ceilings.multiplyAdds();
  }
}
