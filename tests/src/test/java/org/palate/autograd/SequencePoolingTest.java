// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.SequencePooling.Mode;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class SequencePoolingTest {
  private static final boolean[] VALID = {
    false, true, true, true, false, true, false, false, false
  };

  @Test
  void gradients() {
    for (Mode mode : Mode.values()) {
      GradientCheck.check(
          (tape, x) -> SequencePooling.pool(x[0], VALID, mode), random("x", 3, 3, 4));
      GradientCheck.check(
          (tape, x) -> SequencePooling.pool(x[0], null, mode), random("x", 3, 3, 4));
    }
    GradientCheck.check((tape, x) -> RowMask.keep(x[0], VALID), random("x", 3, 3, 4));
  }

  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x =
          tape.constant(
              Tensor.of(Shape.of(2, 3, 2), new float[] {9, 9, 1, 4, 3, -2, 5, 6, 7, 8, 0, 1}));
      boolean[] valid = {false, true, true, false, false, false};
      assertPooled(new float[] {2, 1, 0, 0}, x, valid, Mode.MEAN);
      assertPooled(new float[] {4, 2, 0, 0}, x, valid, Mode.SUM);
      assertPooled(new float[] {3, 4, 0, 0}, x, valid, Mode.MAX);
      assertPooled(new float[] {9, 9, 5, 6}, x, valid, Mode.CLS);
      assertPooled(new float[] {9, 9, 7, 8}, x, null, Mode.MAX);
      float[] kept = {0, 0, 1, 4, 3, -2, 0, 0, 0, 0, 0, 0};
      assertArrayEquals(kept, RowMask.keep(x, valid).value().toArray());
      assertSame(x, RowMask.keep(x, new boolean[] {true, true, true, true, true, true}));
    }
  }

  private static void assertPooled(float[] expected, Variable x, boolean[] valid, Mode mode) {
    assertArrayEquals(expected, SequencePooling.pool(x, valid, mode).value().toArray());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 3, 4));
      Variable flat = tape.constant(Tensor.zeros(2, 3));
      boolean[] few = new boolean[5];
      assertThrows(IllegalArgumentException.class, () -> SequencePooling.pool(x, few, Mode.MEAN));
      assertThrows(
          IllegalArgumentException.class, () -> SequencePooling.pool(flat, null, Mode.CLS));
      assertThrows(IllegalArgumentException.class, () -> RowMask.keep(x, few));
    }
  }
}
