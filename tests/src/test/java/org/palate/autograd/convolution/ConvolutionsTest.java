// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class ConvolutionsTest {
  private static void check(Window window, int groups, int[] image, int out) {
    int[] weight = new int[image.length];
    weight[0] = out;
    weight[1] = image[1] / groups;
    System.arraycopy(window.kernel(), 0, weight, 2, window.axes());
    GradientCheck.check(
        (tape, v) -> Convolutions.convolve(v[0], v[1], v[2], window, groups),
        random("x", image),
        random("weight", 0.5f, weight),
        random("bias", out));
  }

  @Test
  void gradientsOverOneAxis() {
    check(Window.of(3), 1, new int[] {2, 3, 7}, 4);
    check(Window.of(4).withStride(3).withPadding(2), 1, new int[] {2, 2, 9}, 3);
    check(Window.of(2).withDilation(3).withPadding(5), 2, new int[] {1, 4, 5}, 4);
    check(Window.of(1).withStride(2), 1, new int[] {2, 3, 6}, 2);
    check(Window.of(2).withStride(5), 1, new int[] {1, 2, 9}, 2);
  }

  @Test
  void gradientsOverTwoAxes() {
    check(Window.of(3, 3).withPadding(1), 1, new int[] {2, 2, 4, 5}, 3);
    check(Window.of(2, 3).withStride(2, 3).withPadding(0, 2), 3, new int[] {1, 3, 5, 7}, 3);
    check(Window.of(3, 1).withDilation(2, 1).withStride(2), 1, new int[] {1, 2, 8, 4}, 2);
    check(Window.of(1, 1), 1, new int[] {2, 3, 3, 2}, 2);
    check(Window.of(3, 2), 1, new int[] {1, 2, 3, 2}, 2);
  }

  @Test
  void gradientsOverThreeAxes() {
    check(Window.of(2, 2, 2).withPadding(1), 1, new int[] {1, 2, 3, 2, 3}, 2);
    check(
        Window.of(3, 1, 2).withStride(2, 1, 2).withPadding(1, 0, 1),
        2,
        new int[] {2, 2, 4, 3, 3},
        2);
  }

  @Test
  void gradientsWithoutBiasAndOfWhatIsUsedTwice() {
    Window window = Window.of(3).withPadding(1);
    GradientCheck.check(
        (tape, v) -> {
          Variable once = Convolutions.convolve(v[0], v[1], null, window, 1);
          return Convolutions.convolve(Arithmetic.add(once, v[0]), v[1], null, window, 1);
        },
        random("x", 2, 3, 5),
        random("weight", 0.3f, 3, 3, 3));
  }

  /** Strips of several rows, several images a wave: the sums as the formula has them. */
  @Test
  void largeImagesEqualTheFormula() {
    int batch = 3;
    int in = 5;
    int out = 6;
    int height = 40;
    int width = 37;
    Tensor x = random("x", batch, in, height, width);
    Tensor w = random("weight", out, in, 3, 3);
    try (Tape tape = Tape.inference(new TensorPool())) {
      Window window = Window.of(3, 3).withPadding(1).withStride(1, 2);
      Variable y = Convolutions.convolve(tape.constant(x), tape.constant(w), null, window, 1);
      assertEquals(Shape.of(batch, out, height, 19), y.shape());
      for (int n = 0; n < batch; n++) {
        for (int o = 0; o < out; o++) {
          for (int p = 0; p < height; p++) {
            for (int q = 0; q < 19; q++) {
              double sum = 0;
              for (int c = 0; c < in; c++) {
                for (int t = 0; t < 9; t++) {
                  int row = p - 1 + t / 3;
                  int col = 2 * q - 1 + t % 3;
                  if (row >= 0 && row < height && col >= 0 && col < width) {
                    sum += (double) w.get(o, c, t / 3, t % 3) * x.get(n, c, row, col);
                  }
                }
              }
              assertEquals(sum, y.value().get(n, o, p, q), 1e-4);
            }
          }
        }
      }
    }
  }

  /** [1 2 3 4] with weights [1 10], padding 1, stride 2: 0 1 | 2 3 | 4 0. */
  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(1, 1, 4), new float[] {1, 2, 3, 4}));
      Variable w = tape.constant(Tensor.of(Shape.of(1, 1, 2), new float[] {1, 10}));
      Variable bias = tape.constant(Tensor.of(100));
      Window window = Window.of(2).withPadding(1).withStride(2);
      assertArrayEquals(
          new float[] {110, 132, 104},
          Convolutions.convolve(x, w, bias, window, 1).value().toArray());
    }
  }

  @Test
  void noImagesGiveNoOutputsAndZeroGradients() {
    try (Tape tape = Tape.gradients(new TensorPool())) {
      Variable x = tape.input(Tensor.zeros(0, 2, 5));
      Variable w = tape.input(random("weight", 3, 2, 2));
      Variable y = Convolutions.convolve(x, w, null, Window.of(2).withPadding(1), 1);
      assertEquals(Shape.of(0, 3, 6), y.shape());
      tape.backward(y, Tensor.zeros(0, 3, 6));
      assertArrayEquals(new float[12], w.gradient().toArray());
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 3, 5));
      Variable w = tape.constant(Tensor.zeros(4, 2, 3));
      assertEquals(
          "convolve: expected x [batch, in, ...], weight [out, in / groups, window], bias [out],"
              + " found [2, 3, 5], [4, 2, 3], none with 1 groups and window [3] stride [1] padding"
              + " [0] dilation [1]",
          message(() -> Convolutions.convolve(x, w, null, Window.of(3), 1)));
      assertEquals(
          "convolve: expected an image [batch, channels and 1 axes] that the window fits into,"
              + " found [2, 3, 5], window [6] stride [1] padding [0] dilation [1]",
          message(() -> Convolutions.convolve(x, w, null, Window.of(6), 1)));
      assertEquals(
          "expected a window of one to three axes, found [1, 2, 3, 4]",
          message(() -> Window.of(1, 2, 3, 4)));
      assertEquals(
          "stride: expected a number from 1 on for each of 2 axes, or one for all, found [1, 0]",
          message(() -> Window.of(3, 3).withStride(1, 0)));
    }
  }

  private static String message(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }
}
