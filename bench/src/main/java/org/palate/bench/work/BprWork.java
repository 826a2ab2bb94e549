// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import org.palate.autograd.Reductions;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.nn.Embedding;
import org.palate.nn.Layer;
import org.palate.nn.Losses;
import org.palate.optim.Adam;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.TensorPool;

/**
 * A step of matrix factorisation by BPR at the sizes of MovieLens 1M: 6,040 users, 3,706 items,
 * vectors of 64, a batch of 1024 triples of user, chosen and unchosen item; Adam, lazy.
 */
public final class BprWork {
  private static final int USERS = 6040;
  private static final int ITEMS = 3706;
  private static final int DIM = 64;
  private static final int BATCH = 1024;

  private static final class Model extends Layer {
    private final Embedding users;
    private final Embedding items;

    Model() {
      users = child("user", new Embedding(USERS, DIM, 0.05, RandomStream.of(1, "users")));
      items = child("item", new Embedding(ITEMS, DIM, 0.05, RandomStream.of(1, "items")));
    }
  }

  private final Model model = new Model();
  private final Optimizer adam = new Adam(model.parameters(), Adam.Options.of(1e-3));
  private final TensorPool pool = new TensorPool();
  private final IntTensor users = IntTensor.of(Values.ints("batch users", BATCH, USERS));
  private final IntTensor chosen = IntTensor.of(Values.ints("chosen", BATCH, ITEMS));
  private final IntTensor unchosen = IntTensor.of(Values.ints("unchosen", BATCH, ITEMS));
  private long step;

  /** The two tables, {@code user.weight} and {@code item.weight}. */
  public Layer model() {
    return model;
  }

  /** The users of the batch. */
  public IntTensor users() {
    return users;
  }

  /** The item that each user chose. */
  public IntTensor chosen() {
    return chosen;
  }

  /** An item that each user did not choose. */
  public IntTensor unchosen() {
    return unchosen;
  }

  /** Forward, backward, update; gives the loss. */
  public float step() {
    try (Tape tape = Tape.training(pool, 1, step++)) {
      Variable user = model.users.forward(tape, users);
      Variable positive = Reductions.rowDot(user, model.items.forward(tape, chosen));
      Variable negative = Reductions.rowDot(user, model.items.forward(tape, unchosen));
      Variable loss = Losses.bpr(positive, negative);
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
