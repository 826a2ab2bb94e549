// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.nio.FloatBuffer;
import java.util.function.Consumer;
import org.palate.bench.peers.Inputs;

/**
 * The best items of users: all scores of some users at a time, then the best of each row. So few
 * users at a time take a third of the time that all at once take, whose scores are 400 MB.
 */
final class DjlTopItems extends DjlSide {
  private static final int TOGETHER = 32;

  private final NDArray users = floats("users");
  private final NDArray items = floats("items").transpose();
  private final int k;

  DjlTopItems(Inputs inputs, int k) {
    super(inputs);
    this.k = k;
  }

  /** Finds the best items of every user; gives their scores to whoever wants them. */
  private void find(Consumer<NDArray> scores) {
    long count = users.getShape().get(0);
    for (long from = 0; from < count; from += TOGETHER) {
      try (NDManager part = manager.newSubManager()) {
        NDIndex some = new NDIndex("{}:{}", from, Math.min(from + TOGETHER, count));
        scores.accept(users.get(part, some).matMul(items).topK(k, 1).get(0));
      }
    }
  }

  @Override
  void call() {
    find(scores -> {});
  }

  @Override
  public float[] outcome() {
    FloatBuffer all = FloatBuffer.allocate((int) users.getShape().get(0) * k);
    find(scores -> all.put(scores.toFloatArray()));
    return all.array();
  }
}
