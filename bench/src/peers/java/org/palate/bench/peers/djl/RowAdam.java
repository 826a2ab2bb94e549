// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;

/**
 * Adam on the touched rows of a table, by the rule of PyTorch's SparseAdam: rows not touched keep
 * their moments, the bias correction counts the steps of the table, and eps is not corrected.
 */
final class RowAdam {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPS = 1e-8f;

  private final NDArray table;
  private final NDArray means;
  private final NDArray variances;
  private final float rate;
  private int steps;

  RowAdam(NDArray table, float rate) {
    this.table = table;
    this.rate = rate;
    means = table.zerosLike();
    variances = table.zerosLike();
  }

  /** Moves the rows by their gradients. */
  void step(TouchedRows touched) {
    steps++;
    NDArray gradient = touched.rows.getGradient();
    NDArray mean = touched.rowsOf(means).muli(BETA1).addi(gradient.mul(1 - BETA1));
    touched.write(means, mean);
    NDArray variance =
        touched.rowsOf(variances).muli(BETA2).addi(gradient.square().muli(1 - BETA2));
    touched.write(variances, variance);
    double corrected = rate * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
    NDArray change = mean.mul(corrected).divi(variance.sqrt().addi(EPS));
    touched.write(table, touched.rows.stopGradient().sub(change));
  }
}
