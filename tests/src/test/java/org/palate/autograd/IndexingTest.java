// SPDX-License-Identifier: Apache-2.0
package org.palate.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class IndexingTest {
  private static final IntTensor ROWS = IntTensor.of(2, 0, 2, 1);

  @Test
  void gradientsOfWhatIsPickedTwiceAddUp() {
    for (int axis = 0; axis < 3; axis++) {
      int at = axis;
      GradientCheck.check((tape, x) -> Indexing.indexSelect(x[0], at, ROWS), random("x", 3, 3, 3));
    }
    IntTensor index = new IntTensor(Shape.of(2, 3), new int[] {1, 0, 1, 0, 0, 1});
    GradientCheck.check((tape, x) -> Indexing.gather(x[0], 0, index), random("x", 2, 4));
    GradientCheck.check((tape, x) -> Indexing.gather(x[0], -1, index), random("x", 2, 3));
  }

  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.of(Shape.of(3, 2), new float[] {1, 2, 3, 4, 5, 6}));
      Variable rows = Indexing.indexSelect(x, 0, ROWS);
      assertEquals(Shape.of(4, 2), rows.shape());
      assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6, 3, 4}, rows.value().toArray());
      IntTensor index = new IntTensor(Shape.of(3, 1), new int[] {1, 0, 1});
      assertArrayEquals(new float[] {2, 3, 6}, Indexing.gather(x, 1, index).value().toArray());
    }
  }

  @Test
  void positionsOutsideAreNamed() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable x = tape.constant(Tensor.zeros(2, 2));
      assertThrows(
          IndexOutOfBoundsException.class, () -> Indexing.indexSelect(x, 0, IntTensor.of(2)));
      assertThrows(IllegalArgumentException.class, () -> Indexing.gather(x, 0, IntTensor.of(0)));
      IntTensor wide = new IntTensor(Shape.of(1, 3), new int[3]);
      assertThrows(IllegalArgumentException.class, () -> Indexing.gather(x, 0, wide));
    }
  }
}
