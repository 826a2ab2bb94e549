// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;

/**
 * The rows of a table that a step touches, as a small table of their own: gradients are as large as
 * these and not as the table, and whoever trains writes them back. Lives as long as the manager of
 * the ids.
 */
final class TouchedRows {
  private final NDIndex touched;
  private final NDArray unique;
  private final NDArray places;

  /** The rows themselves, each once; gradients are collected for them. */
  final NDArray rows;

  TouchedRows(NDArray ids, NDArray table) {
    NDList found = ids.unique(null, true, true, false);
    unique = found.get(0);
    places = found.get(1);
    touched = new NDIndex("{}", unique);
    rows = rowsOf(table);
    rows.setRequiresGradient(true);
  }

  /** The row of each id, in the shape of the ids, with one more axis. */
  NDArray lookUp() {
    return Layers.rows(places, rows);
  }

  /** The same rows of another table. */
  NDArray rowsOf(NDArray table) {
    return Layers.rows(unique, table);
  }

  /** Overwrites these rows of a table. */
  void write(NDArray table, NDArray values) {
    table.set(touched, values);
  }
}
