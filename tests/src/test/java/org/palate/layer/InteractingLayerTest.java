// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class InteractingLayerTest {
  private static InteractingLayer layer(boolean residual, boolean scaling) {
    return new InteractingLayer(4, 2, 3, residual, scaling, RandomStream.of(2, "init"));
  }

  @Test
  void gradientsOfWeights() {
    for (boolean scaling : new boolean[] {false, true}) {
      InteractingLayer layer = layer(true, scaling);
      GradientCheck.check(
          (tape, x) -> layer.forward(x[0]).weights(), layer.parameters(), random("x", 2, 5, 4));
    }
  }

  /** Fields that are all alike find in each other what they are. */
  @Test
  void fieldsThatAreAlikeAttendAlike() {
    InteractingLayer layer = layer(false, false);
    try (Tape tape = Tape.inference(new TensorPool())) {
      float[] vector = random("x", 4).toArray();
      float[] three = new float[12];
      for (int i = 0; i < 12; i++) {
        three[i] = vector[i % 4];
      }
      Variable x = tape.constant(Tensor.of(Shape.of(1, 3, 4), three));
      AttentionResult attended = layer.forward(x);
      assertEquals(Shape.of(1, 3, 6), attended.output().shape());
      assertEquals(Shape.of(1, 2, 3, 3), attended.weights().shape());
      for (float weight : attended.weights().value().toArray()) {
        assertEquals(1 / 3f, weight, 1e-6f);
      }
    }
  }

  @Test
  void parametersAreNamedAsInTheGoldenFiles() {
    assertEquals(
        List.of("W_query", "W_key", "W_value", "W_res"),
        layer(true, true).parameters().stream().map(Parameter::name).toList());
    assertEquals(3, layer(false, true).parameters().size());
    RandomStream random = RandomStream.of(2, "init");
    assertThrows(
        IllegalArgumentException.class, () -> new InteractingLayer(4, 0, 3, true, true, random));
  }
}
