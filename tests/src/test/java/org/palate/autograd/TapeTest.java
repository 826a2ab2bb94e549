// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class TapeTest {
  private final TensorPool pool = new TensorPool();

  @Test
  void aTensorUsedAfterItsStepSaysSo() {
    Variable y;
    Tensor kept;
    try (Tape tape = Tape.inference(pool)) {
      y = Arithmetic.scale(tape.constant(Tensor.of(1, 2)), 3f);
      kept = y.value().copy();
    }
    Tensor ended = y.value();
    String message = assertThrows(IllegalStateException.class, ended::data).getMessage();
    assertTrue(message.contains("step that has ended"), message);
    assertTrue(ended.toString().contains("ended step"));
    assertArrayEquals(new float[] {3, 6}, kept.data());
    Variable late = y;
    assertThrows(IllegalStateException.class, () -> Activations.relu(late));
  }

  @Test
  void aTapeThatIsClosedGivesNoMemory() {
    Tape tape = Tape.inference(pool);
    tape.close();
    assertThrows(IllegalStateException.class, () -> tape.take(3));
    assertThrows(IllegalStateException.class, () -> tape.zeros(3));
  }

  @Test
  void memoryIsReusedFromTheSecondStepOn() {
    Variable weight = Variable.parameter(Tensor.full(0.1f, 30, 50));
    Variable bias = Variable.parameter(Tensor.zeros(30));
    long held = 0;
    for (int step = 0; step < 5; step++) {
      try (Tape tape = Tape.training(pool, 1, step)) {
        Variable x = tape.input(Tensor.full(1f, 70, 50));
        Variable y = Activations.sigmoid(Products.linear(x, weight, bias));
        tape.backward(Reductions.mean(Arithmetic.mul(y, y)));
      }
      if (step == 0) {
        held = pool.bytesHeld();
        assertTrue(held > 0);
      }
      assertEquals(held, pool.bytesHeld(), "after step " + step);
    }
  }

  @Test
  void variablesOfTwoTapesDoNotMix() {
    try (Tape one = Tape.gradients(pool);
        Tape two = Tape.gradients(new TensorPool())) {
      Variable a = one.input(Tensor.of(1, 2));
      Variable b = two.input(Tensor.of(1, 2));
      String message =
          assertThrows(IllegalArgumentException.class, () -> Arithmetic.add(a, b)).getMessage();
      assertTrue(message.contains("found two tapes"), message);
    }
  }

  @Test
  void parametersAloneAreOnNoTape() {
    Variable a = Variable.parameter(Tensor.of(1, 2));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Activations.relu(a)).getMessage();
    assertTrue(message.contains("Tape.constant"), message);
    try (Tape tape = Tape.gradients(pool)) {
      Variable used = tape.use(a);
      tape.backward(Arithmetic.scale(Layout.slice(used, 0, 1, 2), 3f));
      assertArrayEquals(new float[] {0, 3}, a.gradient().toArray());
      assertThrows(IllegalArgumentException.class, () -> tape.use(used));
    }
  }

  @Test
  void anInferenceTapeRecordsNothing() {
    Variable weight = Variable.parameter(Tensor.full(1f, 2, 2));
    try (Tape tape = Tape.inference(pool)) {
      assertFalse(tape.recording() || tape.training());
      Variable y = Products.linear(tape.input(Tensor.of(1, 2)), weight, null);
      assertFalse(y.requiresGradient());
      Variable loss = Reductions.sum(y);
      assertThrows(IllegalStateException.class, () -> tape.backward(loss));
    }
    assertFalse(weight.hasGradient());
    assertThrows(IllegalStateException.class, weight::gradient);
  }

  @Test
  void backwardStartsFromOneNumberOrAnUpstreamGradientOfTheShape() {
    try (Tape tape = Tape.gradients(pool)) {
      Variable x = tape.input(Tensor.of(1, 2));
      Variable y = Arithmetic.scale(x, 2f);
      String message =
          assertThrows(IllegalArgumentException.class, () -> tape.backward(y)).getMessage();
      assertTrue(message.contains("[2]"), message);
      assertThrows(
          IllegalArgumentException.class, () -> tape.backward(y, Tensor.zeros(Shape.of(2, 1))));
      tape.backward(y, Tensor.of(1, 10));
      assertArrayEquals(new float[] {2, 20}, x.gradient().toArray());
    }
  }

  @Test
  void constantsAndFixedVariablesGetNoGradient() {
    Variable fixed = Variable.fixed(Tensor.of(3, 4));
    try (Tape tape = Tape.gradients(pool)) {
      Variable constant = tape.constant(Tensor.of(1, 2));
      Variable x = tape.input(Tensor.of(5, 6));
      Variable y = Arithmetic.multiplyAdd(constant, x, fixed);
      tape.backward(Reductions.sum(y));
      assertFalse(constant.hasGradient() || fixed.hasGradient());
      assertArrayEquals(new float[] {1, 2}, x.gradient().toArray());
    }
  }

  @Test
  void aParametersGradientAddsUpUntilItIsCleared() {
    Variable weight = Variable.parameter(Tensor.of(1, 1));
    for (int step = 1; step <= 3; step++) {
      try (Tape tape = Tape.gradients(pool)) {
        Variable x = tape.constant(Tensor.of(2, 3));
        tape.backward(Reductions.sum(Arithmetic.mul(x, weight)));
      }
      assertArrayEquals(new float[] {2 * step, 3 * step}, weight.gradient().toArray());
    }
    weight.clearGradient();
    assertFalse(weight.hasGradient());
    try (Tape tape = Tape.gradients(pool)) {
      Variable x = tape.constant(Tensor.of(5, 7));
      tape.backward(Reductions.sum(Arithmetic.mul(x, weight)));
    }
    assertArrayEquals(new float[] {5, 7}, weight.gradient().toArray());
  }

  @Test
  void randomNumbersOfAStepDependOnSeedStepPurposeAndPlaceAlone() {
    long[] first = new long[2];
    try (Tape tape = Tape.training(pool, 5, 9)) {
      RandomStream one = tape.random("dropout");
      RandomStream two = tape.random("dropout");
      first[0] = one.nextLong();
      first[1] = two.nextLong();
    }
    assertTrue(first[0] != first[1]);
    try (Tape tape = Tape.training(new TensorPool(), 5, 9)) {
      assertEquals(first[0], tape.random("dropout").nextLong());
      assertEquals(first[1], tape.random("dropout").nextLong());
    }
    try (Tape tape = Tape.training(pool, 5, 10)) {
      assertTrue(first[0] != tape.random("dropout").nextLong());
    }
    try (Tape tape = Tape.training(pool, 6, 9)) {
      assertTrue(first[0] != tape.random("dropout").nextLong());
    }
  }

  @Test
  void twoLossesThatShareNoResultAddUpTheirGradients() {
    Variable weight = Variable.parameter(Tensor.of(2, 3));
    try (Tape tape = Tape.gradients(pool)) {
      Variable x = tape.input(Tensor.of(5, 7));
      Variable first = Reductions.sum(Arithmetic.mul(x, weight));
      Variable second = Reductions.sum(Arithmetic.scale(Arithmetic.mul(x, weight), 10f));
      tape.backward(first);
      tape.backward(second);
      assertArrayEquals(new float[] {55, 77}, weight.gradient().toArray());
      assertArrayEquals(new float[] {22, 33}, x.gradient().toArray());
    }
  }

  @Test
  void aSecondBackwardOverTheSameResultsSaysWhatToDo() {
    Variable weight = Variable.parameter(Tensor.of(2, 3));
    try (Tape tape = Tape.gradients(pool)) {
      Variable shared = Arithmetic.mul(tape.constant(Tensor.of(5, 7)), weight);
      Variable first = Reductions.sum(shared);
      Variable second = Reductions.mean(shared);
      tape.backward(first);
      assertFreed(() -> tape.backward(first));
      assertFreed(() -> tape.backward(second));
      Variable later = Reductions.sum(Arithmetic.scale(shared, 2f));
      assertFreed(() -> tape.backward(later));
      assertArrayEquals(new float[] {5, 7}, weight.gradient().toArray());
    }
  }

  private static void assertFreed(Executable action) {
    String message = assertThrows(IllegalStateException.class, action).getMessage();
    assertTrue(message.contains("an earlier backward on this tape"), message);
    assertTrue(message.contains("sum of the losses"), message);
  }

  @Test
  void aBackwardThatFailedHalfwayIsNotGoneOnFrom() {
    Variable weight = Variable.parameter(Tensor.of(2, 3));
    try (Tape tape = Tape.gradients(pool)) {
      Variable y = Arithmetic.scale(tape.use(weight), 4f);
      Variable other = Reductions.sum(y);
      Variable broken =
          tape.record(
              Tensor.of(1f),
              g -> {
                y.addGradient(Tensor.of(1, 1));
                throw new IllegalStateException("a fault");
              },
              y);
      assertThrows(IllegalStateException.class, () -> tape.backward(broken));
      assertFreed(() -> tape.backward(other));
      assertFalse(weight.hasGradient());
    }
  }

  @Test
  void backwardRefusesWhatItCannotStartFrom() {
    Variable weight = Variable.parameter(Tensor.of(3f));
    Tape tape = Tape.gradients(pool);
    try (Tape other = Tape.gradients(new TensorPool())) {
      Variable foreign = Arithmetic.mul(other.input(Tensor.of(2f)), weight);
      assertRefused("of another tape", () -> tape.backward(foreign));
      assertRefused("of no tape", () -> tape.backward(weight));
      Variable constant = Arithmetic.scale(tape.constant(Tensor.of(2f)), 3f);
      assertRefused("reaches nothing that requires a gradient", () -> tape.backward(constant));
      assertFalse(foreign.hasGradient() || weight.hasGradient() || constant.hasGradient());
    }
    Variable y = Arithmetic.mul(tape.input(Tensor.of(2f)), weight);
    tape.close();
    for (Executable late :
        new Executable[] {() -> tape.backward(y), () -> tape.backward(y, Tensor.of(1f))}) {
      String message = assertThrows(IllegalStateException.class, late).getMessage();
      assertTrue(message.contains("call backward before close"), message);
    }
  }

  private static void assertRefused(String expected, Executable action) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void aVariableThatIsNullIsNamedByItsPlace() {
    try (Tape tape = Tape.inference(pool)) {
      Variable x = tape.constant(Tensor.of(1, 2));
      String message =
          assertThrows(NullPointerException.class, () -> Tape.of(x, null)).getMessage();
      assertTrue(message.contains("null as number 2 of 2"), message);
    }
  }
}
