// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernels")
class ElementwiseTest {

  @Test
  void vectorAndScalarAgreeToTheBit() {
    for (int n : Twins.LENGTHS) {
      Twins.agree("fill", n, 1, (k, x, o) -> k.fill(n, 3.5f, x[0], o[0]));
      Twins.agree("add", n, 3, (k, x, o) -> k.add(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      Twins.agree("subtract", n, 3, (k, x, o) -> k.subtract(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      Twins.agree("multiply", n, 3, (k, x, o) -> k.multiply(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      Twins.agree("divide", n, 3, (k, x, o) -> k.divide(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      Twins.agree("scale", n, 2, (k, x, o) -> k.scale(n, -1.7f, x[0], o[0], x[1], o[1]));
      Twins.agree("axpy", n, 2, (k, x, o) -> k.axpy(n, -1.7f, x[0], o[0], x[1], o[1]));
      Twins.agree("accumulate", n, 2, (k, x, o) -> k.accumulate(n, x[0], o[0], x[1], o[1]));
      Twins.agree(
          "multiplyAdd",
          n,
          4,
          (k, x, o) -> k.multiplyAdd(n, x[0], o[0], x[1], o[1], x[2], o[2], x[3], o[3]));
      Twins.agree("relu", n, 2, (k, x, o) -> k.relu(n, x[0], o[0], x[1], o[1]));
      Twins.agree(
          "reluBackward", n, 3, (k, x, o) -> k.reluBackward(n, x[0], o[0], x[1], o[1], x[2], o[2]));
      Twins.agree("sqrt", n, 2, (k, x, o) -> k.sqrt(n, x[0], o[0], x[1], o[1]));
      Twins.agree("exp", n, 2, (k, x, o) -> k.exp(n, x[0], o[0], x[1], o[1]));
      Twins.agree("log", n, 2, (k, x, o) -> k.log(n, x[0], o[0], x[1], o[1]));
      Twins.agree("sigmoid", n, 2, (k, x, o) -> k.sigmoid(n, x[0], o[0], x[1], o[1]));
      Twins.agree("tanh", n, 2, (k, x, o) -> k.tanh(n, x[0], o[0], x[1], o[1]));
      Twins.agree("softplus", n, 2, (k, x, o) -> k.softplus(n, x[0], o[0], x[1], o[1]));
    }
  }

  @Test
  void vectorAndScalarAgreeInPlace() {
    for (int n : Twins.LENGTHS) {
      Twins.agree("add", n, 2, (k, x, o) -> k.add(n, x[0], o[0], x[1], o[1], x[0], o[0]));
      Twins.agree("square", n, 1, (k, x, o) -> k.multiply(n, x[0], o[0], x[0], o[0], x[0], o[0]));
      Twins.agree("relu", n, 1, (k, x, o) -> k.relu(n, x[0], o[0], x[0], o[0]));
      Twins.agree("sigmoid", n, 1, (k, x, o) -> k.sigmoid(n, x[0], o[0], x[0], o[0]));
      Twins.agree("softplus", n, 1, (k, x, o) -> k.softplus(n, x[0], o[0], x[0], o[0]));
    }
  }

  @Test
  void aRowIsAddedToEveryRow() {
    Kernels vector = Twins.vector();
    float[] x = {1, 2, 3, 10, 20, 30};
    float[] out = new float[6];
    vector.addRow(2, 3, x, 0, new float[] {9, 100, 200, 300}, 1, out, 0);
    assertArrayEquals(new float[] {101, 202, 303, 110, 220, 330}, out);
    for (int cols : Twins.LENGTHS) {
      Twins.agree(
          "addRow",
          3 * cols,
          3,
          (k, a, o) -> k.addRow(3, cols, a[0], o[0], a[1], o[1], a[2], o[2]));
    }
  }

  @Test
  void functionsOfEveryKindOfFloatAgreeToTheBit() {
    // Every 4099th of all 2^32 floats, in rising order of their bits.
    Kernels vector = Twins.vector();
    int n = 1 << 12;
    float[] x = new float[n];
    float[] expected = new float[n];
    float[] got = new float[n];
    for (long bits = 0; bits < 1L << 32; ) {
      for (int i = 0; i < n; i++, bits += 4099) {
        x[i] = Float.intBitsToFloat((int) bits);
      }
      Twins.SCALAR.exp(n, x, 0, expected, 0);
      vector.exp(n, x, 0, got, 0);
      Twins.assertSameBits("exp", expected, got);
      Twins.SCALAR.log(n, x, 0, expected, 0);
      vector.log(n, x, 0, got, 0);
      Twins.assertSameBits("log", expected, got);
      Twins.SCALAR.sigmoid(n, x, 0, expected, 0);
      vector.sigmoid(n, x, 0, got, 0);
      Twins.assertSameBits("sigmoid", expected, got);
      Twins.SCALAR.tanh(n, x, 0, expected, 0);
      vector.tanh(n, x, 0, got, 0);
      Twins.assertSameBits("tanh", expected, got);
      Twins.SCALAR.softplus(n, x, 0, expected, 0);
      vector.softplus(n, x, 0, got, 0);
      Twins.assertSameBits("softplus", expected, got);
    }
  }

  @Test
  void reluKeepsNaNAndHasNoNegativeZero() {
    for (Kernels kernels : new Kernels[] {Twins.SCALAR, Twins.vector()}) {
      float[] x = {-1, -0f, 0, 2, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
      float[] out = new float[7];
      kernels.relu(7, x, 0, out, 0);
      assertArrayEquals(new float[] {0, 0, 0, 2, Float.NaN, 0, Float.POSITIVE_INFINITY}, out);
      kernels.reluBackward(7, x, 0, new float[] {1, 2, 3, 4, 5, 6, 7}, 0, out, 0);
      assertArrayEquals(new float[] {0, 0, 0, 4, 5, 0, 7}, out);
    }
  }

  @Test
  void aRangeOutsideItsArrayNamesTheArrayAndWritesNothing() {
    for (Kernels kernels : new Kernels[] {Twins.SCALAR, Twins.vector()}) {
      float[] a = new float[10];
      float[] b = new float[9];
      float[] out = new float[10];
      a[0] = 1;
      Exception tooShort =
          assertThrows(IndexOutOfBoundsException.class, () -> kernels.add(10, a, 0, b, 0, out, 0));
      assertEquals("b: needs 10 floats from offset 0, but has 9", tooShort.getMessage());
      assertEquals(0, out[0]);
      assertThrows(IndexOutOfBoundsException.class, () -> kernels.relu(3, a, -1, out, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> kernels.relu(3, a, 0, out, 8));
      assertThrows(
          IndexOutOfBoundsException.class, () -> kernels.relu(3, a, Integer.MAX_VALUE, out, 0));
      assertThrows(IllegalArgumentException.class, () -> kernels.relu(-1, a, 0, out, 0));
    }
  }
}
