// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.CrossEntropy;
import org.palate.nn.Embedding;
import org.palate.nn.Linear;
import org.palate.nn.Lstm;
import org.palate.nn.Module;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.TensorPool;

/**
 * A step of an LSTM that foretells the next item: 256 sequences of 50 items, vectors of 64, a state
 * of 128, softmax over 3,417 items; Adam, lazy on the table.
 */
public final class LstmWork {
  private static final int BATCH = 256;
  private static final int LENGTH = 50;
  private static final int ITEMS = 3417;
  private static final int DIM = 64;
  private static final int HIDDEN = 128;

  private static final class Model extends Module {
    private final Embedding item;
    private final Lstm lstm;
    private final Linear out;

    Model() {
      item = child("item", new Embedding(ITEMS, DIM, 1, RandomStream.of(1, "items")));
      lstm = child("lstm", new Lstm(DIM, HIDDEN, RandomStream.of(1, "lstm")));
      out = child("out", new Linear(HIDDEN, ITEMS, RandomStream.of(1, "out")));
    }

    Variable logits(Tape tape, IntTensor sequences) {
      Variable last = lstm.forward(tape, item.forward(tape, sequences)).hidden();
      return out.forward(Layout.reshape(last, BATCH, HIDDEN));
    }
  }

  private final Model model = new Model();
  private final Optimizer adam = new Adam(model.parameters(), Adam.Options.of(1e-3));
  private final TensorPool pool = new TensorPool();
  private final IntTensor sequences =
      new IntTensor(Shape.of(BATCH, LENGTH), Values.ints("sequences", BATCH * LENGTH, ITEMS));
  private final IntTensor targets = IntTensor.of(Values.ints("targets", BATCH, ITEMS));
  private long step;

  /** The model. */
  public Module model() {
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

  /** Floating-point operations of the products of one step; a multiply-add is two. */
  public static double flops() {
    double recurrent = (double) BATCH * LENGTH * 4 * HIDDEN * (DIM + HIDDEN);
    double out = (double) BATCH * ITEMS * HIDDEN;
    return 2 * 3 * (recurrent + out);
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
