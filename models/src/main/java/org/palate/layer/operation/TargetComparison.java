// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import java.util.Arrays;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * A target beside each vector of a history: both, their difference and their product, which the
 * perceptron of a {@code TargetAttention} scores.
 */
public final class TargetComparison {
  private TargetComparison() {}

  /**
   * {@code [q, k, q - k, q * k]} for each k. Gradients: with that of the result in parts a, b, c,
   * e, {@code dk = b - c + e q}, and dq the sum of {@code a + c + e k} over the history.
   *
   * @param target q, {@code [batch, dim]}
   * @param history k, {@code [batch, n, dim]}
   * @return {@code [batch, n, 4 dim]}
   */
  public static Variable of(Variable target, Variable history) {
    Tape tape = Tape.of(target, history);
    int n = history.shape().dim(1);
    int dim = history.shape().dim(2);
    int grain = Math.max(1, 8_192 / Math.max(1, n * dim));
    Tensor y = tape.take(history.shape().with(2, 4 * dim));
    float[] q = target.value().data();
    float[] k = history.value().data();
    float[] out = y.data();
    Workers.shared()
        .forRange(
            target.shape().dim(0),
            grain,
            (from, to) -> {
              for (int row = from * n; row < to * n; row++) {
                compare(dim, q, row / n * dim, k, row * dim, out, row * 4 * dim);
              }
            });
    return tape.record(
        y,
        g -> {
          Tensor dq = tape.take(target.shape());
          Tensor dk = tape.take(history.shape());
          Arrays.fill(dq.data(), 0, dq.size(), 0f);
          Workers.shared()
              .forRange(
                  target.shape().dim(0),
                  grain,
                  (from, to) -> {
                    for (int row = from * n; row < to * n; row++) {
                      int at = row / n * dim;
                      sumTarget(dim, g.data(), row * 4 * dim, k, row * dim, dq.data(), at);
                      sumHistory(dim, g.data(), row * 4 * dim, q, at, dk.data(), row * dim);
                    }
                  });
          if (target.requiresGradient()) {
            target.transferGradient(dq);
          }
          if (history.requiresGradient()) {
            history.transferGradient(dk);
          }
        },
        target,
        history);
  }

  private static void compare(
      int dim, float[] q, int qAt, float[] k, int kAt, float[] out, int at) {
    for (int d = 0; d < dim; d++) {
      out[at + d] = q[qAt + d];
      out[at + dim + d] = k[kAt + d];
      out[at + 2 * dim + d] = q[qAt + d] - k[kAt + d];
      out[at + 3 * dim + d] = q[qAt + d] * k[kAt + d];
    }
  }

  private static void sumTarget(
      int dim, float[] g, int at, float[] k, int kAt, float[] dq, int qAt) {
    for (int d = 0; d < dim; d++) {
      float alone = g[at + d] + g[at + 2 * dim + d];
      dq[qAt + d] += Math.fma(g[at + 3 * dim + d], k[kAt + d], alone);
    }
  }

  private static void sumHistory(
      int dim, float[] g, int at, float[] q, int qAt, float[] dk, int kAt) {
    for (int d = 0; d < dim; d++) {
      float alone = g[at + dim + d] - g[at + 2 * dim + d];
      dk[kAt + d] = Math.fma(g[at + 3 * dim + d], q[qAt + d], alone);
    }
  }
}
