// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.example.NumberList;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.data.Column;
import org.palate.data.Interactions;
import org.palate.feature.Examples;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.FeatureSpaceTest;
import org.palate.feature.FieldKind;
import org.palate.nn.Parameter;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Table;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class FieldEmbeddingTest {
  private final FeatureSpace space =
      FeatureSpace.fit(FeatureSpaceTest.events(), new int[] {0, 1, 2, 3, 4, 5});

  private FieldEmbedding layer(boolean numbers) {
    return new FieldEmbedding(space.all(), 3, numbers, 0.5, RandomStream.of(1, "init"));
  }

  private FeatureBatch batch(int... rows) {
    return FeatureSpaceTest.batch(space, rows);
  }

  @Test
  void gradients() {
    FeatureBatch batch = batch(0, 1, 2, 5, 6, 7, 0);
    for (boolean numbers : new boolean[] {true, false}) {
      FieldEmbedding layer = layer(numbers);
      GradientCheck.check((tape, x) -> layer.forward(tape, batch), layer.parameters());
    }
  }

  /** Event 0: user 1, item 1 (row 5), device 1 (row 12), genres g and h (rows 9, 10), age -1. */
  @Test
  void vectorsAreThoseOfTheFields() {
    FieldEmbedding layer = layer(true);
    assertEquals(6, layer.fields());
    List<Parameter> parameters = layer.parameters();
    assertEquals(List.of("numeric", "weight"), names(parameters));
    Table weight = ((Parameter.Sparse) parameters.get(1)).variable().table();
    Tensor numeric = ((Parameter.Dense) parameters.get(0)).variable().value();
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable y = layer.forward(tape, batch(0, 6));
      assertEquals(Shape.of(2, 6, 3), y.shape());
      float[] first = Layout.slice(y, 0, 0, 1).value().toArray();
      Tensor rows = weight.toTensor();
      for (int d = 0; d < 3; d++) {
        assertEquals(rows.get(1, d), first[d]);
        assertEquals(rows.get(5, d), first[3 + d]);
        assertEquals(rows.get(12, d), first[6 + d]);
        assertEquals((rows.get(9, d) + rows.get(10, d)) / 2, first[9 + d], 1e-6f);
        assertEquals(-numeric.get(0, d), first[12 + d], 1e-6f);
      }
      // Of event 6 nothing is known but the hour and how old dan is.
      float[] second = Layout.slice(Layout.slice(y, 0, 1, 2), 1, 0, 4).value().toArray();
      assertArrayEquals(new float[12], second, 0f);
    }
    assertEquals(4, layer(false).fields());
    assertEquals(List.of("weight"), names(layer(false).parameters()));
  }

  /** The place (3, -2) less the mean (1, -1) is (2, -1): twice the first vector less the second. */
  @Test
  void aFieldOfSeveralNumbersIsTheSumOfTheirVectors() {
    Column.Text place =
        new Column.Text("place", new String[] {"3 -2", "-1 0", "", "", "", "", "", ""});
    Interactions events = FeatureSpaceTest.events().withColumn(place);
    FeatureSpace wide = FeatureSpace.fit(events, new int[] {0, 1}, kinds());
    Examples all = wide.encode(events);
    FeatureBatch batch =
        wide.all()
            .gather(all.users(), all.items(), all.context(), new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    FieldEmbedding layer = new FieldEmbedding(wide.all(), 3, true, 0.5, RandomStream.of(1, "init"));
    GradientCheck.check((tape, x) -> layer.forward(tape, batch), layer.parameters());
    float[] numeric =
        ((Parameter.Dense) layer.parameters().getFirst()).variable().value().toArray();
    int vectors = numeric.length - 6;
    try (Tape tape = Tape.inference(new TensorPool())) {
      float[] y = layer.forward(tape, batch).value().toArray();
      int last = 3 * (layer.fields() - 1);
      for (int d = 0; d < 3; d++) {
        float expected = 2 * numeric[vectors + d] - numeric[vectors + 3 + d];
        assertEquals(expected, y[last + d], 1e-6f);
      }
    }
  }

  private static List<FieldKind> kinds() {
    List<FieldKind> kinds = new ArrayList<>(List.of(NumberList.KIND));
    kinds.addAll(FieldKind.STANDARD);
    return kinds;
  }

  private static List<String> names(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::name).toList();
  }

  @Test
  void anEmptyBatchGivesNoRows() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      assertEquals(Shape.of(0, 6, 3), layer(true).forward(tape, batch()).shape());
    }
  }
}
