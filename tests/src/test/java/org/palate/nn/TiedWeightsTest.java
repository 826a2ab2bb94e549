// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.GradientCheck;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.io.StateDict;
import org.palate.optim.Sgd;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/** An embedding that is also the output matrix, as in GRU4Rec with constrained embeddings. */
final class TiedWeightsTest {
  private static final int ITEMS = 6;
  private static final int DIM = 3;

  /** Items seen, a GRU over them, and scores of all items by the same vectors. */
  private static final class Tied extends Layer {
    final DenseEmbedding items;
    final Gru gru;
    final Linear out;

    Tied(boolean tied) {
      RandomStream random = RandomStream.of(5, "tied");
      items = child("items", new DenseEmbedding(ITEMS, DIM, 1, random));
      gru = child("gru", new Gru(DIM, DIM, RecurrentOptions.DEFAULT, RandomStream.of(5, "gru")));
      Variable weight = tied ? items.weight() : Variable.parameter(items.weight().value().copy());
      out = child("out", new Linear(weight, Variable.parameter(Tensor.zeros(ITEMS))));
    }

    Variable forward(Tape tape, IntTensor ids) {
      Variable last = gru.forward(items.forward(tape, ids)).hidden();
      return out.forward(Layout.reshape(last, ids.shape().dim(0), DIM));
    }

    void backward() {
      try (Tape tape = Tape.training(new TensorPool(), 1, 1)) {
        IntTensor ids = new IntTensor(Shape.of(2, 2), new int[] {1, 4, 4, 0});
        tape.backward(CrossEntropy.MEAN.loss(forward(tape, ids), IntTensor.of(2, 5)));
      }
    }
  }

  @Test
  void theGradientsOfLookUpsAndOfTheProductAddUp() {
    Tied tied = new Tied(true);
    Tied apart = new Tied(false);
    tied.backward();
    apart.backward();
    float[] sum = apart.items.weight().gradient().toArray();
    float[] product = apart.out.weight().gradient().toArray();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += product[i];
    }
    assertArrayEquals(sum, tied.items.weight().gradient().toArray(), 1e-6f);
    assertTrue(product[0] != 0 && apart.items.weight().gradient().data()[0] != 0);
    Tied checked = new Tied(true);
    GradientCheck.check(
        (tape, x) -> checked.forward(tape, new IntTensor(Shape.of(1, 2), new int[] {3, 3})),
        checked.parameters());
  }

  @Test
  void theOptimizerStepsOnceAndTheStateHasBothNames() {
    Tied tied = new Tied(true);
    assertEquals(new Tied(false).parameters().size() - 1, tied.parameters().size());
    Tensor before = tied.items.weight().value().copy();
    tied.backward();
    new Sgd(tied.parameters(), Sgd.Options.of(0.5)).step();
    for (int i = 0; i < before.size(); i++) {
      assertEquals(
          before.data()[i] - 0.5f * tied.items.weight().gradient().data()[i],
          tied.out.weight().value().data()[i],
          1e-6f);
    }
    assertTrue(StateDict.tensors(tied).keySet().containsAll(List.of("items.weight", "out.weight")));
  }

  /** The other way round: vectors of an output layer; y = w[2] + w[2], times 3 by a product. */
  @Test
  void anEmbeddingMayReadTheWeightOfAnyLayer() {
    Linear out = new Linear(2, 4, false, RandomStream.of(1, "out"));
    DenseEmbedding read = new DenseEmbedding(out.weight());
    try (Tape tape = Tape.training(new TensorPool(), 1, 1)) {
      Variable x = tape.constant(Tensor.full(3f, 1, 2));
      Variable vectors = read.forward(tape, IntTensor.of(2, 2));
      tape.backward(
          List.of(Arithmetic.scale(vectors, 1), out.forward(x)),
          List.of(Tensor.full(1f, 2, 2), Tensor.full(1f, 1, 4)));
    }
    assertArrayEquals(new float[] {3, 3, 3, 3, 5, 5, 3, 3}, out.weight().gradient().toArray());
  }

  @Test
  void anEmbeddingOfTheSameStreamStartsWithTheSameVectors() {
    Embedding rows = new Embedding(ITEMS, DIM, 0.5, 0, RandomStream.of(7, "items"));
    DenseEmbedding dense = new DenseEmbedding(ITEMS, DIM, 0.5, 0, RandomStream.of(7, "items"));
    assertArrayEquals(rows.weight().table().toTensor().toArray(), dense.weight().value().toArray());
  }

  @Test
  void shapesThatDoNotGoTogetherAreRefused() {
    Variable matrix = Variable.parameter(Tensor.zeros(4, 2));
    String bias =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Linear(matrix, Variable.parameter(Tensor.zeros(2))))
            .getMessage();
    assertEquals(
        "expected a weight [out, in] and a bias [out] or none, found [4, 2] and [2]", bias);
    assertThrows(
        IllegalArgumentException.class,
        () -> new DenseEmbedding(Variable.parameter(Tensor.zeros(4))));
    try (Tape tape = Tape.training(new TensorPool(), 1, 1)) {
      Variable input = tape.input(Tensor.zeros(4, 2));
      String message =
          assertThrows(IllegalArgumentException.class, () -> new Linear(input, null)).getMessage();
      assertTrue(message.contains("belongs to the tape of a step"), message);
    }
  }
}
