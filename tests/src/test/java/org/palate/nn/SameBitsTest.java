// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.TestProcess;
import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.convolution.Pooling;
import org.palate.autograd.convolution.Window;
import org.palate.autograd.lookup.Lookups.BagMode;
import org.palate.layer.CrossNetwork;
import org.palate.layer.operation.FactorizationMachine;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** The same seed and data give the same bits, whatever runs them. */
final class SameBitsTest {
  /** A training run in a JVM of its own; prints its losses and a hash of all its parameters. */
  static final class TrainingRun {
    private static final int FIELDS = 9;
    private static final int DIM = 13;
    private static final int WIDTH = FIELDS * DIM;

    private static final class Net extends Layer {
      final Embedding embedding = child("embedding", new Embedding(997, DIM, 0.1, random("e")));
      final EmbeddingBag bag =
          child("bag", new EmbeddingBag(997, WIDTH, BagMode.MEAN, 0.1, random("b")));
      final Mlp mlp = child("mlp", new Mlp(WIDTH, List.of(67, 33), 0.2, random("m")));
      final CrossNetwork.Matrices cross =
          child("cross", new CrossNetwork.Matrices(WIDTH, 2, random("c")));
      final CrossNetwork.Vectors vectors =
          child("vectors", new CrossNetwork.Vectors(WIDTH, 2, random("v")));
      final Lstm lstm =
          child(
              "lstm",
              new Lstm(DIM, 21, RecurrentOptions.DEFAULT.withBidirectional(true), random("l")));
      final AttentionGru gru =
          child("gru", new AttentionGru(42, 19, AttentionGru.Kind.AUGRU, random("g")));
      final Convolution convolution =
          child("convolution", new Convolution(FIELDS, 7, Window.of(3).withStride(2), random("n")));
      final ResidualBlock block = child("block", new ResidualBlock(1, 5, 2, random("r")));
      final Linear out = child("out", new Linear(WIDTH + WIDTH + 33 + 19 + 7 + 5, 1, random("o")));

      Variable forward(Tape tape, IntTensor ids, int[] bagIds, int[] offsets) {
        int batch = ids.shape().dim(0);
        Variable fields = embedding.forward(tape, ids);
        Variable x = Layout.reshape(fields, batch, WIDTH);
        x = Arithmetic.add(x, bag.forward(tape, bagIds, offsets));
        Variable deep = mlp.forward(x);
        Variable sequence = sequence(tape, fields);
        Variable image = image(tape, fields);
        Variable all =
            Layout.concat(1, cross.forward(x), vectors.forward(x), deep, sequence, image);
        Variable logits = Layout.reshape(out.forward(all), batch);
        return Arithmetic.add(logits, FactorizationMachine.interaction(fields));
      }

      /** The fields read as sequences of various lengths. */
      private Variable sequence(Tape tape, Variable fields) {
        int batch = fields.shape().dim(0);
        int[] lengths = new int[batch];
        Arrays.setAll(lengths, i -> i * 7 % (FIELDS + 1));
        Variable y = lstm.forward(fields, lengths, null, null).y();
        Variable attention = Activations.sigmoid(Reductions.rowSum(fields));
        return gru.forward(y, attention, lengths).hidden();
      }

      /** The fields seen as images of one row, and of one channel. */
      private Variable image(Tape tape, Variable fields) {
        int batch = fields.shape().dim(0);
        Variable rows = Pooling.adaptiveMax(convolution.forward(fields), 1);
        Variable square = Layout.reshape(fields, batch, 1, FIELDS, DIM);
        Variable means = Pooling.adaptiveMean(block.forward(square), 1, 1);
        return Layout.concat(1, Layout.reshape(rows, batch, 7), Layout.reshape(means, batch, 5));
      }
    }

    private static RandomStream random(String purpose) {
      return RandomStream.of(17, purpose);
    }

    public static void main(String[] args) {
      int batch = 800;
      Net net = new Net();
      Optimizer adam = new Adam(net.parameters(), Adam.Options.of(0.01));
      TensorPool pool = new TensorPool();
      StringBuilder printed = new StringBuilder();
      for (int step = 0; step < 3; step++) {
        RandomStream data = random("data");
        int[] ids = new int[batch * FIELDS];
        int[] bagIds = new int[3 * batch];
        int[] offsets = new int[batch + 1];
        float[] labels = new float[batch];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = data.nextInt(1 + data.nextInt(997));
        }
        for (int i = 0; i < bagIds.length; i++) {
          bagIds[i] = data.nextInt(997);
        }
        for (int i = 0; i < batch; i++) {
          offsets[i + 1] = offsets[i] + data.nextInt(4);
          labels[i] = ids[i * FIELDS] % 2;
        }
        try (Tape tape = Tape.training(pool, 17, step)) {
          IntTensor matrix = new IntTensor(Shape.of(batch, FIELDS), ids);
          Variable logits = net.forward(tape, matrix, bagIds, offsets);
          Variable loss = Losses.bceWithLogits(logits, Tensor.of(labels));
          printed.append(Float.toHexString(loss.value().item())).append('\n');
          adam.zeroGradients();
          tape.backward(loss);
          adam.step();
        }
      }
      for (Parameter parameter : net.parameters()) {
        float[] values =
            switch (parameter) {
              case Parameter.Dense dense -> dense.variable().value().data();
              case Parameter.Sparse sparse -> sparse.variable().table().toTensor().data();
            };
        long hash = 1;
        for (float value : values) {
          hash = 1_000_003 * hash + Float.floatToRawIntBits(value);
        }
        printed.append(parameter.name()).append(' ').append(Long.toHexString(hash)).append('\n');
      }
      System.out.print(printed);
    }
  }

  private static String run(String... flags) throws Exception {
    return TestProcess.outputOf(TrainingRun.class, flags);
  }

  @Test
  void trainingGivesTheSameBitsOnBothKernelsAtAnyWidthAndNumberOfThreads() throws Exception {
    String expected = run("-Dpalate.kernels=scalar", "-Dpalate.threads=1");
    String[] lines = expected.split("\n");
    assertTrue(lines.length > 10, expected);
    double first = Double.parseDouble(lines[0]);
    double last = Double.parseDouble(lines[2]);
    assertTrue(last < first, () -> "the run learns nothing: " + expected);
    assertEquals(expected, run("-Dpalate.kernels=scalar", "-Dpalate.threads=2"));
    assertEquals(expected, run("-Dpalate.kernels=vector", "-Dpalate.threads=1"));
    assertEquals(expected, run("-Dpalate.kernels=vector", "-Dpalate.threads=2"));
    assertEquals(
        expected, run("-Dpalate.kernels=vector", "-Dpalate.vector.bits=128", "-Dpalate.threads=3"));
  }
}
