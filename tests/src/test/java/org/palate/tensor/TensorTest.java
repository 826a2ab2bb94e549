// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TensorTest {
  @Test
  void shapesKnowTheirAxes() {
    Shape shape = Shape.of(2, 3, 4);
    assertEquals(24, shape.size());
    assertEquals(3, shape.rank());
    assertEquals(4, shape.dim(-1));
    assertEquals(2, shape.dim(-3));
    assertEquals(4, shape.last());
    assertEquals(6, shape.rows());
    assertEquals(12, shape.product(1, 3));
    assertEquals(Shape.of(2, 7, 4), shape.with(-2, 7));
    assertEquals("[2, 3, 4]", shape.toString());
    assertEquals(1, Shape.SCALAR.size());
    assertEquals(1, Shape.SCALAR.rows());
    assertEquals(1, Shape.SCALAR.last());
    assertEquals(0, Shape.of(3, 0).size());
    assertNotEquals(Shape.of(1), Shape.SCALAR);
    int[] dims = {2, 3};
    Shape kept = Shape.of(dims);
    dims[0] = 9;
    kept.toArray()[0] = 9;
    assertEquals(Shape.of(2, 3), kept);
  }

  @Test
  void impossibleShapesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(65_536, 65_536));
    assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2, 3).dim(2));
    assertThrows(IndexOutOfBoundsException.class, () -> Shape.of(2, 3).dim(-3));
    assertThrows(IndexOutOfBoundsException.class, () -> Shape.SCALAR.dim(0));
  }

  @Test
  void elementsLieRowMajor() {
    Tensor tensor = Tensor.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});
    assertEquals(6, tensor.get(1, 2));
    assertEquals(4, tensor.get(1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.get(0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.get(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> tensor.get(1));
    assertThrows(IllegalStateException.class, tensor::item);
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(Shape.of(2), new float[3]));
    assertArrayEquals(new float[] {7, 7}, Tensor.full(7, 2).toArray());
  }

  @Test
  void reshapingSharesTheNumbersAndInfersOneLength() {
    Tensor tensor = Tensor.of(1, 2, 3, 4, 5, 6);
    Tensor matrix = tensor.reshape(-1, 2);
    assertEquals(Shape.of(3, 2), matrix.shape());
    assertSame(tensor.data(), matrix.data());
    assertThrows(IllegalArgumentException.class, () -> tensor.reshape(4, -1));
    assertThrows(IllegalArgumentException.class, () -> tensor.reshape(-1, -1));
    assertThrows(IllegalArgumentException.class, () -> tensor.reshape(0, -1));
    assertThrows(IllegalArgumentException.class, () -> tensor.reshape(5));
  }

  @Test
  void settingWantsTheSameShape() {
    Tensor tensor = Tensor.zeros(2, 2);
    tensor.set(Tensor.full(3, 2, 2));
    assertEquals(3, tensor.get(1, 1));
    String message =
        assertThrows(IllegalArgumentException.class, () -> tensor.set(Tensor.zeros(4)))
            .getMessage();
    assertEquals("set: expected shape [2, 2], found [4]", message);
  }

  @Test
  void intTensorsCompareByContent() {
    assertEquals(IntTensor.of(1, 2), new IntTensor(Shape.of(2), new int[] {1, 2, 99}));
    assertNotEquals(IntTensor.of(1, 2), IntTensor.of(1, 3));
    assertThrows(
        IllegalArgumentException.class, () -> new IntTensor(Shape.of(3), new int[] {1, 2}));
  }

  @Test
  void aPoolHandsOutEachArrayOnce() {
    TensorPool pool = new TensorPool();
    Tensor a = pool.take(Shape.of(100));
    Tensor b = pool.take(Shape.of(100));
    assertTrue(a.data() != b.data());
    float[] first = a.data();
    pool.endStep();
    assertThrows(IllegalStateException.class, a::data);
    assertThrows(IllegalStateException.class, () -> a.reshape(10, 10));
    assertSame(first, pool.take(Shape.of(100)).data(), "the same step gets the same memory");
    long held = pool.bytesHeld();
    assertEquals(0, pool.zeros(Shape.of(100)).data()[99]);
    assertEquals(held, pool.bytesHeld());
  }

  @Test
  void whatIsGivenBackEarlyServesTheNext() {
    TensorPool pool = new TensorPool();
    Tensor a = pool.take(Shape.of(100));
    Tensor b = pool.take(Shape.of(100));
    pool.release(a);
    assertThrows(IllegalArgumentException.class, () -> pool.release(a), "it is back already");
    Tensor c = pool.take(Shape.of(99));
    assertSame(a.data(), c.data());
    assertTrue(pool.take(Shape.of(100)).data() != b.data(), "b is still out");
    long held = pool.bytesHeld();
    pool.endStep();
    assertThrows(IllegalStateException.class, () -> pool.release(b), "its step has ended");
    for (int i = 0; i < 3; i++) {
      pool.take(Shape.of(100));
    }
    assertEquals(held, pool.bytesHeld(), "each array is back once");
  }

  /** A class holds every size up to its length, and wastes at most a fifth beyond the smallest. */
  @Test
  void sizeClassesFitClosely() {
    for (long size = 1; size < Integer.MAX_VALUE - 8; size += 1 + size / 97) {
      int sizeClass = TensorPool.sizeClass((int) size);
      int length = TensorPool.length(sizeClass);
      assertTrue(length >= size, "size " + size);
      assertTrue(length <= Math.max(64, size * 1.25), "size " + size + " got " + length);
      assertEquals(sizeClass, TensorPool.sizeClass(length), "an array goes back to its class");
    }
  }
}
