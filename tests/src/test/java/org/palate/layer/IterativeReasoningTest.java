// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palate.autograd.GradientCheck.random;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.optim.Adam;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class IterativeReasoningTest {
  private static final boolean[] PADDING = {false, false, true, true, true, true};

  private static IterativeReasoning layer(int hops) {
    return new IterativeReasoning(4, 5, hops, RandomStream.of(2, "init"));
  }

  @Test
  void gradients() {
    for (int hops : new int[] {1, 3}) {
      IterativeReasoning layer = layer(hops);
      Tensor question = random("question", 2, 4);
      Tensor sequence = random("sequence", 2, 3, 5);
      GradientCheck.check(
          (tape, x) -> layer.forward(x[0], x[1], PADDING).output(),
          layer.parameters(),
          question,
          sequence);
      GradientCheck.check(
          (tape, x) -> layer.forward(x[0], x[1], null).weights(), question, sequence);
    }
  }

  @Test
  void paddingIsNotSeenAndNothingButPaddingReadsAsZero() {
    IterativeReasoning layer = layer(2);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable question = tape.constant(random("question", 2, 4));
      Tensor sequence = random("sequence", 2, 3, 5);
      AttentionResult before = layer.forward(question, tape.constant(sequence), PADDING);
      float[] expected = before.output().value().toArray();
      Tensor changed = sequence.copy();
      for (int i = 10; i < 30; i++) {
        changed.data()[i] = 9;
      }
      AttentionResult after = layer.forward(question, tape.constant(changed), PADDING);
      assertArrayEquals(expected, after.output().value().toArray());
      assertEquals(Shape.of(2, 2, 3), after.weights().shape());
      float[] weights = after.weights().value().toArray();
      assertEquals(1, weights[0] + weights[1], 1e-6f);
      for (int j = 6; j < 12; j++) {
        assertEquals(0, weights[j]);
      }
    }
  }

  /**
   * Links 0 to 2, 2 to 1, 1 to 3, 3 to 0, each an element {@code [from, to]} of two one-hot
   * vectors. Queries find the element whose from is the state, values are its to, and a controller
   * whose gates are shut takes the tangent of what it reads. So hop by hop the state is 2, 1, 3.
   */
  @Test
  void eachHopFollowsOneLink() {
    int[] next = {2, 3, 1, 0};
    Tensor sequence = Tensor.zeros(1, 4, 8);
    for (int from = 0; from < 4; from++) {
      sequence.data()[from * 8 + from] = 1;
      sequence.data()[from * 8 + 4 + next[from]] = 1;
    }
    int expected = 0;
    for (int hops = 1; hops <= 3; hops++) {
      expected = next[expected];
      IterativeReasoning layer =
          new IterativeReasoning(4, 8, hops, RandomStream.of(2, "overwritten"));
      for (Parameter parameter : layer.parameters()) {
        Tensor value = ((Parameter.Dense) parameter).variable().value();
        value.set(Tensor.zeros(value.shape()));
        for (int i = 0; i < 4; i++) {
          switch (parameter.name()) {
            case "query.weight" -> value.data()[i * 4 + i] = 100;
            case "key.weight" -> value.data()[i * 8 + i] = 1;
            case "value.weight" -> value.data()[i * 8 + 4 + i] = 1;
            case "controller.weight_ih" -> value.data()[(8 + i) * 4 + i] = 1;
            case "controller.bias_ih" -> value.data()[4 + i] = -100;
            default -> {}
          }
        }
      }
      try (Tape tape = Tape.inference(new TensorPool())) {
        Variable start = tape.constant(Tensor.of(Shape.of(1, 4), new float[] {1, 0, 0, 0}));
        AttentionResult attended = layer.forward(start, tape.constant(sequence), null);
        float[] answer = new float[4];
        answer[expected] = (float) Math.tanh(1);
        assertArrayEquals(answer, attended.output().value().toArray(), 1e-6f, hops + " hops");
      }
    }
  }

  /**
   * Things are vectors drawn anew for every example, and lie on a ring of links, each an element
   * {@code [from, to]}. Asked with a thing, the layer is to look last at the second link from
   * there; a first of two hops is told to look at the first link, as with the supporting facts of
   * A. Kumar et al. Where the second link starts is known only from what the first says: one hop
   * can at best leave out the links of the asked thing, and guess among the other four.
   */
  @Test
  void twoHopsLearnWhatOneCannot() {
    double one = accuracyAfterTraining(1);
    double two = accuracyAfterTraining(2);
    assertTrue(two > 0.95, "two hops: " + two);
    assertTrue(one < 0.35, "one hop: " + one);
  }

  private static final int THINGS = 6;
  private static final int WIDTH = 12;
  private static final int BATCH = 64;
  private static final int TRAINING_STEPS = 200;
  private static final int TEST_STEPS = 20;

  private static double accuracyAfterTraining(int hops) {
    IterativeReasoning layer =
        new IterativeReasoning(WIDTH, 2 * WIDTH, hops, RandomStream.of(1, "init"));
    Adam adam = new Adam(layer.parameters(), Adam.Options.of(0.01));
    TensorPool pool = new TensorPool();
    int right = 0;
    for (int step = 0; step < TRAINING_STEPS + TEST_STEPS; step++) {
      RandomStream random = RandomStream.of(7, "links", step);
      Tensor things = Tensor.zeros(BATCH, THINGS, WIDTH);
      for (int i = 0; i < things.size(); i++) {
        things.data()[i] = random.nextInt(2) == 0 ? 1 : -1;
      }
      Tensor asked = Tensor.zeros(BATCH, WIDTH);
      Tensor links = Tensor.zeros(BATCH, THINGS, 2 * WIDTH);
      Tensor told = Tensor.zeros(BATCH, hops, THINGS);
      for (int b = 0; b < BATCH; b++) {
        int[] next = ring(random);
        int from = random.nextInt(THINGS);
        copy(things, b * THINGS + from, asked, b);
        for (int i = 0; i < THINGS; i++) {
          copy(things, b * THINGS + i, links, 2 * (b * THINGS + i));
          copy(things, b * THINGS + next[i], links, 2 * (b * THINGS + i) + 1);
        }
        int lastHop = (b + 1) * hops - 1;
        told.data()[lastHop * THINGS + next[from]] = 1;
        if (hops == 2) {
          told.data()[(lastHop - 1) * THINGS + from] = 1;
        }
      }
      try (Tape tape = Tape.training(pool, 1, step)) {
        Variable weights =
            layer.forward(tape.constant(asked), tape.constant(links), null).weights();
        if (step >= TRAINING_STEPS) {
          right += right(weights.value(), told);
        } else {
          Variable there = Reductions.rowSum(Arithmetic.mul(weights, tape.constant(told)));
          tape.backward(Arithmetic.scale(Reductions.mean(Activations.log(there)), -1));
          adam.step();
          adam.zeroGradients();
        }
      }
    }
    return right / (double) (TEST_STEPS * BATCH);
  }

  private static void copy(Tensor from, int fromRow, Tensor to, int toRow) {
    System.arraycopy(from.data(), fromRow * WIDTH, to.data(), toRow * WIDTH, WIDTH);
  }

  /** Links through all things, each ring as likely as any other. */
  private static int[] ring(RandomStream random) {
    int[] order = new int[THINGS];
    for (int i = 0; i < THINGS; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    int[] next = new int[THINGS];
    for (int i = 0; i < THINGS; i++) {
      next[order[i]] = order[(i + 1) % THINGS];
    }
    return next;
  }

  /** In how many examples the last hop looks most at the link that it was to look at. */
  private static int right(Tensor weights, Tensor told) {
    int last = weights.shape().dim(1) - 1;
    int right = 0;
    for (int b = 0; b < BATCH; b++) {
      int best = 0;
      for (int i = 1; i < THINGS; i++) {
        best = weights.get(b, last, i) > weights.get(b, last, best) ? i : best;
      }
      right += (int) told.get(b, last, best);
    }
    return right;
  }

  @Test
  void whatDoesNotFitIsRefused() {
    IterativeReasoning layer = layer(2);
    assertEquals(
        List.of(
            "query.weight",
            "query.bias",
            "key.weight",
            "key.bias",
            "value.weight",
            "value.bias",
            "controller.weight_ih",
            "controller.weight_hh",
            "controller.bias_ih",
            "controller.bias_hh"),
        layer.parameters().stream().map(Parameter::name).toList());
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable question = tape.constant(Tensor.zeros(2, 4));
      Variable sequence = tape.constant(Tensor.zeros(2, 3, 5));
      Variable other = tape.constant(Tensor.zeros(3, 3, 5));
      assertThrows(IllegalArgumentException.class, () -> layer.forward(sequence, sequence, null));
      assertThrows(IllegalArgumentException.class, () -> layer.forward(question, other, null));
      assertThrows(
          IllegalArgumentException.class,
          () -> layer.forward(question, sequence, new boolean[] {true}));
    }
    assertThrows(IllegalArgumentException.class, () -> layer(0));
  }
}
