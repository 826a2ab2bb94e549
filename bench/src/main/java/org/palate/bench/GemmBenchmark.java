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
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;
import org.palate.tensor.RandomStream;

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

  @Param public Kernels.Form form;

  private final Kernels kernels = Engine.kernels();
  private int m;
  private int k;
  private int n;
  private int lda;
  private int ldb;
  private float[] a;
  private float[] b;
  private float[] c;

  @Setup
  public void setUp() {
    String[] sizes = shape.split("x");
    m = Integer.parseInt(sizes[0]);
    k = Integer.parseInt(sizes[1]);
    n = Integer.parseInt(sizes[2]);
    lda = form == Kernels.Form.TN ? m : k;
    ldb = form == Kernels.Form.NT ? k : n;
    a = values("a", m * k);
    b = values("b", k * n);
    c = new float[m * n];
  }

  @Benchmark
  public float[] oneThread(Flops flops) {
    kernels.gemm(form, m, n, k, a, 0, lda, b, 0, ldb, c, 0, n, false);
    flops.add(2.0 * m * n * k);
    return c;
  }

  @Benchmark
  public float[] allThreads(Flops flops) {
    ParallelProduct.gemm(
        Workers.shared(), kernels, form, m, n, k, a, 0, lda, b, 0, ldb, c, 0, n, false);
    flops.add(2.0 * m * n * k);
    return c;
  }

  static float[] values(String name, int n) {
    RandomStream random = RandomStream.of(1, name);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
