// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.SoftmaxLosses.Contrast;
import org.palate.nn.SoftmaxLosses.Correction;
import org.palate.nn.SoftmaxLosses.Hits;
import org.palate.nn.SoftmaxLosses.ListTarget;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class SoftmaxLossesTest {
  private static final Tensor USERS = random("users", 3, 4);
  private static final Tensor ITEMS = random("items", 3, 4);

  @Test
  void gradients() {
    Correction correction = new Correction(Tensor.of(-1, -2, -3), Tensor.of(-1, -0.5f));
    Hits hits = new Hits(new int[] {1, 2, 3}, new int[] {2, 7});
    GradientCheck.check(
        (tape, v) -> SoftmaxLosses.sampledSoftmax(v[0], v[1], v[2], 0.5f, correction, hits),
        USERS,
        ITEMS,
        random("negatives", 2, 4));
    GradientCheck.check(
        (tape, v) ->
            SoftmaxLosses.inBatchSoftmax(
                v[0], v[1], 0.5f, Tensor.of(-1, -2, -3), new int[] {1, 1, 2}),
        USERS,
        ITEMS);
    for (Contrast contrast : Contrast.values()) {
      GradientCheck.check(
          (tape, v) -> SoftmaxLosses.infoNce(v[0], v[1], 0.5f, contrast), USERS, ITEMS);
    }
    boolean[] valid = {
      true, true, false, true, true, true, true, false, false, false, false, false
    };
    for (ListTarget target : ListTarget.values()) {
      GradientCheck.check(
          (tape, v) -> SoftmaxLosses.listwiseSoftmax(v[0], ITEMS, valid, target), USERS);
    }
    GradientCheck.check(
        (tape, v) -> SoftmaxLosses.negativeSampling(v[0], v[1], v[2], Reduction.MEAN),
        USERS,
        ITEMS,
        random("negatives", 3, 2, 4));
  }

  /** A negative that is the positive itself does not count: nothing is left to choose, loss 0. */
  @Test
  void accidentalHitsDoNotCount() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable user = tape.input(Tensor.full(1f, 1, 2));
      Variable item = tape.input(Tensor.full(2f, 1, 2));
      Hits hits = new Hits(new int[] {5}, new int[] {5});
      Variable loss = SoftmaxLosses.sampledSoftmax(user, item, item, 1f, null, hits);
      assertEquals(0f, loss.value().item());
      Variable counted = SoftmaxLosses.sampledSoftmax(user, item, item, 1f, null, null);
      assertEquals(Math.log(2), counted.value().item(), 1e-6);
    }
  }

  /** A list of padding alone has no loss and no gradient, and its row counts in the mean. */
  @Test
  void aListOfPaddingHasNoLoss() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable scores = tape.input(Tensor.of(Shape.of(2, 2), new float[] {1, 1, 9, -9}));
      Tensor relevance = Tensor.of(Shape.of(2, 2), new float[] {1, 0, 1, 0});
      boolean[] valid = {true, true, false, false};
      Variable loss = SoftmaxLosses.listwiseSoftmax(scores, relevance, valid, ListTarget.NORMALIZE);
      assertEquals(Math.log(2) / 2, loss.value().item(), 1e-6);
      tape.backward(loss);
      assertArrayEquals(new float[] {-0.25f, 0.25f, 0, 0}, scores.gradient().toArray(), 1e-6f);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable a = tape.constant(Tensor.zeros(2, 3));
      Variable b = tape.constant(Tensor.zeros(3, 3));
      assertThrows(
          IllegalArgumentException.class, () -> SoftmaxLosses.inBatchSoftmax(a, b, 1f, null, null));
      assertThrows(
          IllegalArgumentException.class, () -> SoftmaxLosses.inBatchSoftmax(a, a, 0f, null, null));
      assertThrows(
          IllegalArgumentException.class,
          () -> SoftmaxLosses.inBatchSoftmax(a, a, 1f, null, new int[3]));
    }
  }
}
