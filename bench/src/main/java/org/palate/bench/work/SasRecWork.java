// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.layer.SasRecEncoder;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.TensorPool;

/**
 * A step of SASRec: two blocks of one head, a negative for each position; Adam, lazy on the items.
 * The batch is the same each time, full histories of uniform ids.
 */
public final class SasRecWork {
  /** The sizes of MovieLens 1M: 3,416 items, histories of 200, vectors of 50, dropout of 0.2. */
  public static final SasRecEncoder.Options MOVIELENS = SasRecEncoder.Options.of(3417, 200, 50);

  private final SasRecEncoder.Options options;
  private final SasRecEncoder encoder;
  private final Optimizer adam;
  private final TensorPool pool = new TensorPool();
  private final IntTensor history;
  private final IntTensor next;
  private final IntTensor negatives;
  private final boolean[] valid;
  private long step;

  /** A model before training, and a batch of so many histories. */
  public SasRecWork(int batch, SasRecEncoder.Options options) {
    this.options = options;
    encoder = new SasRecEncoder(options, 0.02, RandomStream.of(1, "sasrec"));
    adam = new Adam(encoder.parameters(), Adam.Options.of(1e-3));
    history = items("history", batch);
    next = items("next", batch);
    negatives = items("negatives", batch);
    valid = SasRecEncoder.valid(next);
  }

  private IntTensor items(String name, int batch) {
    int[] ids = Values.ints(name, batch * options.length(), options.items() - 1);
    for (int i = 0; i < ids.length; i++) {
      ids[i]++;
    }
    return new IntTensor(Shape.of(batch, options.length()), ids);
  }

  /** The model. */
  public SasRecEncoder encoder() {
    return encoder;
  }

  /** Items that were chosen one after another, {@code [batch, length]}. */
  public IntTensor history() {
    return history;
  }

  /** The item after each of them. */
  public IntTensor next() {
    return next;
  }

  /** An item that did not come next. */
  public IntTensor negatives() {
    return negatives;
  }

  /** Forward, backward, update; gives the loss. */
  public float step() {
    try (Tape tape = Tape.training(pool, 1, step++)) {
      Variable states = encoder.forward(tape, history);
      Variable positive = encoder.scores(states, next);
      Variable negative = encoder.scores(states, negatives);
      Variable loss = SasRecEncoder.loss(positive, negative, valid);
      adam.zeroGradients();
      tape.backward(loss);
      adam.step();
      return loss.value().item();
    }
  }

  /** Writes what was learned into a fingerprint. */
  public void writeTo(Fingerprint fingerprint) {
    fingerprint.add(encoder);
  }
}
