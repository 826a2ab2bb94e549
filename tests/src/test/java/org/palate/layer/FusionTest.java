// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class FusionTest {
  private static final int[] WIDTHS = {3, 5, 2};

  private static RandomStream init() {
    return RandomStream.of(2, "init");
  }

  private static List<Fusion> all(int[] widths) {
    return List.of(
        new ConcatenationFusion(widths, 4, init()),
        new GatedFusion(widths, 4, init()),
        new AttentionFusion(widths, 2, 4, init()),
        new LowRankFusion(widths, 3, 4, init()),
        new OuterFusion(widths, true, 4, init()),
        new OuterFusion(widths, false, 4, init()));
  }

  private static Tensor value(Layer layer, String name) {
    for (Parameter parameter : layer.parameters()) {
      if (parameter.name().equals(name)) {
        return ((Parameter.Dense) parameter).variable().value();
      }
    }
    throw new IllegalArgumentException(name);
  }

  @Test
  void gradients() {
    Tensor a = random("a", 0.5f, 2, 3);
    Tensor b = random("b", 0.5f, 2, 5);
    Tensor c = random("c", 0.5f, 2, 2);
    for (Fusion fusion : all(WIDTHS)) {
      GradientCheck.check((tape, x) -> fusion.forward(x), ((Layer) fusion).parameters(), a, b, c);
    }
    for (Fusion fusion : all(new int[] {3, 5})) {
      GradientCheck.check((tape, x) -> fusion.forward(x), ((Layer) fusion).parameters(), a, b);
    }
    for (Fusion fusion : all(new int[] {3})) {
      GradientCheck.check((tape, x) -> fusion.forward(x), ((Layer) fusion).parameters(), a);
    }
  }

  /** With the tensor that the factors stand for as its weights, the full form gives the same. */
  @Test
  void lowRankEqualsTheOuterProductWithTheTensorOfItsFactors() {
    int[] widths = {3, 2};
    LowRankFusion lowRank = new LowRankFusion(widths, 2, 4, init());
    OuterFusion full = new OuterFusion(widths, true, 4, init());
    value(lowRank, "bias").set(random("bias", 4));
    Tensor weight = value(full, "out.weight");
    for (int o = 0; o < 4; o++) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 3; j++) {
          float sum = 0;
          for (int r = 0; r < 2; r++) {
            sum += factor(lowRank, 0, r * 4 + o, i) * factor(lowRank, 1, r * 4 + o, j);
          }
          weight.data()[(o * 4 + i) * 3 + j] = sum;
        }
      }
    }
    value(full, "out.bias").set(value(lowRank, "bias"));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(random("a", 6, 3));
      Variable b = tape.constant(random("b", 6, 2));
      assertArrayEquals(
          full.forward(a, b).value().toArray(), lowRank.forward(a, b).value().toArray(), 1e-5f);
    }
  }

  /** Two inputs of 500 elements and 8 outputs: 4 (501 + 501) 8 + 8 numbers, for 501 501 8 + 8. */
  @Test
  void lowRankGrowsWithTheSumOfTheWidths() {
    LowRankFusion fusion = new LowRankFusion(new int[] {500, 500}, 4, 8, init());
    assertEquals(32_072, fusion.parameterCount());
  }

  /** Column {@code width} is the factor of the appended one. */
  private static float factor(LowRankFusion fusion, int modality, int row, int column) {
    Tensor weight = value(fusion, "factors." + modality + ".weight");
    return column < weight.shape().dim(1)
        ? weight.get(row, column)
        : value(fusion, "factors." + modality + ".bias").get(row);
  }

  /** A gate of sigmoid(ln 3) = 3 / 4 between tanh(1) and tanh(-1). */
  @Test
  void aGateBetweenTwoIsShared() {
    GatedFusion fusion = new GatedFusion(new int[] {1, 1}, 1, init());
    assertEquals(
        List.of(
            "modality.0.weight",
            "modality.0.bias",
            "modality.1.weight",
            "modality.1.bias",
            "gate.0.weight",
            "gate.0.bias"),
        fusion.parameters().stream().map(Parameter::name).toList());
    for (Parameter parameter : fusion.parameters()) {
      Tensor value = ((Parameter.Dense) parameter).variable().value();
      value.set(Tensor.zeros(value.shape()));
    }
    value(fusion, "modality.0.weight").data()[0] = 1;
    value(fusion, "modality.1.weight").data()[0] = -1;
    value(fusion, "gate.0.bias").data()[0] = (float) Math.log(3);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable one = tape.constant(Tensor.full(1, 1, 1));
      assertEquals(0.5 * Math.tanh(1), fusion.forward(one, one).value().item(), 1e-6);
    }
  }

  /** Three gates of sigmoid(0) = 1 / 2. */
  @Test
  void amongThreeEachHasAGateOfItsOwn() {
    GatedFusion fusion = new GatedFusion(new int[] {1, 1, 1}, 1, init());
    for (Parameter parameter : fusion.parameters()) {
      Tensor value = ((Parameter.Dense) parameter).variable().value();
      value.set(Tensor.full(parameter.name().startsWith("gate") ? 0 : 1, value.shape().toArray()));
    }
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable zero = tape.constant(Tensor.zeros(1, 1));
      float y = fusion.forward(zero, zero, zero).value().item();
      assertEquals(1.5 * Math.tanh(1), y, 1e-6);
    }
  }

  @Test
  void everyKindGivesOneVectorAndRefusesOtherModalities() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.zeros(2, 3));
      Variable b = tape.constant(Tensor.zeros(2, 5));
      Variable c = tape.constant(Tensor.zeros(2, 2));
      Variable longer = tape.constant(Tensor.zeros(3, 2));
      for (Fusion fusion : all(WIDTHS)) {
        assertEquals(Shape.of(2, 4), fusion.forward(a, b, c).shape());
        assertThrows(IllegalArgumentException.class, () -> fusion.forward(a, b));
        assertThrows(IllegalArgumentException.class, () -> fusion.forward(b, a, c));
        assertThrows(IllegalArgumentException.class, () -> fusion.forward(a, b, longer));
      }
    }
    assertThrows(IllegalArgumentException.class, () -> all(new int[0]));
    assertThrows(IllegalArgumentException.class, () -> all(new int[] {3, 0}));
    assertThrows(IllegalArgumentException.class, () -> new LowRankFusion(WIDTHS, 0, 4, init()));
    int[] wide = {2048, 2048, 2048};
    assertThrows(ArithmeticException.class, () -> new OuterFusion(wide, true, 4, init()));
  }
}
