// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Layer;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class ProductLayerTest {
  private static RandomStream init() {
    return RandomStream.of(2, "init");
  }

  private static Tensor value(Layer layer, String name) {
    for (Parameter parameter : layer.parameters()) {
      if (parameter.name().equals(name)) {
        return ((Parameter.Dense) parameter).variable().value();
      }
    }
    throw new IllegalArgumentException(name);
  }

  @Test
  void gradients() {
    ProductLayer.Inner inner = new ProductLayer.Inner(4, 3, 5, init());
    GradientCheck.check((tape, x) -> inner.forward(x[0]), inner.parameters(), random("x", 2, 4, 3));
    ProductLayer.Outer outer = new ProductLayer.Outer(4, 3, 5, init());
    GradientCheck.check(
        (tape, x) -> outer.forward(x[0]), outer.parameters(), random("x", 0.5f, 2, 4, 3));
  }

  /** Unit n weighs the inner product of fields i and j with theta[n, i] theta[n, j]. */
  @Test
  void innerEqualsTheSumOverAllPairs() {
    ProductLayer.Inner layer = new ProductLayer.Inner(4, 3, 5, init());
    Tensor x = random("x", 2, 4, 3);
    Tensor theta = value(layer, "theta");
    float[] y = run(layer, x);
    for (int b = 0; b < 2; b++) {
      for (int n = 0; n < 5; n++) {
        double expected = linear(layer, x, b, n);
        for (int i = 0; i < 4; i++) {
          for (int j = 0; j < 4; j++) {
            for (int d = 0; d < 3; d++) {
              expected +=
                  (double) theta.get(n, i) * theta.get(n, j) * x.get(b, i, d) * x.get(b, j, d);
            }
          }
        }
        assertEquals(expected, y[b * 5 + n], 1e-5);
      }
    }
  }

  /** Unit n weighs element (d, e) of the outer product of fields i and j, whatever i and j. */
  @Test
  void outerEqualsTheSumOverAllPairs() {
    ProductLayer.Outer layer = new ProductLayer.Outer(4, 3, 5, init());
    Tensor x = random("x", 2, 4, 3);
    Tensor weight = value(layer, "product.weight");
    float[] y = run(layer, x);
    for (int b = 0; b < 2; b++) {
      for (int n = 0; n < 5; n++) {
        double expected = linear(layer, x, b, n);
        for (int i = 0; i < 4; i++) {
          for (int j = 0; j < 4; j++) {
            for (int p = 0; p < 9; p++) {
              expected += (double) weight.get(n, p) * x.get(b, i, p / 3) * x.get(b, j, p % 3);
            }
          }
        }
        assertEquals(expected, y[b * 5 + n], 1e-5);
      }
    }
  }

  private static float[] run(ProductLayer layer, Tensor x) {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable y = layer.forward(tape.constant(x));
      assertEquals(Shape.of(2, 5), y.shape());
      return y.value().toArray();
    }
  }

  private static double linear(Layer layer, Tensor x, int b, int n) {
    Tensor weight = value(layer, "linear.weight");
    double sum = value(layer, "linear.bias").get(n);
    for (int k = 0; k < 12; k++) {
      sum += (double) weight.get(n, k) * x.get(b, k / 3, k % 3);
    }
    return sum;
  }

  @Test
  void anotherNumberOfFieldsIsRefused() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 3, 4));
      ProductLayer.Inner inner = new ProductLayer.Inner(4, 3, 5, init());
      ProductLayer.Outer outer = new ProductLayer.Outer(4, 3, 5, init());
      assertThrows(IllegalArgumentException.class, () -> inner.forward(x));
      assertThrows(IllegalArgumentException.class, () -> outer.forward(x));
    }
  }
}
