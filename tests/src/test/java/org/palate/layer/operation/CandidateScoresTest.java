// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palate.autograd.GradientCheck.random;

import org.junit.jupiter.api.Test;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

final class CandidateScoresTest {
  @Test
  void gradients() {
    for (int[] dims : new int[][] {{2, 3, 4}, {3, 1, 5}, {1, 2, 17}}) {
      GradientCheck.check(
          (tape, x) -> CandidateScores.of(x[0], x[1]),
          random("x", dims[0], dims[2]),
          random("v", dims));
    }
  }

  /** (1, 2) with (3, 4) and (5, 6): 11 and 17; (7, 8) with (1, 0) and (0, 1): 7 and 8. */
  @Test
  void valuesByHand() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable queries = tape.constant(Tensor.of(Shape.of(2, 2), new float[] {1, 2, 7, 8}));
      Variable candidates =
          tape.constant(Tensor.of(Shape.of(2, 2, 2), new float[] {3, 4, 5, 6, 1, 0, 0, 1}));
      assertArrayEquals(
          new float[] {11, 17, 7, 8}, CandidateScores.of(queries, candidates).value().toArray());
      assertThrows(IllegalArgumentException.class, () -> CandidateScores.of(candidates, queries));
    }
  }

  @Test
  void ofOneCandidateEachAreTheDotProductsOfRows() {
    try (Tape tape = Tape.inference(new TensorPool())) {
      Variable queries = tape.constant(random("x", 300, 50));
      Variable items = tape.constant(random("v", 300, 50));
      assertArrayEquals(
          Reductions.rowDot(queries, items).value().toArray(),
          CandidateScores.of(queries, Layout.reshape(items, 300, 1, 50)).value().toArray());
    }
  }
}
