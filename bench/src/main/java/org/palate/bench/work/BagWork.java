// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.work;

import java.util.Arrays;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.autograd.lookup.Lookups;
import org.palate.autograd.lookup.Lookups.BagMode;
import org.palate.nn.EmbeddingBag;
import org.palate.optim.AdaGrad;
import org.palate.optim.Optimizer;
import org.palate.tensor.IntTensor;
import org.palate.tensor.RandomStream;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;
import org.palate.tensor.TensorPool;

/**
 * Bags of random rows of a large table: their sums, and a training step with AdaGrad on the rows
 * touched, whose loss is the sum of all outputs. Eight sets of ids take turns, so that no call
 * finds its rows in the cache.
 */
public final class BagWork {
  /** Rows of the table in the guard. */
  public static final int ROWS = 1_000_000;

  /** Floats of a row in the guard. */
  public static final int DIM = 64;

  private static final int BAGS = 4096;
  private static final int PER_BAG = 20;
  private static final int SETS = 8;

  private final EmbeddingBag bags;
  private final Optimizer adagrad;
  private final TensorPool pool = new TensorPool();
  private final int[][] ids = new int[SETS][];
  private final int[] offsets = new int[BAGS + 1];
  private final Tensor ones;
  private int turn;

  /** Bags over a table of so many rows of so many floats. */
  public BagWork(int rows, int dim) {
    bags = new EmbeddingBag(rows, dim, BagMode.SUM, 0.01, RandomStream.of(1, "bags"));
    adagrad = new AdaGrad(bags.parameters(), AdaGrad.Options.of(0.01));
    ones = Tensor.full(1f, BAGS, dim);
    Arrays.setAll(offsets, bag -> bag * PER_BAG);
    Arrays.setAll(ids, set -> Values.ints("ids " + set, BAGS * PER_BAG, rows));
  }

  /** The table and its gradients. */
  public EmbeddingBag bags() {
    return bags;
  }

  /** The ids of one of the eight sets, {@code [bags, ids a bag]}. */
  public IntTensor ids(int set) {
    return new IntTensor(Shape.of(BAGS, PER_BAG), ids[set]);
  }

  /** The sums of 4096 bags of 20 rows; gives one of their floats. */
  public float forward() {
    try (Tape tape = Tape.inference(pool)) {
      return bags.forward(tape, ids[turn++ % SETS], offsets).value().data()[0];
    }
  }

  /** A copy of the sums of one of the eight sets. */
  public float[] sums(int set) {
    try (Tape tape = Tape.inference(pool)) {
      return bags.forward(tape, ids[set], offsets).value().toArray();
    }
  }

  /** The 81,920 rows of the bags, not summed; gives one of their floats. */
  public float lookUp() {
    try (Tape tape = Tape.inference(pool)) {
      return Lookups.embedding(tape, bags.weight(), ids(turn++ % SETS)).value().data()[0];
    }
  }

  /** A copy of the rows of one of the eight sets. */
  public float[] rows(int set) {
    try (Tape tape = Tape.inference(pool)) {
      return Lookups.embedding(tape, bags.weight(), ids(set)).value().toArray();
    }
  }

  /** The sums, their gradients by rows, and AdaGrad; gives one float of the sums. */
  public float step() {
    try (Tape tape = Tape.training(pool, 1, turn)) {
      Variable sums = bags.forward(tape, ids[turn++ % SETS], offsets);
      adagrad.zeroGradients();
      tape.backward(sums, ones);
      adagrad.step();
      return sums.value().data()[0];
    }
  }

  /** Writes what was learned into a fingerprint. */
  public void writeTo(Fingerprint fingerprint) {
    fingerprint.add(bags);
  }
}
