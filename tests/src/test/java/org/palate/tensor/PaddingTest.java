// SPDX-License-Identifier: Apache-2.0
package org.palate.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class PaddingTest {
  private static final int[][] ROWS = {{1, 2, 3, 4}, {}, {5, 6}};

  @Test
  void rowsArePaddedOnEitherSideToTheLongest() {
    assertEquals(
        new IntTensor(Shape.of(3, 4), new int[] {1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 5, 6}),
        Padding.left(ROWS, 0, 10));
    assertEquals(
        new IntTensor(Shape.of(3, 4), new int[] {1, 2, 3, 4, -1, -1, -1, -1, 5, 6, -1, -1}),
        Padding.right(ROWS, -1, 10));
    assertEquals(Shape.of(0, 0), Padding.left(new int[0][], 0, 5).shape());
  }

  @Test
  void paddedOnTheLeftTheNewestStayAndOnTheRightTheFirst() {
    assertEquals(
        new IntTensor(Shape.of(3, 3), new int[] {2, 3, 4, 0, 0, 0, 0, 5, 6}),
        Padding.left(ROWS, 0, 3));
    assertEquals(
        new IntTensor(Shape.of(3, 3), new int[] {1, 2, 3, 0, 0, 0, 5, 6, 0}),
        Padding.right(ROWS, 0, 3));
    assertThrows(IllegalArgumentException.class, () -> Padding.left(ROWS, 0, 0));
  }

  @Test
  void masksAreTrueWherePaddingIs() {
    boolean[] left = {false, false, false, true, true, true, true, false, false};
    boolean[] right = {false, false, false, true, true, true, false, false, true};
    int[] lengths = {3, 0, 2};
    assertArrayEquals(left, Masks.leftPadding(lengths, 3));
    assertArrayEquals(right, Masks.rightPadding(lengths, 3));
    assertArrayEquals(left, Masks.padding(Padding.left(ROWS, 0, 3), 0));
    assertArrayEquals(right, Masks.padding(Padding.right(ROWS, 0, 3), 0));
    assertArrayEquals(lengths, Masks.lengths(left, 3));
    assertArrayEquals(lengths, Masks.lengths(right, 3));
    assertArrayEquals(new boolean[] {false, true}, Masks.inverse(new boolean[] {true, false}));
  }

  @Test
  void lengthsThatDoNotFitAreNamed() {
    Exception tooLong =
        assertThrows(IllegalArgumentException.class, () -> Masks.leftPadding(new int[] {1, 4}, 3));
    assertEquals("expected lengths from 0 to 3, found 4 in row 1", tooLong.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Masks.lengths(new boolean[5], 2));
    assertArrayEquals(new int[2], Masks.lengths(new boolean[0], 2));
  }
}
