// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.palate.bench.peers.Inputs;

/** The best items of users: all scores, then the best of each row. */
final class DjlTopItems extends DjlSide {
  private final NDArray users = floats("users");
  private final NDArray items = floats("items").transpose();
  private final int k;

  DjlTopItems(Inputs inputs, int k) {
    super(inputs);
    this.k = k;
  }

  private NDList best() {
    return users.matMul(items).topK(k, 1);
  }

  @Override
  void call() {
    try (NDManager call = manager.newSubManager()) {
      call.tempAttachAll(users);
      best();
    }
  }

  @Override
  public float[] outcome() {
    return best().get(0).toFloatArray();
  }
}
