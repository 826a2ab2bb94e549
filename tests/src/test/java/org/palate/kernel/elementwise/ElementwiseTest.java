// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.elementwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;

@Tag("kernels")
class ElementwiseTest {

  @Test
  void vectorAndScalarAgreeToTheBit() {
    for (int n : BothKernels.LENGTHS) {
      BothKernels.agree("fill", n, 1, (k, x, o) -> k.elementwise().fill(n, 3.5f, x[0], o[0]));
      BothKernels.agree(
          "add", n, 3, (k, x, o) -> k.elementwise().add(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      BothKernels.agree(
          "subtract",
          n,
          3,
          (k, x, o) -> k.elementwise().subtract(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      BothKernels.agree(
          "multiply",
          n,
          3,
          (k, x, o) -> k.elementwise().multiply(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      BothKernels.agree(
          "divide",
          n,
          3,
          (k, x, o) -> k.elementwise().divide(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      BothKernels.agree(
          "scale", n, 2, (k, x, o) -> k.elementwise().scale(n, -1.7f, x[0], o[0], x[1], o[1]));
      BothKernels.agree(
          "axpy", n, 2, (k, x, o) -> k.elementwise().axpy(n, -1.7f, x[0], o[0], x[1], o[1]));
      BothKernels.agree(
          "accumulate", n, 2, (k, x, o) -> k.elementwise().accumulate(n, x[0], o[0], x[1], o[1]));
      BothKernels.agree(
          "multiplyAdd",
          n,
          4,
          (k, x, o) ->
              k.elementwise().multiplyAdd(n, x[0], o[0], x[1], o[1], x[2], o[2], x[3], o[3]));
      BothKernels.agree("relu", n, 2, (k, x, o) -> k.elementwise().relu(n, x[0], o[0], x[1], o[1]));
      BothKernels.agree(
          "reluBackward",
          n,
          3,
          (k, x, o) -> k.elementwise().reluBackward(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      BothKernels.agree("sqrt", n, 2, (k, x, o) -> k.elementwise().sqrt(n, x[0], o[0], x[1], o[1]));
      BothKernels.agree("exp", n, 2, (k, x, o) -> k.elementwise().exp(n, x[0], o[0], x[1], o[1]));
      BothKernels.agree("log", n, 2, (k, x, o) -> k.elementwise().log(n, x[0], o[0], x[1], o[1]));
      BothKernels.agree(
          "sigmoid", n, 2, (k, x, o) -> k.elementwise().sigmoid(n, x[0], o[0], x[1], o[1]));
      BothKernels.agree("tanh", n, 2, (k, x, o) -> k.elementwise().tanh(n, x[0], o[0], x[1], o[1]));
      BothKernels.agree(
          "softplus", n, 2, (k, x, o) -> k.elementwise().softplus(n, x[0], o[0], x[1], o[1]));
    }
  }

  @Test
  void vectorAndScalarAgreeInPlace() {
    for (int n : BothKernels.LENGTHS) {
      BothKernels.agree(
          "add", n, 2, (k, x, o) -> k.elementwise().add(n, x[0], o[0], x[1], o[1], x[0], o[0]));
      BothKernels.agree(
          "square",
          n,
          1,
          (k, x, o) -> k.elementwise().multiply(n, x[0], o[0], x[0], o[0], x[0], o[0]));
      BothKernels.agree("relu", n, 1, (k, x, o) -> k.elementwise().relu(n, x[0], o[0], x[0], o[0]));
      BothKernels.agree(
          "sigmoid", n, 1, (k, x, o) -> k.elementwise().sigmoid(n, x[0], o[0], x[0], o[0]));
      BothKernels.agree(
          "softplus", n, 1, (k, x, o) -> k.elementwise().softplus(n, x[0], o[0], x[0], o[0]));
    }
  }

  @Test
  void aRowIsAddedToEveryRow() {
    Kernels vector = BothKernels.vector();
    float[] x = {1, 2, 3, 10, 20, 30};
    float[] out = new float[6];
    vector.elementwise().addRow(2, 3, x, 0, new float[] {9, 100, 200, 300}, 1, out, 0);
    assertArrayEquals(new float[] {101, 202, 303, 110, 220, 330}, out);
    for (int cols : BothKernels.LENGTHS) {
      BothKernels.agree(
          "addRow",
          3 * cols,
          3,
          (k, a, o) -> k.elementwise().addRow(3, cols, a[0], o[0], a[1], o[1], a[2], o[2]));
    }
  }

  @Test
  void functionsOfEveryKindOfFloatAgreeToTheBit() {
    // Every 4099th of all 2^32 floats, in rising order of their bits.
    Kernels vector = BothKernels.vector();
    int n = 1 << 12;
    float[] x = new float[n];
    float[] expected = new float[n];
    float[] got = new float[n];
    for (long bits = 0; bits < 1L << 32; ) {
      for (int i = 0; i < n; i++, bits += 4099) {
        x[i] = Float.intBitsToFloat((int) bits);
      }
      BothKernels.SCALAR.elementwise().exp(n, x, 0, expected, 0);
      vector.elementwise().exp(n, x, 0, got, 0);
      BothKernels.assertSameBits("exp", expected, got);
      BothKernels.SCALAR.elementwise().log(n, x, 0, expected, 0);
      vector.elementwise().log(n, x, 0, got, 0);
      BothKernels.assertSameBits("log", expected, got);
      BothKernels.SCALAR.elementwise().sigmoid(n, x, 0, expected, 0);
      vector.elementwise().sigmoid(n, x, 0, got, 0);
      BothKernels.assertSameBits("sigmoid", expected, got);
      BothKernels.SCALAR.elementwise().tanh(n, x, 0, expected, 0);
      vector.elementwise().tanh(n, x, 0, got, 0);
      BothKernels.assertSameBits("tanh", expected, got);
      BothKernels.SCALAR.elementwise().softplus(n, x, 0, expected, 0);
      vector.elementwise().softplus(n, x, 0, got, 0);
      BothKernels.assertSameBits("softplus", expected, got);
    }
  }

  @Test
  void reluKeepsNaNAndHasNoNegativeZero() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] x = {-1, -0f, 0, 2, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
      float[] out = new float[7];
      kernels.elementwise().relu(7, x, 0, out, 0);
      assertArrayEquals(new float[] {0, 0, 0, 2, Float.NaN, 0, Float.POSITIVE_INFINITY}, out);
      kernels.elementwise().reluBackward(7, x, 0, new float[] {1, 2, 3, 4, 5, 6, 7}, 0, out, 0);
      assertArrayEquals(new float[] {0, 0, 0, 4, 5, 0, 7}, out);
    }
  }

  @Test
  void aRangeOutsideItsArrayNamesTheArrayAndWritesNothing() {
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] a = new float[10];
      float[] b = new float[9];
      float[] out = new float[10];
      a[0] = 1;
      Exception tooShort =
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> kernels.elementwise().add(10, a, 0, b, 0, out, 0));
      assertEquals(
          "b: expected 10 floats from offset 0, found an array of 9", tooShort.getMessage());
      assertEquals(0, out[0]);
      assertThrows(
          IndexOutOfBoundsException.class, () -> kernels.elementwise().relu(3, a, -1, out, 0));
      assertThrows(
          IndexOutOfBoundsException.class, () -> kernels.elementwise().relu(3, a, 0, out, 8));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernels.elementwise().relu(3, a, Integer.MAX_VALUE, out, 0));
      assertThrows(
          IllegalArgumentException.class, () -> kernels.elementwise().relu(-1, a, 0, out, 0));
    }
  }
}
