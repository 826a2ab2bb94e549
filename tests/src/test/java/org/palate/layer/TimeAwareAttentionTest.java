// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class TimeAwareAttentionTest {
  private static final int SPAN = 4;
  private static final boolean[] PADDING = {
    true, true, false, false, false, //
    false, false, false, false, false
  };
  private static final IntTensor INTERVALS =
      TimeIntervals.clipped(new long[] {0, 0, 3, 4, 9, 1, 2, 2, 5, 20}, PADDING, 2, 5, 1, SPAN);

  private static TimeAwareAttention layer(int heads) {
    TimeAwareAttention layer =
        new TimeAwareAttention(6, heads, 7, SPAN, 0, RandomStream.of(4, "init"));
    for (Parameter parameter : layer.parameters()) {
      Tensor value = ((Parameter.Dense) parameter).variable().value();
      value.set(random(parameter.name(), 0.4f, value.shape().toArray()));
    }
    return layer;
  }

  @Test
  void gradients() {
    for (int heads : new int[] {1, 3}) {
      TimeAwareAttention layer = layer(heads);
      GradientCheck.check(
          (tape, x) -> layer.forward(x[0], x[1], INTERVALS, PADDING).output(),
          layer.parameters(),
          random("queries", 0.5f, 2, 5, 6),
          random("keys", 0.5f, 2, 5, 6));
      GradientCheck.check(
          (tape, x) -> layer.forward(x[0], x[0], INTERVALS, null).weights(),
          layer.parameters(),
          random("sequence", 0.5f, 2, 5, 6));
    }
  }

  /** The formula of the class, pair by pair in double precision. */
  @Test
  void equalsTheFormulaWrittenOutForEveryPair() {
    TimeAwareAttention layer = layer(2);
    Tensor x = random("x", 2, 5, 6);
    double[][] q = new double[10][];
    double[][] k = new double[10][];
    double[][] v = new double[10][];
    Map<String, Tensor> p = parameters(layer);
    for (int row = 0; row < 10; row++) {
      q[row] = affine(x, row, p.get("Q_w.weight"), p.get("Q_w.bias"));
      k[row] = affine(x, row, p.get("K_w.weight"), p.get("K_w.bias"));
      v[row] = affine(x, row, p.get("V_w.weight"), p.get("V_w.bias"));
    }
    float[] expected = new float[60];
    for (int row = 0; row < 10; row++) {
      for (int h = 0; h < 2; h++) {
        double total = 0;
        double[] sum = new double[6];
        for (int j = 0; j <= row % 5; j++) {
          int other = row / 5 * 5 + j;
          if (PADDING[row] || PADDING[other]) {
            continue;
          }
          int interval = INTERVALS.data()[row * 5 + j];
          double score = 0;
          for (int d = 3 * h; d < 3 * h + 3; d++) {
            double key =
                k[other][d]
                    + p.get("abs_pos_K_emb.weight").get(j, d)
                    + p.get("time_matrix_K_emb.weight").get(interval, d);
            score += q[row][d] * key;
          }
          double weight = Math.exp(score / Math.sqrt(3));
          total += weight;
          for (int d = 3 * h; d < 3 * h + 3; d++) {
            double value =
                v[other][d]
                    + p.get("abs_pos_V_emb.weight").get(j, d)
                    + p.get("time_matrix_V_emb.weight").get(interval, d);
            sum[d] += weight * value;
          }
        }
        for (int d = 3 * h; d < 3 * h + 3; d++) {
          expected[row * 6 + d] = total == 0 ? 0 : (float) (sum[d] / total);
        }
      }
    }
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable sequence = tape.constant(x);
      AttentionResult attended = layer.forward(sequence, sequence, INTERVALS, PADDING);
      assertArrayEquals(expected, attended.output().value().toArray(), 1e-5f);
      assertEquals(Shape.of(2, 2, 5, 5), attended.weights().shape());
    }
  }

  private static double[] affine(Tensor x, int row, Tensor weight, Tensor bias) {
    double[] y = new double[6];
    for (int o = 0; o < 6; o++) {
      y[o] = bias.get(o);
      for (int i = 0; i < 6; i++) {
        y[o] += (double) weight.get(o, i) * x.get(row / 5, row % 5, i);
      }
    }
    return y;
  }

  private static Map<String, Tensor> parameters(TimeAwareAttention layer) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter parameter : layer.parameters()) {
      values.put(parameter.name(), ((Parameter.Dense) parameter).variable().value());
    }
    return values;
  }

  @Test
  void whatDoesNotFitIsRefused() {
    TimeAwareAttention layer = layer(2);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 5, 6));
      Variable longer = tape.constant(Tensor.zeros(2, 8, 6));
      IntTensor late = TimeIntervals.clipped(new long[] {0, 9, 0, 0, 0}, null, 1, 5, 1, 9);
      assertThrows(IllegalArgumentException.class, () -> layer.forward(x, longer, INTERVALS, null));
      assertThrows(
          IllegalArgumentException.class, () -> layer.forward(longer, longer, INTERVALS, null));
      assertThrows(IllegalArgumentException.class, () -> layer.forward(x, x, late, null));
      assertThrows(
          IllegalArgumentException.class,
          () -> layer.forward(x, x, INTERVALS, new boolean[] {true}));
      Variable one = tape.constant(Tensor.zeros(1, 5, 6));
      assertThrows(IndexOutOfBoundsException.class, () -> layer.forward(one, one, late, null));
    }
    RandomStream random = RandomStream.of(4, "init");
    assertThrows(
        IllegalArgumentException.class, () -> new TimeAwareAttention(6, 4, 5, 3, 0, random));
  }
}
