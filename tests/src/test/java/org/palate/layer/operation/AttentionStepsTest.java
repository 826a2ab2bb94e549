// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.AttentionMask;
import org.palate.autograd.attention.Heads;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class AttentionStepsTest {
  @Test
  void gradients() {
    boolean[] blocked = new boolean[2 * 3 * 5];
    Arrays.fill(blocked, 3, 10, true);
    GradientCheck.check(
        (tape, x) -> AttentionSteps.softmax(x[0], blocked), random("scores", 2, 2, 3, 5));
    GradientCheck.check(
        (tape, x) -> AttentionSteps.scores(x[0], x[1], 2, 0.5f),
        random("queries", 2, 3, 4),
        random("keys", 2, 5, 4));
    GradientCheck.check(
        (tape, x) -> AttentionSteps.scores(x[0], x[0], 2, 0.5f), random("both", 2, 3, 4));
  }

  /** Queries 0 and 1 of two examples of three positions, of which the second's first is padding. */
  @Test
  void aPositionSeesWhatCameBeforeAndNoPadding() {
    boolean[] padding = {false, false, false, true, false, false};
    boolean t = true;
    boolean f = false;
    assertArrayEquals(
        new boolean[] {f, t, t, f, f, t, f, f, f, t, t, t, t, f, t, t, f, f},
        AttentionSteps.causal(padding, 2, 3));
    assertArrayEquals(new boolean[] {f, t, f, f}, AttentionSteps.causal(null, 1, 2));
    assertThrows(IllegalArgumentException.class, () -> AttentionSteps.causal(padding, 1, 3));
  }

  @Test
  void withNothingBetweenThemTheyAreAttention() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable q = tape.constant(random("queries", 2, 7, 6));
      Variable k = tape.constant(random("keys", 2, 7, 6));
      Variable scores = AttentionSteps.scores(q, k, 3, 0.7f);
      float[] weights =
          AttentionSteps.softmax(scores, AttentionSteps.causal(null, 2, 7)).value().toArray();
      Heads queries = Heads.sideBySide(q, 3);
      Heads keys = Heads.sideBySide(k, 3);
      Variable whole = Attention.weights(queries, keys, null, 0.7f, AttentionMask.CAUSAL, 0);
      assertArrayEquals(whole.value().toArray(), weights, 1e-6f);
    }
  }

  @Test
  void whereEverythingIsBlockedWeightsAreZero() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable scores = tape.input(Tensor.of(Shape.of(1, 1, 2, 2), new float[] {1, 1, 9, 9}));
      Variable weights = AttentionSteps.softmax(scores, new boolean[] {false, false, true, true});
      assertArrayEquals(new float[] {0.5f, 0.5f, 0, 0}, weights.value().toArray());
      tape.backward(weights, Tensor.of(Shape.of(1, 1, 2, 2), new float[] {1, 0, 1, 0}));
      assertArrayEquals(new float[] {0.25f, -0.25f, 0, 0}, scores.gradient().toArray());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable q = tape.constant(Tensor.zeros(2, 3, 6));
      Variable k = tape.constant(Tensor.zeros(2, 3, 4));
      assertThrows(IllegalArgumentException.class, () -> AttentionSteps.scores(q, k, 1, 1));
      String message =
          assertThrows(IllegalArgumentException.class, () -> AttentionSteps.scores(q, q, 4, 1))
              .getMessage();
      assertEquals(
          "expected queries [batch, n, dim] and keys [batch, m, dim], dim a multiple of 4 heads;"
              + " found [2, 3, 6] and [2, 3, 6]",
          message);
      Variable scores = tape.constant(Tensor.zeros(2, 2, 3, 5));
      assertThrows(
          IllegalArgumentException.class, () -> AttentionSteps.softmax(scores, new boolean[60]));
    }
  }
}
