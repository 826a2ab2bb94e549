// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.CrossEntropy;
import org.palate.nn.Embedding;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.nn.Lstm;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.TensorPool;

/**
 * A step of an LSTM that predicts the next item by a softmax over all of them; Adam, lazy on the
 * table. The batch is the same each time, its ids uniform.
 */
public final class LstmWork {
  /**
   * How large the model and its batch are.
   *
   * @param batch sequences
   * @param length of each
   * @param items to choose from
   * @param dim floats of the vector of an item
   * @param hidden floats of a state
   */
  public record Sizes(int batch, int length, int items, int dim, int hidden) {
    /** 256 sequences of 50 of the items of MovieLens 1M. */
    public static final Sizes MOVIELENS = new Sizes(256, 50, 3417, 64, 128);
  }

  private static final class Model extends Layer {
    private final Sizes sizes;
    private final Embedding item;
    private final Lstm lstm;
    private final Linear out;

    Model(Sizes sizes) {
      this.sizes = sizes;
      item = child("item", new Embedding(sizes.items, sizes.dim, 1, RandomStream.of(1, "items")));
      lstm = child("lstm", new Lstm(sizes.dim, sizes.hidden, RandomStream.of(1, "lstm")));
      out = child("out", new Linear(sizes.hidden, sizes.items, RandomStream.of(1, "out")));
    }

    Variable logits(Tape tape, IntTensor sequences) {
      Variable last = lstm.forward(item.forward(tape, sequences)).hidden();
      return out.forward(Layout.reshape(last, sizes.batch, sizes.hidden));
    }
  }

  private final Model model;
  private final Optimizer adam;
  private final TensorPool pool = new TensorPool();
  private final IntTensor sequences;
  private final IntTensor targets;
  private long step;

  /** A model before training, and a batch. */
  public LstmWork(Sizes sizes) {
    model = new Model(sizes);
    adam = new Adam(model.parameters(), Adam.Options.of(1e-3));
    int[] ids = Values.ints("sequences", sizes.batch * sizes.length, sizes.items);
    sequences = new IntTensor(Shape.of(sizes.batch, sizes.length), ids);
    targets = IntTensor.of(Values.ints("targets", sizes.batch, sizes.items));
  }

  /** The model. */
  public Layer model() {
    return model;
  }

  /** The items that each sequence begins with, {@code [batch, length]}. */
  public IntTensor sequences() {
    return sequences;
  }

  /** The item that each goes on with, {@code [batch]}. */
  public IntTensor targets() {
    return targets;
  }

  /** Forward, backward, update; gives the loss. */
  public float step() {
    try (Tape tape = Tape.training(pool, 1, step++)) {
      Variable loss = CrossEntropy.MEAN.loss(model.logits(tape, sequences), targets);
      adam.zeroGradients();
      tape.backward(loss);
      adam.step();
      return loss.value().item();
    }
  }

  /** Writes what was learned into a fingerprint. */
  public void writeTo(Fingerprint fingerprint) {
    fingerprint.add(model);
  }
}
