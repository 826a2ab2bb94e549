// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.AttentionMask;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class TransformerTest {
  private static RandomStream init() {
    return RandomStream.of(3, "init");
  }

  private static List<String> names(Layer layer) {
    return layer.parameters().stream().map(Parameter::name).toList();
  }

  @Test
  void namesAreThoseOfPyTorch() {
    assertEquals(
        List.of("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"),
        names(new MultiheadAttention(MultiheadAttention.Options.of(6, 2), init())));
    assertEquals(
        List.of("q_proj_weight", "k_proj_weight", "v_proj_weight", "out_proj.weight"),
        names(
            new MultiheadAttention(
                MultiheadAttention.Options.of(6, 2).withKeysAndValues(5, 6).withBias(false),
                init())));
    TransformerEncoder encoder =
        new TransformerEncoder(
            TransformerEncoderLayer.Options.of(6, 2, 8).withNormFirst(true), 2, init());
    assertTrue(
        names(encoder)
            .containsAll(
                List.of(
                    "layers.0.self_attn.in_proj_weight",
                    "layers.1.linear2.bias",
                    "layers.1.norm2.weight",
                    "norm.bias")));
    Bert bert = new Bert(new BertOptions(9, 5, 2, 6, 2, 2, 8, 0, 1e-12), init());
    assertTrue(
        names(bert)
            .containsAll(
                List.of(
                    "embeddings.word_embeddings.weight",
                    "embeddings.LayerNorm.weight",
                    "encoder.layer.1.attention.self.query.weight",
                    "encoder.layer.0.attention.output.LayerNorm.bias",
                    "encoder.layer.1.intermediate.dense.weight",
                    "encoder.layer.1.output.dense.bias",
                    "pooler.dense.weight")));
  }

  @Test
  void gradientsOfAttention() {
    boolean[] padding = {false, true, false, false, false, true, false, false};
    AttentionMask mask = AttentionMask.NONE.withKeyPadding(padding);
    MultiheadAttention self =
        new MultiheadAttention(MultiheadAttention.Options.of(4, 2).withDropout(0.3), init());
    GradientCheck.check(
        (tape, x) -> self.forward(x[0], AttentionMask.CAUSAL),
        self.parameters(),
        random("x", 2, 3, 4));
    GradientCheck.check(
        (tape, x) -> self.forward(x[0], x[1], x[1], mask),
        self.parameters(),
        random("q", 2, 3, 4),
        random("k", 2, 4, 4));
    MultiheadAttention cross =
        new MultiheadAttention(MultiheadAttention.Options.of(4, 2).withKeysAndValues(3, 5), init());
    GradientCheck.check(
        (tape, x) -> cross.forward(x[0], x[1], x[2], mask),
        cross.parameters(),
        random("q", 2, 3, 4),
        random("k", 2, 4, 3),
        random("v", 2, 4, 5));
    GradientCheck.check(
        (tape, x) -> cross.forwardWithWeights(x[0], x[1], x[2], mask).meanWeights(),
        random("q", 2, 3, 4),
        random("k", 2, 4, 3),
        random("v", 2, 4, 5));
  }

  @Test
  void gradientsOfEncoders() {
    for (boolean normFirst : new boolean[] {false, true}) {
      TransformerEncoder encoder =
          new TransformerEncoder(
              TransformerEncoderLayer.Options.of(4, 2, 5)
                  .withActivation(Activation.GELU)
                  .withEps(0.1)
                  .withNormFirst(normFirst),
              2,
              init());
      GradientCheck.check(
          (tape, x) -> encoder.forward(x[0], AttentionMask.CAUSAL), random("x", 2, 3, 4));
    }
  }

  /** Attention with weights gives the output of that without, and its weights are a mean each. */
  @Test
  void weightsAreWhatTheOutputWasMadeWith() {
    MultiheadAttention attention =
        new MultiheadAttention(MultiheadAttention.Options.of(8, 2), init());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 2, 5, 8));
      MultiheadAttention.Result result =
          attention.forwardWithWeights(x, x, x, AttentionMask.CAUSAL);
      Variable y = attention.forward(x, AttentionMask.CAUSAL);
      assertArrayEquals(y.value().toArray(), result.output().value().toArray());
      assertEquals(Shape.of(2, 2, 5, 5), result.weights().shape());
      Tensor mean = result.meanWeights().value();
      assertEquals(Shape.of(2, 5, 5), mean.shape());
      for (int row = 0; row < 10; row++) {
        float sum = 0;
        for (int key = 0; key < 5; key++) {
          sum += mean.data()[5 * row + key];
        }
        assertEquals(1f, sum, 1e-6f);
      }
    }
  }

  /** What is padding cannot be told from the outputs of the other positions. */
  @Test
  void paddingIsNotSeen() {
    Bert bert = new Bert(new BertOptions(9, 5, 2, 6, 2, 2, 8, 0.1, 1e-12), init());
    boolean[] padding = {false, false, false, true, true};
    int[][] sequences = {{1, 2, 3, 4, 5}, {1, 2, 3, 8, 0}, {1, 2, 3}};
    float[][] first = new float[3][];
    for (int i = 0; i < 3; i++) {
      try (Tape tape = Tape.inference(new TensorPool())) {
        IntTensor ids = new IntTensor(Shape.of(1, sequences[i].length), sequences[i]);
        Variable y = bert.forward(tape, ids, null, i < 2 ? padding : null);
        assertEquals(Shape.of(1, 6), bert.pooled(y).shape());
        first[i] = Arrays.copyOf(y.value().toArray(), 18);
      }
    }
    assertArrayEquals(first[0], first[1]);
    assertArrayEquals(first[2], first[0], 1e-6f);
  }

  @Test
  void dropoutIsForTraining() {
    TransformerEncoderLayer layer =
        new TransformerEncoderLayer(TransformerEncoderLayer.Options.of(4, 2, 8), init());
    Tensor x = random("x", 2, 3, 4);
    float[] served = output(layer, Tape.inference(new TensorPool()), x);
    assertArrayEquals(served, output(layer, Tape.gradients(new TensorPool()), x));
    float[] trained = output(layer, Tape.training(new TensorPool(), 1, 1), x);
    assertFalse(Arrays.equals(served, trained));
    assertArrayEquals(trained, output(layer, Tape.training(new TensorPool(), 1, 1), x));
    assertFalse(Arrays.equals(trained, output(layer, Tape.training(new TensorPool(), 1, 2), x)));
  }

  private static float[] output(TransformerEncoderLayer layer, Tape tape, Tensor x) {
    try (tape) {
      return layer.forward(tape.constant(x), AttentionMask.NONE).value().toArray();
    }
  }

  @Test
  void attentionStartsAsInPyTorch() {
    MultiheadAttention attention =
        new MultiheadAttention(MultiheadAttention.Options.of(16, 2), init());
    for (Parameter parameter : attention.parameters()) {
      float[] values = ((Parameter.Dense) parameter).variable().value().toArray();
      double largest = 0;
      for (float value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
      // Xavier over a matrix of 48 by 16; fan-in of 16; biases of 0.
      double bound =
          parameter.name().equals("in_proj_weight")
              ? Math.sqrt(6.0 / 64)
              : parameter.name().equals("out_proj.weight") ? 0.25 : 0;
      assertTrue(largest <= bound && largest >= 0.95 * bound, parameter.name() + ": " + largest);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused("heads 4", () -> MultiheadAttention.Options.of(6, 4));
    refused("heads 0", () -> MultiheadAttention.Options.of(6, 0));
    refused("hidden 6", () -> new BertOptions(9, 5, 2, 6, 2, 4, 8, 0, 1e-12));
    MultiheadAttention attention =
        new MultiheadAttention(MultiheadAttention.Options.of(6, 2), init());
    Bert bert = new Bert(new BertOptions(9, 5, 2, 6, 1, 2, 8, 0, 1e-12), init());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 3, 6));
      Variable narrow = tape.constant(Tensor.zeros(2, 3, 5));
      refused("value", () -> attention.forward(x, x, narrow, AttentionMask.NONE));
      IntTensor ids = new IntTensor(Shape.of(1, 6), new int[6]);
      refused("[5, 6]", () -> bert.forward(tape, ids, null, null));
      IntTensor types = new IntTensor(Shape.of(1, 5), new int[5]);
      refused("[1, 5]", () -> bert.forward(tape, ids, types, null));
    }
  }

  private static void refused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void noMaskIsTheMaskThatHidesNothing() {
    TransformerEncoder encoder =
        new TransformerEncoder(TransformerEncoderLayer.Options.of(6, 2, 8), 2, init());
    MultiheadAttention attention =
        new MultiheadAttention(MultiheadAttention.Options.of(6, 2), init());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 2, 3, 6));
      assertArrayEquals(
          encoder.forward(x, AttentionMask.NONE).value().toArray(),
          encoder.forward(x, null).value().toArray());
      assertArrayEquals(
          attention.forwardWithWeights(x, x, x, AttentionMask.NONE).weights().value().toArray(),
          attention.forwardWithWeights(x, x, x, null).weights().value().toArray());
      assertNamed("a key,", () -> attention.forward(x, null, x, null));
      assertNamed("a query,", () -> attention.forward(null, x, x, null));
      assertNamed(
          "flags valid,",
          () ->
              SoftmaxLosses.listwiseSoftmax(
                  x, Tensor.zeros(2, 3, 6), null, SoftmaxLosses.ListTarget.SOFTMAX));
    }
  }

  private static void assertNamed(String expected, Executable action) {
    String message = assertThrows(NullPointerException.class, action).getMessage();
    assertTrue(message.contains(expected) && message.contains("found null"), message);
  }
}
