// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.layer.TargetAttention.Weighting;
import org.palate.layer.operation.TargetComparison;
import org.palate.nn.Activation;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class TargetAttentionTest {
  private static final boolean[] PADDING = {false, false, true, true, true, true};

  private static TargetAttention layer(Weighting weighting) {
    return new TargetAttention(
        3, List.of(5, 4), Activation.SIGMOID, weighting, 0.7, RandomStream.of(2, "init"));
  }

  @Test
  void gradients() {
    Tensor target = random("target", 2, 3);
    Tensor history = random("history", 2, 3, 3);
    for (Weighting weighting : Weighting.values()) {
      TargetAttention layer = layer(weighting);
      for (boolean[] padding : new boolean[][] {PADDING, null}) {
        GradientCheck.check(
            (tape, x) -> layer.forward(x[0], x[1], padding).output(),
            layer.parameters(),
            target,
            history);
      }
      GradientCheck.check(
          (tape, x) -> layer.forward(x[0], x[1], PADDING).weights(), target, history);
    }
  }

  @Test
  void theComparisonEqualsItsComposition() {
    Tensor target = random("target", 3, 5);
    Tensor history = random("history", 3, 4, 5);
    Tensor upstream = random("upstream", 3, 4, 20);
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable[] fused = {tape.input(target), tape.input(history)};
      Variable y = TargetComparison.of(fused[0], fused[1]);
      tape.backward(y, upstream);
      Variable[] apart = {tape.input(target), tape.input(history)};
      Variable q = Layout.reshape(apart[0], 3, 1, 5);
      Variable repeated = Layout.concat(1, q, q, q, q);
      Variable k = apart[1];
      Variable z =
          Layout.concat(2, repeated, k, Arithmetic.sub(repeated, k), Arithmetic.mul(repeated, k));
      tape.backward(z, upstream);
      assertArrayEquals(z.value().toArray(), y.value().toArray());
      for (int i = 0; i < 2; i++) {
        float[] expected = apart[i].gradient().toArray();
        assertArrayEquals(expected, fused[i].gradient().toArray(), 2e-6f, "input " + i);
      }
    }
  }

  @Test
  void anEmptyHistoryGivesNothingAndPaddingCountsNothing() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable target = tape.constant(random("target", 2, 3));
      Variable history = tape.constant(random("history", 2, 3, 3));
      Variable firstTwo = Layout.slice(Layout.slice(history, 0, 0, 1), 1, 0, 2);
      for (Weighting weighting : Weighting.values()) {
        TargetAttention layer = layer(weighting);
        AttentionResult attended = layer.forward(target, history, PADDING);
        float[] y = attended.output().value().toArray();
        float[] w = attended.weights().value().toArray();
        AttentionResult shorter = layer.forward(Layout.slice(target, 0, 0, 1), firstTwo, null);
        float[] expected = shorter.output().value().toArray();
        for (int d = 0; d < 3; d++) {
          assertEquals(expected[d], y[d], 1e-6f);
          assertEquals(0, y[3 + d], 1e-30f);
          assertEquals(0, w[3 + d], 1e-30f);
        }
        assertEquals(0, w[2], 1e-30f);
      }
    }
  }

  @Test
  void aSoftmaxForgetsHowStrongAnInterestIsAndScoresDoNot() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable target = tape.constant(random("target", 1, 3));
      Variable once = tape.constant(random("history", 1, 1, 3));
      Variable twice = Layout.concat(1, once, once);
      TargetAttention softmax = layer(Weighting.SOFTMAX);
      TargetAttention scores = layer(Weighting.SCORES);
      assertArrayEquals(
          softmax.forward(target, once, null).output().value().toArray(),
          softmax.forward(target, twice, null).output().value().toArray(),
          1e-6f);
      assertArrayEquals(
          Arithmetic.scale(scores.forward(target, once, null).output(), 2).value().toArray(),
          scores.forward(target, twice, null).output().value().toArray(),
          1e-6f);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TargetAttention layer = layer(Weighting.SCORES);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable target = tape.constant(Tensor.zeros(2, 3));
      Variable history = tape.constant(Tensor.zeros(2, 3, 3));
      Variable wider = tape.constant(Tensor.zeros(Shape.of(2, 3, 4)));
      assertThrows(IllegalArgumentException.class, () -> layer.forward(target, wider, null));
      assertThrows(IllegalArgumentException.class, () -> layer.forward(history, history, null));
      assertThrows(
          IllegalArgumentException.class,
          () -> layer.forward(target, history, new boolean[] {true}));
    }
  }

  @Test
  void shapesThatDoNotFitAreBothNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable target = tape.constant(random("target", 2, 3));
      Variable history = tape.constant(random("history", 2, 4));
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> layer(Weighting.SCORES).forward(target, history, null))
              .getMessage();
      assertTrue(message.endsWith("found [2, 3] and [2, 4]"), message);
    }
  }
}
