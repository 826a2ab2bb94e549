// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class TimeDecayAttentionTest {
  private static final boolean[] PADDING = {true, false, false, false, false, false, false, false};
  private static final Tensor GAPS =
      TimeIntervals.gaps(new long[] {0, 1, 2, 5, 0, 4, 4, 6}, PADDING, 2, 4, 2);

  private static TimeDecayAttention layer(int heads) {
    return new TimeDecayAttention(6, heads, 0, RandomStream.of(4, "init"));
  }

  @Test
  void gradients() {
    for (int heads : new int[] {1, 3}) {
      TimeDecayAttention layer = layer(heads);
      Tensor x = random("x", 0.5f, 2, 4, 6);
      GradientCheck.check(
          (tape, v) -> layer.forward(v[0], GAPS, PADDING).output(), layer.parameters(), x);
      GradientCheck.check(
          (tape, v) -> layer.forward(v[0], TimeIntervals.logarithmic(GAPS), null).weights(),
          layer.parameters(),
          x);
    }
  }

  /**
   * With queries of zero only time counts. One head starts at rate 2^-8: gaps of 3, 1.5 and 0 weigh
   * like e^(-3 / 256), e^(-1.5 / 256) and 1.
   */
  @Test
  void whatIsLongAgoCountsLess() {
    TimeDecayAttention layer = layer(1);
    for (Parameter parameter : layer.parameters()) {
      if (parameter.name().startsWith("query")) {
        Tensor value = ((Parameter.Dense) parameter).variable().value();
        value.set(Tensor.zeros(value.shape()));
      }
    }
    Tensor gaps = TimeIntervals.gaps(new long[] {0, 3, 6}, null, 1, 3, 2);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 1, 3, 6));
      float[] weights = layer.forward(x, gaps, null).weights().value().toArray();
      double[] alike = {Math.exp(-3 / 256.0), Math.exp(-1.5 / 256.0), 1};
      double sum = alike[0] + alike[1] + alike[2];
      for (int j = 0; j < 3; j++) {
        assertEquals(alike[j] / sum, weights[6 + j], 1e-6);
      }
      assertArrayEquals(new float[] {1, 0, 0}, Arrays.copyOf(weights, 3));
    }
  }

  @Test
  void aPaddedQueryFindsNothingAndWithoutDecayTimeDoesNotMatter() {
    TimeDecayAttention layer = layer(2);
    Parameter decay = layer.parameters().getFirst();
    assertEquals("decay", decay.name());
    ((Parameter.Dense) decay).variable().value().set(Tensor.full(-200, 2));
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(random("x", 2, 4, 6));
      float[] some = layer.forward(x, GAPS, PADDING).output().value().toArray();
      float[] none = layer.forward(x, Tensor.zeros(2, 4, 4), PADDING).output().value().toArray();
      assertArrayEquals(none, some);
      assertArrayEquals(new float[6], Arrays.copyOf(some, 6));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TimeDecayAttention layer = layer(2);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 3, 6));
      assertThrows(IllegalArgumentException.class, () -> layer.forward(x, GAPS, null));
    }
    RandomStream random = RandomStream.of(4, "init");
    assertThrows(IllegalArgumentException.class, () -> new TimeDecayAttention(6, 4, 0, random));
  }
}
