// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class PoolingTest {
  /** Numbers a fifth apart, so that a small step changes no maximum. */
  private static Tensor distinct(int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    RandomStream random = RandomStream.of(3, "distinct");
    for (int i = 0; i < tensor.size(); i++) {
      int other = random.nextInt(i + 1);
      tensor.data()[i] = tensor.data()[other];
      tensor.data()[other] = (i - tensor.size() / 2) / 5f;
    }
    return tensor;
  }

  private static void check(UnaryOperator<Variable> pooling, int... dims) {
    GradientCheck.check((tape, v) -> pooling.apply(v[0]), distinct(dims));
  }

  @Test
  void gradientsOfSlidingWindows() {
    Window one = Window.of(3).withStride(2).withPadding(1);
    check(x -> Pooling.max(x, one, true), 2, 3, 8);
    check(x -> Pooling.mean(x, one, true, true), 2, 3, 8);
    check(x -> Pooling.mean(x, one, false, false), 2, 3, 8);
    check(x -> Pooling.max(x, Window.of(2).withDilation(3).withPadding(1), false), 1, 2, 7);
    Window two = Window.of(2, 3).withStride(1, 2).withPadding(1);
    check(x -> Pooling.max(x, two, false), 1, 2, 4, 5);
    check(x -> Pooling.mean(x, two, true, true), 1, 2, 4, 5);
    Window three = Window.of(2, 2, 2).withStride(2, 1, 2);
    check(x -> Pooling.max(x, three, true), 1, 1, 3, 3, 4);
    check(x -> Pooling.mean(x, three, true, false), 1, 1, 3, 3, 4);
  }

  @Test
  void gradientsOfAdaptiveRegions() {
    check(x -> Pooling.adaptiveMax(x, 3), 2, 2, 7);
    check(x -> Pooling.adaptiveMean(x, 3, 2), 1, 2, 5, 3);
    check(x -> Pooling.adaptiveMean(x, 4), 1, 1, 3);
    check(x -> Pooling.adaptiveMax(x, 1, 2, 2), 1, 2, 2, 3, 3);
  }

  private static float[] pooled(UnaryOperator<Variable> pooling, float... x) {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable image = tape.constant(Tensor.of(Shape.of(1, 1, x.length), x));
      return pooling.apply(image).value().toArray();
    }
  }

  /** Windows of [1 2 3 4 5] by 2, from the padding on: (1) (2 3) (4 5), and no fourth. */
  @Test
  void theLastWindowMustStartBeforeThePaddingAtTheEnd() {
    Window window = Window.of(2).withStride(2).withPadding(1);
    assertArrayEquals(
        new float[] {1, 3, 5}, pooled(x -> Pooling.max(x, window, true), 1, 2, 3, 4, 5));
    assertArrayEquals(
        new float[] {0.5f, 2.5f, 4.5f},
        pooled(x -> Pooling.mean(x, window, true, true), 1, 2, 3, 4, 5));
    assertArrayEquals(
        new float[] {1, 2.5f, 4.5f},
        pooled(x -> Pooling.mean(x, window, true, false), 1, 2, 3, 4, 5));
    // A window longer than the image counts, if it may reach beyond the end.
    assertArrayEquals(
        new float[] {2}, pooled(x -> Pooling.max(x, Window.of(3).withStride(2), true), 1, 2));
  }

  /** Five numbers in three regions: [0, 2), [1, 4), [3, 5). */
  @Test
  void adaptiveRegionsOverlapWhereTheyMust() {
    assertArrayEquals(
        new float[] {1.5f, 3, 4.5f}, pooled(x -> Pooling.adaptiveMean(x, 3), 1, 2, 3, 4, 5));
    assertArrayEquals(new float[] {2, 4, 5}, pooled(x -> Pooling.adaptiveMax(x, 3), 1, 2, 3, 4, 5));
  }

  @Test
  void aNanIsTheLargest() {
    float[] y = pooled(x -> Pooling.max(x, Window.of(2), false), 1, Float.NaN, 3, 2);
    assertArrayEquals(new float[] {Float.NaN, Float.NaN, 3}, y);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertEquals(
        "max pooling: expected an image [batch, channels and 1 axes] that the window fits into,"
            + " found [1, 1, 2], window [3] stride [1] padding [0] dilation [1]",
        message(() -> pooled(x -> Pooling.max(x, Window.of(3), false), 1, 2)));
    assertEquals(
        "expected mean pooling without dilation, found window [2] stride [1] padding [0] dilation"
            + " [2]",
        message(
            () ->
                pooled(x -> Pooling.mean(x, Window.of(2).withDilation(2), false, true), 1, 2, 3)));
    assertEquals(
        "adaptive pooling: expected an image [batch, channels, ...] and as many outputs, from 1"
            + " on, as it has further axes, found [1, 1, 2], [2, 2]",
        message(() -> pooled(x -> Pooling.adaptiveMax(x, 2, 2), 1, 2)));
  }

  private static String message(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }
}
