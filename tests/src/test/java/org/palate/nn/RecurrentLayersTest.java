// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.recurrence.RecurrentOutput;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class RecurrentLayersTest {
  private static final RecurrentOptions TWO_WAYS =
      RecurrentOptions.DEFAULT.withLayers(2).withBidirectional(true);

  private static RandomStream random() {
    return RandomStream.of(1, "layers");
  }

  /** The names and shapes of torch.nn.LSTM(3, 4, num_layers=2, bidirectional=True). */
  @Test
  void parametersHavePyTorchsNamesAndShapes() {
    List<String> expected =
        List.of(
            "weight_ih_l0 [16, 3]",
            "weight_hh_l0 [16, 4]",
            "bias_ih_l0 [16]",
            "bias_hh_l0 [16]",
            "weight_ih_l0_reverse [16, 3]",
            "weight_hh_l0_reverse [16, 4]",
            "bias_ih_l0_reverse [16]",
            "bias_hh_l0_reverse [16]",
            "weight_ih_l1 [16, 8]",
            "weight_hh_l1 [16, 4]",
            "bias_ih_l1 [16]",
            "bias_hh_l1 [16]",
            "weight_ih_l1_reverse [16, 8]",
            "weight_hh_l1_reverse [16, 4]",
            "bias_ih_l1_reverse [16]",
            "bias_hh_l1_reverse [16]");
    assertEquals(expected, names(new Lstm(3, 4, TWO_WAYS, random())));
    assertEquals(
        List.of("weight_ih_l0 [12, 3]", "weight_hh_l0 [12, 4]"),
        names(new Gru(3, 4, RecurrentOptions.DEFAULT.withBias(false), random())));
  }

  private static List<String> names(Layer layer) {
    return layer.parameters().stream().map(p -> p.name() + " " + p.shape()).toList();
  }

  @Test
  void gradientsThroughLayersDirectionsAndDropout() {
    Lstm lstm = new Lstm(2, 2, TWO_WAYS.withDropout(0.3), random());
    GradientCheck.check(
        (tape, x) -> lstm.forward(x[0], new int[] {4, 2}, null, null).y(),
        lstm.parameters(),
        GradientCheck.random("x", 2, 4, 2));
  }

  /** The last output of a full sequence is its final state, layer above layer. */
  @Test
  void statesAreLayerByLayerAndDirectionByDirection() {
    Gru gru = new Gru(3, 4, TWO_WAYS, random());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(GradientCheck.random("x", 2, 5, 3));
      RecurrentOutput output = gru.forward(x);
      assertEquals(Shape.of(2, 5, 8), output.y().shape());
      assertEquals(Shape.of(4, 2, 4), output.hidden().shape());
      for (int sequence = 0; sequence < 2; sequence++) {
        for (int i = 0; i < 4; i++) {
          Tensor y = output.y().value();
          Tensor states = output.hidden().value();
          assertEquals(y.get(sequence, 4, i), states.get(2, sequence, i));
          assertEquals(y.get(sequence, 0, 4 + i), states.get(3, sequence, i));
        }
      }
    }
  }

  /** What was computed in two parts, the state handed on, is what is computed at once. */
  @Test
  void aStateHandedOnContinuesTheSequence() {
    Lstm lstm = new Lstm(3, 4, random());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Tensor x = GradientCheck.random("x", 1, 6, 3);
      RecurrentOutput whole = lstm.forward(tape.constant(x));
      float[] first = Arrays.copyOf(x.data(), 9);
      float[] second = Arrays.copyOfRange(x.data(), 9, 18);
      RecurrentOutput begun = lstm.forward(tape.constant(Tensor.of(Shape.of(1, 3, 3), first)));
      RecurrentOutput ended =
          lstm.forward(
              tape.constant(Tensor.of(Shape.of(1, 3, 3), second)),
              null,
              begun.hidden(),
              begun.cell());
      assertArrayEquals(whole.hidden().value().toArray(), ended.hidden().value().toArray(), 1e-6f);
      assertArrayEquals(whole.cell().value().toArray(), ended.cell().value().toArray(), 1e-6f);
    }
  }

  @Test
  void statesOfAnotherShapeAreRefused() {
    Lstm lstm = new Lstm(3, 4, TWO_WAYS, random());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 5, 3));
      Variable state = tape.constant(Tensor.zeros(1, 2, 4));
      assertEquals(
          "h0: expected [layers * directions, batch, hidden] = [4, 2, 4], found [1, 2, 4]",
          assertThrows(IllegalArgumentException.class, () -> lstm.forward(x, null, state, null))
              .getMessage());
    }
  }

  @Test
  void noLayersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> RecurrentOptions.DEFAULT.withLayers(0));
  }

  @Test
  void anAttentionThatIsNullIsNamed() {
    RandomStream random = RandomStream.of(1, "init");
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(1, 2, 3));
      for (AttentionGru.Kind kind : AttentionGru.Kind.values()) {
        AttentionGru layer = new AttentionGru(3, 4, kind, random);
        String message =
            assertThrows(NullPointerException.class, () -> layer.forward(x, null, null))
                .getMessage();
        assertEquals("expected an attention, found null", message);
      }
    }
  }
}
