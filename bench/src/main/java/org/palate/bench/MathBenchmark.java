// SPDX-License-Identifier: Apache-2.0
package org.palate.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palate.bench.work.Values;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.update.AdamStep;

/** Elementwise loops, functions, reductions and updates in the first-level cache, a float each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(MathBenchmark.N)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class MathBenchmark {

  static final int N = 2048;

  private static final int DIM = 64;

  private final Kernels kernels = Engine.kernels();
  private final float[] x = Values.floats("x", N);
  private final float[] y = Values.floats("y", N);
  private final float[] z = Values.floats("z", N);
  private final float[] moments = new float[2 * N];
  private final float[] out = new float[N];
  private final AdamStep step = AdamStep.dense(1e-3, 0.9, 0.999, 1e-8, 0, 10);

  @Benchmark
  public float[] exp() {
    kernels.elementwise().exp(N, x, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] log() {
    kernels.elementwise().log(N, x, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] sigmoid() {
    kernels.elementwise().sigmoid(N, x, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] tanh() {
    kernels.elementwise().tanh(N, x, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] softplus() {
    kernels.elementwise().softplus(N, x, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] add() {
    kernels.elementwise().add(N, x, 0, y, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] multiplyAdd() {
    kernels.elementwise().multiplyAdd(N, x, 0, y, 0, z, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] relu() {
    kernels.elementwise().relu(N, x, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] addRow() {
    kernels.elementwise().addRow(N / DIM, DIM, x, 0, y, 0, out, 0);
    return out;
  }

  @Benchmark
  public float sum() {
    return kernels.reductions().sum(N, x, 0);
  }

  @Benchmark
  public float dot() {
    return kernels.reductions().dot(N, x, 0, y, 0);
  }

  @Benchmark
  public float max() {
    return kernels.reductions().max(N, x, 0);
  }

  @Benchmark
  public float[] rowDots() {
    kernels.reductions().rowDots(N / DIM, DIM, x, 0, y, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] columnSums() {
    kernels.reductions().columnSums(N / DIM, DIM, x, 0, out, 0, false);
    return out;
  }

  @Benchmark
  public float[] fmForward() {
    kernels.interaction().fmForward(N / (8 * 16), 8, 16, x, 0, y, 0, out, 0);
    return out;
  }

  @Benchmark
  public float[] adam() {
    kernels.updates().adam(N, z, 0, x, 0, moments, 0, moments, N, step);
    return z;
  }
}
