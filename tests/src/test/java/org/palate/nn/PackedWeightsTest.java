// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.io.SafetensorsFile;
import org.palate.io.StateDict;
import org.palate.kernel.elementwise.FloatMath;
import org.palate.kernel.product.Precision;
import org.palate.layer.CrossNetwork;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** Packed weights in inference: the same bits, and never those of weights that are no more. */
class PackedWeightsTest {
  private static final int LENGTH = 3;
  private static final int DIM = 20;
  private static final int WIDTH = LENGTH * DIM;

  /** Everything that multiplies by weights. */
  private static final class Net extends Layer {
    final CrossNetwork.Matrices cross =
        child("cross", new CrossNetwork.Matrices(WIDTH, 2, of("c")));
    final Mlp mlp = child("mlp", new Mlp(WIDTH, List.of(67, 33), 0, of("m")));
    final MultiheadAttention attention =
        child("attention", new MultiheadAttention(MultiheadAttention.Options.of(DIM, 2), of("a")));
    final Gru gru = child("gru", new Gru(DIM, 11, of("g")));
    final Linear out = child("out", new Linear(2 * WIDTH + 33 + LENGTH * 11, 5, of("o")));

    private static RandomStream of(String purpose) {
      return RandomStream.of(3, purpose);
    }

    Variable forward(Tape tape, Tensor input) {
      Variable x = tape.constant(input);
      int batch = input.shape().dim(0);
      Variable steps = Layout.reshape(x, batch, LENGTH, DIM);
      Variable attended = attention.forward(steps, AttentionMask.CAUSAL);
      Variable recurrent = gru.forward(steps).y();
      return out.forward(
          Layout.concat(
              1,
              cross.forward(x),
              mlp.forward(x),
              Layout.reshape(attended, batch, WIDTH),
              Layout.reshape(recurrent, batch, LENGTH * 11)));
    }

    float[] infer(Tensor input) {
      try (Tape tape = Tape.inference(new TensorPool())) {
        return forward(tape, input).value().toArray();
      }
    }
  }

  private static Tensor input(int batch) {
    RandomStream random = RandomStream.of(4, "input", batch);
    Tensor input = Tensor.zeros(Shape.of(batch, WIDTH));
    for (int i = 0; i < input.size(); i++) {
      input.data()[i] = (float) random.nextGaussian();
    }
    return input;
  }

  @Test
  void packedInferenceHasTheSameBits() {
    Net net = new Net();
    for (int batch : new int[] {1, 2, 3, 300}) {
      float[] plain = net.infer(input(batch));
      net.pack(Precision.FLOAT32);
      assertArrayEquals(plain, net.infer(input(batch)), "batch " + batch);
      net.unpack();
    }
  }

  @Test
  void inferenceInBfloat16IsThatOfRoundedMatrices() {
    Net packed = new Net();
    packed.pack(Precision.BFLOAT16);
    Net rounded = new Net();
    for (Parameter parameter : rounded.parameters()) {
      if (parameter instanceof Parameter.Dense(String name, Variable variable)
          && variable.shape().rank() == 2) {
        float[] w = variable.value().data();
        for (int i = 0; i < variable.value().size(); i++) {
          w[i] = Float.intBitsToFloat(FloatMath.toBfloat16(w[i]) << 16);
        }
      }
    }
    for (int batch : new int[] {1, 40}) {
      float[] scores = packed.infer(input(batch));
      assertArrayEquals(rounded.infer(input(batch)), scores);
      assertFalse(Arrays.equals(new Net().infer(input(batch)), scores));
    }
  }

  @Test
  void aTapeThatRecordsReadsTheWeightsThemselves() {
    Net net = new Net();
    float[] plain = net.infer(input(2));
    net.pack(Precision.BFLOAT16);
    try (Tape tape = Tape.gradients(new TensorPool())) {
      assertArrayEquals(plain, net.forward(tape, input(2)).value().toArray());
    }
  }

  private static void train(Net net) {
    Optimizer adam = new Adam(net.parameters(), Adam.Options.of(1e-2));
    try (Tape tape = Tape.training(new TensorPool(), 1, 0)) {
      tape.backward(Reductions.mean(net.forward(tape, input(8))));
      adam.step();
    }
  }

  @Test
  void trainingDropsWhatWasPacked() {
    Net packedBefore = new Net();
    packedBefore.pack(Precision.FLOAT32);
    train(packedBefore);
    Net never = new Net();
    float[] untrained = never.infer(input(2));
    train(never);
    float[] trained = never.infer(input(2));
    assertNotEquals(untrained[0], trained[0]);
    assertArrayEquals(trained, packedBefore.infer(input(2)));
  }

  @Test
  void loadingAStateDropsWhatWasPacked(@TempDir Path folder) throws IOException {
    Net trained = new Net();
    train(trained);
    Path path = folder.resolve("state.safetensors");
    StateDict.writer(trained).write(path);
    Net loaded = new Net();
    Net matched = new Net();
    loaded.pack(Precision.FLOAT32);
    matched.pack(Precision.BFLOAT16);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      StateDict.load(loaded, file);
      StateDict.load(matched, file, StateDict.Options.DEFAULT.withStrict(false));
    }
    assertArrayEquals(trained.infer(input(2)), loaded.infer(input(2)));
    assertArrayEquals(trained.infer(input(2)), matched.infer(input(2)));
  }

  @Test
  void whoeverWritesIntoTheValueUnpacks() {
    Linear linear = new Linear(6, 4, RandomStream.of(1, "linear"));
    linear.pack(Precision.FLOAT32);
    Arrays.fill(linear.weight().value().data(), 1f);
    Arrays.fill(linear.bias().value().data(), 0f);
    linear.weight().unpack();
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(1, 6), new float[] {1, 2, 3, 4, 5, 6}));
      assertArrayEquals(new float[] {21, 21, 21, 21}, linear.forward(x).value().toArray());
    }
  }

  @Test
  void onlyAMatrixOfParametersCanBePacked() {
    Variable vector = Variable.parameter(Tensor.zeros(3));
    Exception refused =
        assertThrows(IllegalStateException.class, () -> vector.pack(Precision.FLOAT32));
    assertEquals(
        "expected a parameter that is a matrix to pack, found Parameter[3]", refused.getMessage());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable input = tape.constant(Tensor.zeros(2, 2));
      assertThrows(IllegalStateException.class, () -> input.pack(Precision.FLOAT32));
    }
  }
}
