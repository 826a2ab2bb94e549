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
import org.palate.bench.work.ProductWork;
import org.palate.kernel.product.Form;
import org.palate.parallel.Workers;

/**
 * The matrix product, one call an operation: square, skinny and of one row, in its three forms, by
 * one thread and by all. Compare {@code gflop} with that of {@link PeakBenchmark} in the same run:
 * {@code bench/run 'Gemm|Peak'}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GemmBenchmark {

  /** Rows of the product, length of the sums, columns of the product. */
  @Param({
    "64x64x64",
    "128x128x128",
    "256x256x256",
    "512x512x512",
    "1024x1024x1024",
    "4096x320x128",
    "1024x64x64",
    "1x1024x1024",
    "1x400x400"
  })
  public String shape;

  @Param public Form form;

  private ProductWork product;

  @Setup
  public void setUp() {
    String[] sizes = shape.split("x");
    product =
        new ProductWork(
            form,
            Integer.parseInt(sizes[0]),
            Integer.parseInt(sizes[1]),
            Integer.parseInt(sizes[2]));
  }

  @Benchmark
  public float[] oneThread(Flops flops) {
    flops.add(product.flops());
    return product.run();
  }

  @Benchmark
  public float[] allThreads(Flops flops) {
    flops.add(product.flops());
    return product.run(Workers.shared());
  }
}
