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
import org.palate.bench.work.ConvolutionWork;

/**
 * A 3x3 convolution of 64 channels on 8 images of 56 by 56, forward, and with its gradients.
 * Compare {@code gflop} with that of {@link PeakBenchmark} in the same run, with one thread: {@code
 * bench/run 'Convolution|Peak' -jvmArgsAppend -Dpalate.threads=1}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvolutionBenchmark {

  private final ConvolutionWork work = new ConvolutionWork();

  @Benchmark
  public float forward(Flops flops) {
    flops.add(ConvolutionWork.flops());
    return work.forward();
  }

  @Benchmark
  public float forwardAndBackward(Flops flops) {
    flops.add(3 * ConvolutionWork.flops());
    return work.forwardAndBackward();
  }
}
