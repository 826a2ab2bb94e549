// SPDX-License-Identifier: Apache-2.0
package org.palate.kernel.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palate.kernel.BothKernels;
import org.palate.kernel.Kernels;

@Tag("kernels")
class CellsTest {

  private static final double EPS = 1e-6;

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /** Products (0.5, -1, 2, 1), biases of 0.25, cell state 0.8. */
  @Test
  void anLstmStepByHand() {
    double i = sigmoid(0.75);
    double f = sigmoid(-0.75);
    double g = StrictMath.tanh(2.25);
    double o = sigmoid(1.25);
    double state = f * 0.8 + i * g;
    double t = StrictMath.tanh(state);
    double e = 0.5 * o * (1 - t * t) - 0.25;
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      float[] gates = {0.5f, -1, 2, 1};
      float[] bias = {0.25f, 0.25f, 0.25f, 0.25f};
      float[] before = {0.8f};
      float[] c = new float[1];
      float[] h = new float[1];
      kernels.cells().lstmForward(1, 1, gates, 0, bias, 0, before, 0, c, 0, h, 0);
      assertEquals(state, c[0], EPS);
      assertEquals(o * t, h[0], EPS);
      float[] dc = {-0.25f};
      kernels.cells().lstmBackward(1, 1, gates, 0, before, 0, c, 0, new float[] {0.5f}, 0, dc, 0);
      assertEquals(e * g * i * (1 - i), gates[0], EPS);
      assertEquals(e * 0.8 * f * (1 - f), gates[1], EPS);
      assertEquals(e * i * (1 - g * g), gates[2], EPS);
      assertEquals(0.5 * t * o * (1 - o), gates[3], EPS);
      assertEquals(e * f, dc[0], EPS);
    }
  }

  /** Products (0.5, -1, 2) of the input and (1, 0.5, -1) of the state; state 0.8, attention 0.3. */
  @Test
  void aGruStepByHand() {
    double r = sigmoid(0.5 + 1 + 0.1);
    double z = sigmoid(-1 + 0.5 + 0.2);
    double q = -1 + 0.4;
    double n = StrictMath.tanh(2 + 0.3 + r * q);
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      for (GruUpdate update : GruUpdate.values()) {
        double s =
            switch (update) {
              case GATE -> z;
              case ATTENTION -> 0.7;
              case GATE_AND_ATTENTION -> 1 - 0.3 * (1 - z);
            };
        float[] x = {0.5f, -1, 2};
        float[] h = {1, 0.5f, -1};
        float[] bias = {0.1f, 0.2f, 0.3f, 0.4f};
        float[] a = update == GruUpdate.GATE ? null : new float[] {0.3f};
        float[] before = {0.8f};
        float[] out = new float[1];
        kernels.cells().gruForward(update, 1, 1, x, 0, h, 0, bias, 0, a, 0, before, 0, out, 0);
        assertEquals((1 - s) * n + s * 0.8, out[0], EPS);
        float[] d = {0.5f};
        float[] da = update == GruUpdate.GATE ? null : new float[1];
        kernels.cells().gruBackward(update, 1, 1, x, 0, h, 0, a, 0, da, 0, before, 0, d, 0);
        double ds = 0.5 * (0.8 - n);
        double dn = 0.5 * (1 - s) * (1 - n * n);
        double dr = dn * q * r * (1 - r);
        double dz =
            switch (update) {
              case GATE -> ds * z * (1 - z);
              case ATTENTION -> 0;
              case GATE_AND_ATTENTION -> ds * 0.3 * z * (1 - z);
            };
        assertEquals(dr, x[0], EPS);
        assertEquals(dz, x[1], EPS);
        assertEquals(dn, x[2], EPS);
        assertEquals(dr, h[0], EPS);
        assertEquals(dz, h[1], EPS);
        assertEquals(dn * r, h[2], EPS);
        assertEquals(0.5 * s, d[0], EPS);
        if (update == GruUpdate.ATTENTION) {
          assertEquals(-ds, da[0], EPS);
        } else if (update == GruUpdate.GATE_AND_ATTENTION) {
          assertEquals(-ds * (1 - z), da[0], EPS);
        }
      }
    }
  }

  @Test
  void vectorAndScalarAgreeToTheBit() {
    int rows = 2;
    for (int hidden : BothKernels.LENGTHS) {
      int n = 4 * rows * hidden + rows;
      BothKernels.agree(
          "lstmForward, " + hidden,
          n,
          5,
          (k, x, o) ->
              k.cells()
                  .lstmForward(
                      rows, hidden, x[0], o[0], x[1], o[1], x[2], o[2], x[3], o[3], x[4], o[4]));
      BothKernels.agree(
          "lstmBackward, " + hidden,
          n,
          5,
          (k, x, o) ->
              k.cells()
                  .lstmBackward(
                      rows, hidden, x[0], o[0], x[1], o[1], x[2], o[2], x[3], o[3], x[4], o[4]));
      for (GruUpdate update : GruUpdate.values()) {
        BothKernels.agree(
            "gruForward, " + update + ", " + hidden,
            n,
            6,
            (k, x, o) ->
                k.cells()
                    .gruForward(
                        update, rows, hidden, x[0], o[0], x[1], o[1], x[2], o[2], x[3], o[3], x[4],
                        o[4], x[5], o[5]));
        BothKernels.agree(
            "gruBackward, " + update + ", " + hidden,
            n,
            6,
            (k, x, o) ->
                k.cells()
                    .gruBackward(
                        update, rows, hidden, x[0], o[0], x[1], o[1], x[2], o[2], x[3], o[3], x[4],
                        o[4], x[5], o[5]));
      }
    }
  }

  @Test
  void aWrongArgumentIsNamed() {
    float[] x = new float[8];
    for (Kernels kernels : new Kernels[] {BothKernels.SCALAR, BothKernels.vector()}) {
      Exception bias =
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> kernels.cells().lstmForward(1, 2, x, 0, x, 1, x, 0, x, 0, x, 0));
      assertEquals("bias: expected 8 floats from offset 1, found an array of 8", bias.getMessage());
      Exception hidden =
          assertThrows(
              IllegalArgumentException.class,
              () -> kernels.cells().lstmBackward(1, -2, x, 0, x, 0, x, 0, x, 0, x, 0));
      assertEquals("hidden: expected at least 0, found -2", hidden.getMessage());
    }
  }
}
