// SPDX-License-Identifier: Apache-2.0
package org.palate.bench;

import java.util.List;
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
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.layer.CrossNetwork;
import org.palate.nn.Embedding;
import org.palate.nn.Linear;
import org.palate.nn.Losses;
import org.palate.nn.Mlp;
import org.palate.nn.Module;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * One training step of DCN-v2 at the sizes of the Criteo data: 26 fields of 100,000 values each
 * with vectors of 16, and 13 numbers; three cross layers beside a perceptron of 400, 400, 400;
 * binary cross-entropy; Adam, lazy on the table. The batch is the same each time, its ids uniform.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgsPrepend = {"-Xms2g", "-Xmx2g"})
public class DcnV2StepBenchmark {
  private static final int FIELDS = 26;
  private static final int VALUES = 100_000;
  private static final int DIM = 16;
  private static final int NUMBERS = 13;
  private static final int WIDTH = FIELDS * DIM + NUMBERS;

  private static final class DcnV2 extends Module {
    private final Embedding table;
    private final CrossNetwork.Matrices cross;
    private final Mlp deep;
    private final Linear out;

    DcnV2(RandomStream random) {
      table = child("table", new Embedding(FIELDS * VALUES, DIM, 0.01, random));
      cross = child("cross", new CrossNetwork.Matrices(WIDTH, 3, random));
      deep = child("deep", new Mlp(WIDTH, List.of(400, 400, 400), 0, random));
      out = child("out", new Linear(WIDTH + deep.out(), 1, random));
    }

    Variable forward(Tape tape, IntTensor ids, Tensor numbers) {
      int batch = ids.shape().dim(0);
      Variable fields = Layout.reshape(table.forward(tape, ids), batch, FIELDS * DIM);
      Variable x0 = Layout.concat(1, fields, tape.constant(numbers));
      Variable both = Layout.concat(1, cross.forward(x0), deep.forward(tape, x0));
      return Layout.reshape(out.forward(both), batch);
    }
  }

  /** Examples a step. */
  @Param({"2048", "256"})
  public int batch;

  private DcnV2 model;
  private Optimizer adam;
  private TensorPool pool;
  private IntTensor ids;
  private Tensor numbers;
  private Tensor labels;
  private long step;

  @Setup
  public void prepare() {
    RandomStream random = RandomStream.of(1, "benchmark");
    model = new DcnV2(random);
    adam = new Adam(model.parameters(), Adam.Options.of(1e-3));
    pool = new TensorPool();
    int[] rows = new int[batch * FIELDS];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i % FIELDS * VALUES + random.nextInt(VALUES);
    }
    ids = new IntTensor(Shape.of(batch, FIELDS), rows);
    numbers = Tensor.zeros(batch, NUMBERS);
    for (int i = 0; i < numbers.size(); i++) {
      numbers.data()[i] = random.nextFloat();
    }
    labels = Tensor.zeros(batch);
    for (int i = 0; i < batch; i++) {
      labels.data()[i] = random.nextInt(2);
    }
  }

  /** Forward, backward, update; gives the loss. */
  @Benchmark
  public float step() {
    try (Tape tape = Tape.training(pool, 1, step++)) {
      Variable loss = Losses.bceWithLogits(model.forward(tape, ids, numbers), labels);
      adam.zeroGradients();
      tape.backward(loss);
      adam.step();
      return loss.value().item();
    }
  }
}
