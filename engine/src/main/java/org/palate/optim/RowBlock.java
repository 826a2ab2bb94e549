// SPDX-License-Identifier: Apache-2.0
package org.palate.optim;

import org.palate.autograd.RowGradients;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.tensor.Table;

/**
 * Some touched rows of a table and their state, copied side by side for one update and back.
 *
 * <p>Rows lie anywhere in memory. An update that goes from row to row waits for each in turn;
 * copies of many rows do not depend on each other, so that their reads overlap, and what is updated
 * then is one piece that lies in the cache.
 */
final class RowBlock {
  /** Floats of a block, of the rows or of one of their states: 16 KB. */
  private static final int FLOATS = 4096;

  private final float[] values;
  private final float[] gradients;
  private final float[][] state;
  private int[] rows;
  private int from;
  private int to;

  /**
   * A block for tables whose rows have at most {@code dim} floats.
   *
   * @param states how many numbers of state there are for each number of a table
   */
  RowBlock(int dim, int states) {
    int floats = Math.max(dim, FLOATS);
    values = new float[floats];
    gradients = new float[floats];
    state = new float[states][floats];
  }

  /** How many rows of {@code dim} floats it holds. */
  int capacity(int dim) {
    return values.length / dim;
  }

  /**
   * Copies the rows of slots {@code from} to {@code to} (exclusive) of a table's gradients into the
   * block: the gradients, the rows of the table and of the tables of its state.
   */
  void load(Table table, Table[] states, RowGradients touched, int from, int to) {
    this.rows = touched.rows();
    this.from = from;
    this.to = to;
    touched.copyTo(from, to, gradients);
    gather(table, values);
    for (int s = 0; s < state.length; s++) {
      gather(states[s], state[s]);
    }
  }

  /** Copies the block back to where it came from. */
  void store(Table table, Table[] states) {
    scatter(values, table);
    for (int s = 0; s < state.length; s++) {
      scatter(state[s], states[s]);
    }
  }

  private void gather(Table table, float[] block) {
    Kernels kernels = Engine.kernels();
    kernels.rows().gather(table.pagedRows(), rows, from, to, block, 0);
  }

  private void scatter(float[] block, Table table) {
    Kernels kernels = Engine.kernels();
    kernels.rows().scatter(table.pagedRows(), rows, from, to, block, 0);
  }

  /** The rows, one after another. */
  float[] values() {
    return values;
  }

  /** Their gradients, as {@link #values}. */
  float[] gradients() {
    return gradients;
  }

  /** Their state, each as {@link #values}. */
  float[][] state() {
    return state;
  }

  /** How many rows are loaded. */
  int count() {
    return to - from;
  }

  /** The number, in its table, of the i-th row loaded. */
  int row(int i) {
    return rows[from + i];
  }
}
