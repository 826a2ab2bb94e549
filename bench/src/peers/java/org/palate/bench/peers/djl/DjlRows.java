// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import org.palate.bench.peers.Inputs;

/** Rows of a table, or their sums by bags. */
final class DjlRows extends DjlSide {
  private final NDArray table = floats("weight");
  private final NDArray[] ids = sets();
  private final boolean sum;
  private int turn;

  DjlRows(Inputs inputs, boolean sum) {
    super(inputs);
    this.sum = sum;
  }

  private NDArray rows(NDArray set) {
    NDArray rows = Layers.rows(set, table);
    if (!sum) {
      return rows;
    }
    try (rows) {
      return rows.sum(new int[] {1});
    }
  }

  @Override
  void call() {
    rows(ids[turn++ % ids.length]).close();
  }

  @Override
  public float[] outcome() {
    try (NDArray rows = rows(ids[0])) {
      return rows.toFloatArray();
    }
  }
}
