// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.RowMask;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class AttentionTest {
  private static final float SCALE = 0.6f;

  /** Of every three keys one is padding; the first example's first key is, too. */
  private static boolean[] padding(int batch, int keys) {
    boolean[] padding = new boolean[batch * keys];
    for (int i = 0; i < padding.length; i++) {
      padding[i] = i % 3 == 0;
    }
    return padding;
  }

  private static boolean[] blocked(int queries, int keys) {
    boolean[] blocked = new boolean[queries * keys];
    for (int i = 0; i < blocked.length; i++) {
      blocked[i] = i % 5 == 2;
    }
    return blocked;
  }

  private static List<AttentionMask> masks(int batch, int queries, int keys) {
    return List.of(
        AttentionMask.NONE,
        AttentionMask.CAUSAL,
        AttentionMask.NONE.withKeyPadding(padding(batch, keys)),
        AttentionMask.CAUSAL.withBlocked(blocked(queries, keys)),
        AttentionMask.CAUSAL
            .withKeyPadding(padding(batch, keys))
            .withBlocked(blocked(queries, keys)));
  }

  @Test
  void gradientsOfHeadsApart() {
    for (AttentionMask mask : masks(2, 4, 5)) {
      for (double dropout : new double[] {0, 0.3}) {
        GradientCheck.check(
            (tape, x) ->
                Attention.attend(
                    Heads.apart(x[0]),
                    Heads.apart(x[1]),
                    Heads.apart(x[2]),
                    x[3],
                    SCALE,
                    mask,
                    dropout),
            random("q", 2, 2, 4, 3),
            random("k", 2, 2, 5, 3),
            random("v", 2, 2, 5, 2),
            random("bias", 2, 4, 5));
      }
    }
  }

  @Test
  void gradientsOfHeadsSideBySide() {
    for (AttentionMask mask : masks(2, 4, 5)) {
      GradientCheck.check(
          (tape, x) ->
              Attention.attend(
                  Heads.sideBySide(x[0], 2),
                  Heads.sideBySide(x[1], 2),
                  Heads.sideBySide(x[2], 2),
                  null,
                  SCALE,
                  mask,
                  0),
          random("q", 2, 4, 6),
          random("k", 2, 5, 6),
          random("v", 2, 5, 4));
    }
  }

  /** Parts of one variable: disjoint, with a column that none has, the same, and overlapping. */
  @Test
  void gradientsOfPartsOfOneVariable() {
    GradientCheck.check(
        (tape, x) -> ofColumns(x[0], 0, 4, 5, 9, 9, 13), random("packed", 2, 4, 13));
    GradientCheck.check((tape, x) -> ofColumns(x[0], 0, 4, 0, 4, 0, 4), random("x", 2, 4, 4));
    GradientCheck.check((tape, x) -> ofColumns(x[0], 0, 4, 4, 8, 2, 6), random("x", 2, 4, 9));
    GradientCheck.check((tape, x) -> ofColumns(x[0], 0, 4, 2, 6, 6, 8), random("x", 2, 4, 8));
    GradientCheck.check((tape, x) -> ofColumns(x[0], 0, 4, 2, 6, 4, 8), random("x", 2, 4, 8));
  }

  private static Variable ofColumns(Variable x, int q0, int q1, int k0, int k1, int v0, int v1) {
    return Attention.attend(
        Heads.columns(x, q0, q1, 2),
        Heads.columns(x, k0, k1, 2),
        Heads.columns(x, v0, v1, 2),
        null,
        SCALE,
        AttentionMask.CAUSAL,
        0);
  }

  @Test
  void gradientsOfWeights() {
    for (AttentionMask mask : masks(2, 4, 5)) {
      for (double dropout : new double[] {0, 0.3}) {
        GradientCheck.check(
            (tape, x) ->
                Attention.weights(
                    Heads.sideBySide(x[0], 2),
                    Heads.sideBySide(x[1], 2),
                    x[2],
                    SCALE,
                    mask,
                    dropout),
            random("q", 2, 4, 6),
            random("k", 2, 5, 6),
            random("bias", 2, 4, 5));
      }
    }
  }

  private record Answer(float[] y, List<float[]> gradients) {}

  private static Answer run(
      boolean fused, AttentionMask mask, double dropout, boolean biased, Tensor... inputs) {
    try (Tape tape = Tape.training(new TensorPool(), 3, 5)) {
      List<Variable> x = new ArrayList<>();
      for (Tensor input : inputs) {
        x.add(tape.input(input));
      }
      Heads q = Heads.sideBySide(x.get(0), 2);
      Heads k = Heads.sideBySide(x.get(1), 2);
      Heads v = Heads.sideBySide(x.get(2), 2);
      Variable bias = biased ? x.get(3) : null;
      Variable y =
          fused
              ? Attention.attend(q, k, v, bias, SCALE, mask, dropout)
              : Attention.combine(Attention.weights(q, k, bias, SCALE, mask, dropout), v);
      tape.backward(y, random("upstream", y.shape().toArray()));
      List<float[]> gradients = new ArrayList<>();
      for (int i = 0; i < (biased ? 4 : 3); i++) {
        gradients.add(x.get(i).gradient().toArray());
      }
      return new Answer(y.value().toArray(), gradients);
    }
  }

  /**
   * The node without weights in memory gives the bits of the one with them, over several blocks and
   * whole and cut vectors; its gradients, sums over queries cut at blocks, are within 4e-6 of the
   * largest gradient.
   */
  @Test
  void fusedAttentionIsTheComposition() {
    int queries = 150;
    for (int keys : new int[] {130, 144}) {
      Tensor q = random("q", 2, queries, 14);
      Tensor k = random("k", 2, keys, 14);
      Tensor v = random("v", 2, keys, 10);
      Tensor bias = random("bias", 2, queries, keys);
      for (AttentionMask mask : masks(2, queries, keys)) {
        for (double dropout : new double[] {0, 0.2}) {
          for (boolean biased : new boolean[] {false, true}) {
            Answer fused = run(true, mask, dropout, biased, q, k, v, bias);
            Answer composed = run(false, mask, dropout, biased, q, k, v, bias);
            assertArrayEquals(composed.y, fused.y);
            for (int i = 0; i < fused.gradients.size(); i++) {
              assertNear(composed.gradients.get(i), fused.gradients.get(i), "gradient " + i);
            }
          }
        }
      }
    }
  }

  private static void assertNear(float[] expected, float[] came, String what) {
    float largest = 1;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], came[i], 4e-6f * largest, what + " at " + i);
    }
  }

  /** Equal scores: the mean of the values seen, 1, then 1 and 2, then 1, 2 and 6. */
  @Test
  void equalScoresGiveMeans() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Heads zeros = Heads.apart(tape.constant(Tensor.zeros(1, 1, 3, 2)));
      Heads values =
          Heads.apart(tape.constant(Tensor.of(Shape.of(1, 1, 3, 1), new float[] {1, 2, 6})));
      Variable y = Attention.attend(zeros, zeros, values, null, 1, AttentionMask.CAUSAL, 0);
      assertEquals(Shape.of(1, 1, 3, 1), y.shape());
      assertArrayEquals(new float[] {1, 1.5f, 3}, y.value().toArray(), 1e-6f);
    }
  }

  /** Left padding under a causal mask: the first queries see nothing. */
  @Test
  void aQueryThatSeesNothingGivesZerosAndTakesNoGradient() {
    AttentionMask mask =
        AttentionMask.CAUSAL.withKeyPadding(new boolean[] {true, true, false, false});
    Tensor x = random("x", 1, 4, 3);
    for (boolean fused : new boolean[] {true, false}) {
      try (Tape tape = Tape.gradients(new TensorPool())) {
        Variable q = tape.input(x);
        Variable k = tape.input(x);
        Heads queries = Heads.sideBySide(q, 1);
        Heads keys = Heads.sideBySide(k, 1);
        Variable weights = Attention.weights(queries, keys, null, 1, mask, 0);
        for (int i = 0; i < 8; i++) {
          assertEquals(0f, weights.value().data()[i]);
        }
        Variable y =
            fused
                ? Attention.attend(queries, keys, keys, null, 1, mask, 0)
                : Attention.combine(weights, keys);
        tape.backward(y, random("upstream", 1, 4, 3));
        for (int i = 0; i < 6; i++) {
          assertEquals(0f, y.value().data()[i]);
          assertEquals(0f, q.gradient().data()[i]);
          assertEquals(0f, k.gradient().data()[i], "padding as a key");
        }
        assertTrue(y.value().data()[6] != 0);
      }
    }
  }

  /** Scores far beyond what exp can hold. */
  @Test
  void largeScoresDoNotOverflow() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Heads q = Heads.apart(tape.constant(Tensor.full(1e4f, 1, 1, 1, 2)));
      Heads k =
          Heads.apart(
              tape.constant(Tensor.of(Shape.of(1, 1, 2, 2), new float[] {1e4f, 1, -1e4f, 0})));
      Variable w = Attention.weights(q, k, null, 1, AttentionMask.NONE, 0);
      assertArrayEquals(new float[] {1, 0}, w.value().toArray());
    }
  }

  /** A model over long sequences: no buffer has the size of all weights, 2^28 floats. */
  @Test
  void longSequencesFitInMemory() {
    int length = 1 << 14;
    TensorPool pool = new TensorPool();
    try (Tape tape = Tape.inference(pool)) {
      RandomStream random = RandomStream.of(1, "long");
      Tensor x = Tensor.zeros(1, length, 4);
      for (int i = 0; i < x.size(); i++) {
        x.data()[i] = random.nextFloat();
      }
      Variable v = tape.constant(x);
      // Only a few queries, so that the test is short.
      Heads q = Heads.sideBySide(Layout.slice(v, 1, 0, 16), 1);
      Heads keys = Heads.sideBySide(v, 1);
      Variable y = Attention.attend(q, keys, keys, null, 1, AttentionMask.NONE, 0);
      assertTrue(pool.bytesHeld() < 1 << 20, () -> pool.bytesHeld() + " bytes");
      assertTrue(y.value().data()[0] > 0 && y.value().data()[0] < 1);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Heads x = Heads.sideBySide(tape.constant(Tensor.zeros(2, 3, 4)), 2);
      Heads wide = Heads.sideBySide(tape.constant(Tensor.zeros(2, 3, 6)), 2);
      Heads longer = Heads.sideBySide(tape.constant(Tensor.zeros(2, 5, 4)), 2);
      Variable bias = tape.constant(Tensor.zeros(2, 3, 4));
      AttentionMask none = AttentionMask.NONE;
      refused("dim 3", () -> Attention.attend(x, wide, x, null, 1, none, 0));
      refused("length 5", () -> Attention.attend(x, x, longer, null, 1, none, 0));
      refused("[2, 3, 4]", () -> Attention.attend(x, x, x, bias, 1, none, 0));
      AttentionMask short1 = none.withKeyPadding(new boolean[5]);
      refused("keyPadding", () -> Attention.attend(x, x, x, null, 1, short1, 0));
      AttentionMask short2 = none.withBlocked(new boolean[5]);
      refused("blocked", () -> Attention.weights(x, x, null, 1, short2, 0));
      refused("[2, 3, 4]", () -> Attention.combine(bias, x));
      refused("probability", () -> Attention.attend(x, x, x, null, 1, none, 1));
      Variable flat = tape.constant(Tensor.zeros(2, 4));
      refused("[2, 4]", () -> Heads.sideBySide(flat, 2));
      refused("[2, 4]", () -> Heads.apart(flat));
      Variable three = tape.constant(Tensor.zeros(1, 1, 3));
      refused("2 heads of one width, found 3 columns", () -> Heads.sideBySide(three, 2));
    }
  }

  private static void refused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void noMaskIsTheMaskThatHidesNothing() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Heads q = Heads.apart(tape.constant(random("q", 2, 2, 3, 4)));
      Heads k = Heads.apart(tape.constant(random("k", 2, 2, 5, 4)));
      Heads v = Heads.apart(tape.constant(random("v", 2, 2, 5, 4)));
      assertArrayEquals(
          Attention.attend(q, k, v, null, SCALE, AttentionMask.NONE, 0).value().toArray(),
          Attention.attend(q, k, v, null, SCALE, null, 0).value().toArray());
      Variable weights = Attention.weights(q, k, null, SCALE, null, 0);
      assertArrayEquals(
          Attention.weights(q, k, null, SCALE, AttentionMask.NONE, 0).value().toArray(),
          weights.value().toArray());
      assertNamed("heads k,", () -> Attention.weights(q, null, null, SCALE, null, 0));
      assertNamed("heads v,", () -> Attention.attend(q, k, null, null, SCALE, null, 0));
      assertNamed("heads v,", () -> Attention.combine(weights, null));
      assertNamed("weights w,", () -> Attention.combine(null, v));
      assertNamed("a variable x,", () -> Heads.sideBySide(null, 2));
      assertNamed("flags kept,", () -> RowMask.keep(weights, null));
    }
  }

  private static void assertNamed(String expected, Executable action) {
    String message = assertThrows(NullPointerException.class, action).getMessage();
    assertTrue(message.contains(expected) && message.contains("found null"), message);
  }
}
