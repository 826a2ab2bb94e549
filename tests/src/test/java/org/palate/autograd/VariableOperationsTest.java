// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.positive;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class VariableOperationsTest {
  /** One layer by hand: relu of [3, -1] times [[1, 2], [3, 4]] plus [-2, 1] is [0, 3]. */
  @Test
  void aLayerReadsAsItIsThought() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable w = Variable.parameter(matrix(2, 1, 2, 3, 4));
      Variable b = Variable.parameter(Tensor.of(-2, 1));
      Variable y = tape.constant(Tensor.of(3, -1)).matmul(w).add(b).relu();
      assertArrayEquals(new float[] {0, 3}, y.value().toArray());
      tape.backward(y.square().sum());
      assertArrayEquals(new float[] {0, 18, 0, -6}, w.gradient().toArray());
      assertArrayEquals(new float[] {0, 6}, b.gradient().toArray());
    }
  }

  @Test
  void gradientsOfArithmeticWithNumbers() {
    Tensor x = random("x", 3, 5);
    GradientCheck.check((tape, v) -> v[0].add(2).mul(3).sub(1).div(0.7f).rsub(2).neg(), x);
    GradientCheck.check((tape, v) -> v[0].reciprocal(), aboveOne("x"));
  }

  @Test
  void gradientsOfPowersAndWaves() {
    Tensor x = aboveOne("x");
    GradientCheck.check((tape, v) -> v[0].pow(2.5f), x);
    GradientCheck.check((tape, v) -> v[0].pow(-1), x);
    GradientCheck.check((tape, v) -> v[0].pow(3), random("x", 3, 5));
    GradientCheck.check((tape, v) -> v[0].pow(v[1]), x, random("p", 5));
    GradientCheck.check((tape, v) -> v[0].sin().add(v[0].mul(3).cos()), random("x", 3, 5));
    GradientCheck.check((tape, v) -> v[0].erf(), random("x", 3, 5));
    GradientCheck.check((tape, v) -> v[0].norm(-1), random("x", 3, 5));
    GradientCheck.check((tape, v) -> v[0].norm(0, true), random("x", 3, 5));
  }

  @Test
  void gradientsOfChoices() {
    boolean[] mask = {true, false, false, true, true, false};
    Tensor x = random("x", 2, 3);
    Tensor y = random("y", 3);
    GradientCheck.check((tape, v) -> v[0].where(mask, v[1]), x, y);
    GradientCheck.check((tape, v) -> v[0].maskedFill(mask, 5), x);
    GradientCheck.check(
        (tape, v) -> v[0].maskedFill(new boolean[] {true, false}, Shape.of(2, 1), 5), x);
    // No draw is within a step of the bounds or of the other's element.
    GradientCheck.check((tape, v) -> v[0].clamp(-0.1f, 0.1f).add(v[0].clampMin(0)), x);
    GradientCheck.check((tape, v) -> v[0].minimum(v[1].mul(8)), x, y);
    GradientCheck.check((tape, v) -> v[0].maximum(v[1].mul(8)), x, y);
  }

  @Test
  void gradientsOfScatterTopKAndRunningSums() {
    IntTensor index = new IntTensor(Shape.of(2, 2), new int[] {2, 0, 1, 1});
    Tensor x = random("x", 2, 3);
    Tensor source = random("source", 2, 2);
    GradientCheck.check((tape, v) -> v[0].scatter(1, index, v[1]), x, source);
    GradientCheck.check((tape, v) -> v[0].scatterAdd(-1, index, v[1]), x, source);
    GradientCheck.check((tape, v) -> v[0].cumSum(0), random("x", 4, 3));
    GradientCheck.check((tape, v) -> v[0].cumSum(-1), random("x", 2, 3, 4));
    GradientCheck.check((tape, v) -> v[0].topK(2, 0).values(), random("x", 5, 3));
  }

  @Test
  void gradientsOfShapes() {
    Tensor x = random("x", 2, 1, 3);
    GradientCheck.check((tape, v) -> v[0].broadcastTo(2, 2, 4, -1), x);
    GradientCheck.check((tape, v) -> v[0].squeeze(1).unsqueeze(-1).flatten(1, 2), x);
    GradientCheck.check((tape, v) -> v[0].permute(-1, 0, 1).select(0, -1), x);
    GradientCheck.check((tape, v) -> v[0].transpose(0, 2).narrow(0, 1, 2).squeeze(), x);
    Tensor vector = random("v", 3);
    GradientCheck.check((tape, v) -> v[0].matmul(v[1]), x, vector);
    GradientCheck.check((tape, v) -> v[1].matmul(v[0].transpose(1, 2)), x, vector);
    GradientCheck.check((tape, v) -> v[0].amin(0, -1), random("x", 2, 4, 3));
  }

  @Test
  void shapesAreThoseOfPyTorch() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 1, 3));
      Variable v = tape.constant(Tensor.zeros(3));
      assertEquals(Shape.of(2, 1), x.matmul(v).shape());
      assertEquals(Shape.of(2, 1), v.matmul(x.transpose(-1, -2)).shape());
      assertEquals(Shape.SCALAR, v.matmul(v).shape());
      assertEquals(Shape.of(2, 3), x.squeeze().shape());
      assertEquals(Shape.of(2, 1, 3), x.squeeze(0).shape());
      assertEquals(Shape.of(2, 1, 3, 1), x.unsqueeze(-1).shape());
      assertEquals(Shape.of(6), x.flatten().shape());
      assertEquals(Shape.of(2, 3), x.flatten(-2, -1).shape());
      assertEquals(Shape.of(3, 2, 1), x.permute(-1, 0, 1).shape());
      assertEquals(Shape.of(2, 1), x.select(-1, -1).shape());
      assertEquals(Shape.of(2, 1), x.argmax(-1).shape());
      assertEquals(Shape.of(2, 1), x.max(-1).values().shape());
      assertEquals(Shape.of(2, 1, 1), x.sum(-1, true).shape());
      assertEquals(Shape.of(1), x.mean(0, 2).shape());
      assertEquals(Shape.of(2, 2, 1, 3), Variable.stack(0, x, x).shape());
      assertEquals(Shape.of(4, 1, 3), Variable.concat(0, x, x).shape());
      assertThrows(IllegalArgumentException.class, () -> x.broadcastTo(3, 1, 3));
      assertThrows(IndexOutOfBoundsException.class, () -> x.unsqueeze(4));
      assertThrows(IndexOutOfBoundsException.class, () -> x.select(0, 2));
      assertThrows(IllegalArgumentException.class, () -> x.topK(4, -1));
    }
  }

  /** As in PyTorch: NaN is the largest; of equal elements the first. */
  @Test
  void topKOrdersByValueThenByPosition() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(-0f, 3, 0, Float.NaN, 3, Float.NEGATIVE_INFINITY));
      TopK top = x.topK(6, 0);
      assertEquals(IntTensor.of(3, 1, 4, 0, 2, 5), top.positions());
      assertEquals(-0f, top.values().value().get(3));
      assertEquals(3, x.argmax(0).data()[0]);
      assertEquals(1, tape.constant(Tensor.of(1, 3, 3)).argmax(0).data()[0]);
    }
  }

  @Test
  void clampKeepsNaNAndTheUpperBoundCountsWhereTheyCross() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.of(Float.NaN, -1, 0, 1, 2));
      Variable y = x.clamp(0, 1);
      assertArrayEquals(new float[] {Float.NaN, 0, 0, 1, 1}, y.value().toArray());
      tape.backward(y.sum());
      assertArrayEquals(new float[] {0, 0, 1, 1, 0}, x.gradient().toArray());
      assertArrayEquals(new float[] {Float.NaN, 1, 1, 1, 1}, x.clamp(3, 1).value().toArray());
    }
  }

  /** 2^0's slope is 0, and 0^2's slope in the exponent is 0 and not 0 times minus infinity. */
  @Test
  void powersAtTheirCornersHavePyTorchsGradients() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.of(2, 0, 0));
      Variable p = tape.input(Tensor.of(0, 2, 0));
      Variable y = x.pow(p);
      assertArrayEquals(new float[] {1, 0, 1}, y.value().toArray());
      tape.backward(y.sum());
      assertArrayEquals(new float[] {0, 0, 0}, x.gradient().toArray());
      assertArrayEquals(new float[] {0.6931472f, 0, 0}, p.gradient().toArray());
    }
  }

  /** Of two elements for one place the last stays, and it alone has a gradient. */
  @Test
  void whatScatterOverwroteHasNoGradient() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.of(1, 2, 3));
      Variable source = tape.input(Tensor.of(10, 20));
      Variable y = x.scatter(0, IntTensor.of(1, 1), source);
      assertArrayEquals(new float[] {1, 20, 3}, y.value().toArray());
      tape.backward(y.sum());
      assertArrayEquals(new float[] {1, 0, 1}, x.gradient().toArray());
      assertArrayEquals(new float[] {0, 1}, source.gradient().toArray());
      Exception wrong =
          assertThrows(
              IllegalArgumentException.class, () -> x.scatterAdd(0, IntTensor.of(1), source));
      assertEquals(
          "scatterAdd: expected a source of the index's shape [1], found [2]", wrong.getMessage());
    }
  }

  /** 2^24 + 1 is no float, so a running sum in floats would stay at 2^24. */
  @Test
  void runningSumsAreRoundedOnceEach() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(0x1p24f, 1, 1, 1));
      assertArrayEquals(
          new float[] {0x1p24f, 0x1p24f, 0x1p24f + 2, 0x1p24f + 4}, x.cumSum(0).value().toArray());
    }
  }

  @Test
  void dropoutDropsOnlyWhereTheTapeTrains() {
    Tensor ones = Tensor.full(1, 64);
    try (Tape tape = Tape.training(new TensorPool(), 1, 1)) {
      float kept = tape.constant(ones).dropout(0.5).sum().value().item();
      assertEquals(0, kept % 2);
      assertEquals(64, kept, 32);
    }
    try (Tape tape = Tape.gradients(new TensorPool())) {
      assertEquals(64, tape.constant(ones).dropout(0.5).sum().value().item());
    }
  }

  @Test
  void masksThatDoNotFitAreNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 2));
      Exception few =
          assertThrows(IllegalArgumentException.class, () -> x.maskedFill(new boolean[3], 0));
      assertEquals("maskedFill: expected 4 flags for shape [2, 2], found 3", few.getMessage());
      Exception large =
          assertThrows(
              IllegalArgumentException.class,
              () -> x.maskedFill(new boolean[8], Shape.of(2, 2, 2), 0));
      assertEquals(
          "maskedFill: expected a mask that fits [2, 2], found [2, 2, 2]", large.getMessage());
    }
  }

  @Test
  void aVariablePrintsItsKindItsShapeAndItsValue() {
    assertEquals("Parameter[2] [1. 2.]", Variable.parameter(Tensor.of(1, 2)).toString());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(matrix(2, 1, 2, 3, 4));
      assertEquals("Variable[2, 2]\n[[1. 2.]\n [3. 4.]]", x.toString());
      assertEquals("Variable[] 10.0", x.sum().toString());
    }
  }

  private static Tensor matrix(int columns, float... values) {
    return Tensor.of(values).reshape(-1, columns);
  }

  /** Values in [1.25, 2.25). */
  private static Tensor aboveOne(String name) {
    Tensor x = positive(name, 3, 5);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] += 1;
    }
    return x;
  }
}
