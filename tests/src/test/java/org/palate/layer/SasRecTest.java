// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.palate.TestProcess;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class SasRecTest {
  private static SasRecEncoder encoder(double dropout) {
    return new SasRecEncoder(
        SasRecEncoder.Options.of(10, 6, 8).withBlocks(2, 2).withDropout(dropout),
        0.3,
        RandomStream.of(1, "init"));
  }

  private static float[] states(SasRecEncoder encoder, int... history) {
    try (Tape tape = Tape.inference(new TensorPool())) {
      IntTensor ids = new IntTensor(Shape.of(1, history.length), history);
      return encoder.forward(tape, ids).value().toArray();
    }
  }

  @Test
  void gradientsOfABlock() {
    boolean[] valid = {false, true, true, true, true, true};
    SasRecBlock block = new SasRecBlock(4, 2, 0, 0.1, RandomStream.of(2, "init"));
    for (Parameter parameter : block.parameters()) {
      // No ReLU is near its kink.
      if (parameter.name().equals("ffn.conv1.bias")) {
        float[] bias = ((Parameter.Dense) parameter).variable().value().data();
        for (int i = 0; i < bias.length; i++) {
          bias[i] = i % 2 == 0 ? 5 : -5;
        }
      }
    }
    GradientCheck.check(
        (tape, x) -> block.forward(x[0], valid), block.parameters(), random("x", 2, 3, 4));
  }

  @Test
  void aStateKnowsNothingOfWhatComesLater() {
    SasRecEncoder encoder = encoder(0.5);
    float[] one = states(encoder, 1, 2, 3, 4, 5, 6);
    float[] other = states(encoder, 1, 2, 3, 9, 8, 7);
    assertArrayEquals(Arrays.copyOf(one, 24), Arrays.copyOf(other, 24));
    assertFalse(Arrays.equals(one, other));
  }

  @Test
  void paddingHasNoStateOfItsOwn() {
    float[] states = states(encoder(0), 0, 0, 3, 4);
    for (int i = 0; i < 16; i++) {
      assertEquals(0f, states[i], "the norm of zeros");
    }
    assertTrue(states[16] != 0);
  }

  /** ln 2 for each score of 0; position 1 does not count. */
  @Test
  void lossByHand() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable positive = tape.input(Tensor.of(0, 7, 0, 1));
      Variable negative = tape.input(Tensor.of(0, 7, 0, -1));
      boolean[] valid = {true, false, true, true};
      double each = 2 * Math.log1p(Math.exp(-1));
      Variable loss = SasRecEncoder.loss(positive, negative, valid);
      assertEquals((4 * Math.log(2) + each) / 3, loss.value().item(), 1e-6);
      tape.backward(loss);
      assertEquals(-0.5 / 3, positive.gradient().data()[0], 1e-6);
      assertEquals(0, positive.gradient().data()[1], 1e-9);
      boolean[] none = new boolean[4];
      assertEquals(0, SasRecEncoder.loss(positive, negative, none).value().item(), 1e-9);
      assertThrows(
          IllegalArgumentException.class,
          () -> SasRecEncoder.loss(positive, negative, new boolean[3]));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    SasRecEncoder encoder = encoder(0);
    String message =
        assertThrows(IllegalArgumentException.class, () -> states(encoder, 1, 1, 1, 1, 1, 1, 1))
            .getMessage();
    assertTrue(message.contains("[6, 8]") && message.contains("[1, 7, 8]"), message);
    assertThrows(IndexOutOfBoundsException.class, () -> states(encoder, 10));
  }

  /** A training run in a JVM of its own; prints its losses and a hash of all its parameters. */
  static final class TrainingRun {
    public static void main(String[] args) {
      // More positions than a block of queries, and lengths that are no multiple of a vector.
      int batch = 5;
      int length = 83;
      int items = 31;
      SasRecEncoder encoder =
          new SasRecEncoder(
              SasRecEncoder.Options.of(items, length, 21).withBlocks(2, 3),
              0.1,
              RandomStream.of(1, "init"));
      Optimizer adam = new Adam(encoder.parameters(), Adam.Options.of(0.01));
      TensorPool pool = new TensorPool();
      StringBuilder printed = new StringBuilder();
      for (int step = 0; step < 8; step++) {
        RandomStream random = RandomStream.of(1, "data", step % 2);
        int[] seen = new int[batch * length];
        int[] next = new int[batch * length];
        int[] negatives = new int[batch * length];
        for (int i = 0; i < seen.length; i++) {
          // Each item is followed by the next one; the first histories are padded on the left.
          int item = i % length == 0 ? random.nextInt(items) : next[i - 1];
          boolean padded = i % length < 20 - 7 * (i / length);
          seen[i] = padded ? 0 : Math.max(1, item);
          next[i] = padded ? 0 : 1 + seen[i] % (items - 1);
          negatives[i] = 1 + random.nextInt(items - 1);
        }
        Shape shape = Shape.of(batch, length);
        try (Tape tape = Tape.training(pool, 1, step)) {
          Variable states = encoder.forward(tape, new IntTensor(shape, seen));
          IntTensor following = new IntTensor(shape, next);
          Variable loss =
              SasRecEncoder.loss(
                  encoder.scores(states, following),
                  encoder.scores(states, new IntTensor(shape, negatives)),
                  SasRecEncoder.valid(following));
          printed.append(Float.toHexString(loss.value().item())).append('\n');
          adam.zeroGradients();
          tape.backward(loss);
          adam.step();
        }
      }
      for (Parameter parameter : encoder.parameters()) {
        Tensor values =
            switch (parameter) {
              case Parameter.Dense dense -> dense.variable().value();
              case Parameter.Sparse sparse -> sparse.variable().table().toTensor();
            };
        printed.append(parameter.name()).append(' ');
        printed.append(Arrays.hashCode(values.toArray())).append('\n');
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
    double first = Double.parseDouble(lines[0]);
    double last = Double.parseDouble(lines[7]);
    assertTrue(last < 0.9 * first, () -> "the run learns nothing: " + expected);
    assertEquals(expected, run("-Dpalate.kernels=vector", "-Dpalate.threads=2"));
    assertEquals(
        expected, run("-Dpalate.kernels=vector", "-Dpalate.vector.bits=128", "-Dpalate.threads=3"));
  }
}
