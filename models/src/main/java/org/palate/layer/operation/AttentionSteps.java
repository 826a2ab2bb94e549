// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import java.util.Arrays;
import org.palate.autograd.GradientTarget;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.kernel.product.Form;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * The steps of attention one by one, for attention that changes the scores before their softmax or
 * does not compute them from queries and keys: the scores of every query with every key, and the
 * softmax of a query's scores. Attention in one operation is {@link
 * org.palate.autograd.attention.Attention}, which also mixes the values for these.
 *
 * <p>Vectors of width {@code dim} hold {@code heads} parts of {@code dim / heads} side by side,
 * each of which attends for itself.
 */
public final class AttentionSteps {
  private AttentionSteps() {}

  /**
   * {@code s[b, h, i, j] = scale <q[b, i, h], k[b, j, h]>}. Gradients: with G that of s, {@code dq
   * = scale G k} and {@code dk = scale Gᵀ q} for each head.
   *
   * @param queries {@code [batch, n, dim]}
   * @param keys {@code [batch, m, dim]}
   * @return {@code [batch, heads, n, m]}
   */
  public static Variable scores(Variable queries, Variable keys, int heads, float scale) {
    checkHeads(queries, keys, heads);
    Tape tape = Tape.of(queries, keys);
    Blocks blocks = new Blocks(queries.shape().dim(0), heads);
    int n = queries.shape().dim(1);
    int m = keys.shape().dim(1);
    int dim = queries.shape().last();
    int d = dim / heads;
    Tensor s = tape.take(blocks.batch, heads, n, m);
    float[] q = queries.value().data();
    float[] k = keys.value().data();
    blocks.forEach(
        n * m * d,
        (kernels, b, h, block) -> {
          int at = block * n * m;
          int qAt = b * n * dim + h * d;
          int kAt = b * m * dim + h * d;
          kernels
              .products()
              .gemm(Form.NT, n, m, d, q, qAt, dim, k, kAt, dim, s.data(), at, m, false);
          kernels.elementwise().scale(n * m, scale, s.data(), at, s.data(), at);
        });
    return tape.record(
        s,
        g -> {
          Tensor scaled = tape.take(g.shape());
          float[] ds = scaled.data();
          Engine.kernels().elementwise().scale(g.size(), scale, g.data(), 0, ds, 0);
          GradientTarget dq = queries.gradientTarget();
          GradientTarget dk = keys.gradientTarget();
          blocks.forEach(
              2 * n * m * d,
              (kernels, b, h, block) -> {
                int at = block * n * m;
                int qAt = b * n * dim + h * d;
                int kAt = b * m * dim + h * d;
                if (dq.wanted()) {
                  kernels
                      .products()
                      .gemm(
                          Form.NN,
                          n,
                          d,
                          m,
                          ds,
                          at,
                          m,
                          k,
                          kAt,
                          dim,
                          dq.array(),
                          qAt,
                          dim,
                          dq.accumulate());
                }
                if (dk.wanted()) {
                  kernels
                      .products()
                      .gemm(
                          Form.TN,
                          m,
                          d,
                          n,
                          ds,
                          at,
                          m,
                          q,
                          qAt,
                          dim,
                          dk.array(),
                          kAt,
                          dim,
                          dk.accumulate());
                }
              });
        },
        queries,
        keys);
  }

  /**
   * The softmax of each query's scores over the keys that are not blocked; a blocked key has weight
   * 0, and where all keys are, all weights are. Gradient: {@code ds = w (g - <g, w>)}.
   *
   * @param scores {@code [batch, heads, n, m]}, or with no heads {@code [batch, n, m]}
   * @param blocked {@code [batch, n, m]}, the same for all heads, or null for none
   */
  public static Variable softmax(Variable scores, boolean[] blocked) {
    Tape tape = Tape.of(scores);
    int rank = scores.shape().rank();
    int m = scores.shape().last();
    int n = scores.shape().dim(-2);
    int heads = rank == 4 ? scores.shape().dim(1) : 1;
    if (blocked != null && (long) blocked.length * heads != scores.value().size()) {
      throw new IllegalArgumentException(
          "scores %s: expected %d flags of blocked keys, found %d"
              .formatted(scores.shape(), scores.value().size() / heads, blocked.length));
    }
    int taskSize = TaskSize.transcendentalRows(m);
    Tensor weights = tape.take(scores.shape());
    float[] s = scores.value().data();
    float[] w = weights.data();
    Workers.shared()
        .forRange(
            scores.shape().rows(),
            taskSize,
            (from, to) -> {
              for (int row = from; row < to; row++) {
                int at = row * m;
                System.arraycopy(s, at, w, at, m);
                if (blocked != null) {
                  int mask = (row / (heads * n) * n + row % n) * m;
                  for (int j = 0; j < m; j++) {
                    w[at + j] = blocked[mask + j] ? Float.NEGATIVE_INFINITY : w[at + j];
                  }
                }
                normalise(Engine.kernels(), m, w, at);
              }
            });
    return tape.record(
        weights,
        g -> {
          Tensor gradient = tape.take(scores.shape());
          float[] dw = g.data();
          float[] ds = gradient.data();
          Workers.shared()
              .forRange(
                  scores.shape().rows(),
                  taskSize,
                  (from, to) -> {
                    for (int row = from; row < to; row++) {
                      int at = row * m;
                      float mean = Engine.kernels().reductions().dot(m, dw, at, w, at);
                      for (int j = at; j < at + m; j++) {
                        ds[j] = w[j] * (dw[j] - mean);
                      }
                    }
                  });
          scores.transferGradient(gradient);
        },
        scores);
  }

  /** Turns scores into weights in place; those of minus infinity become 0. */
  private static void normalise(Kernels kernels, int m, float[] w, int at) {
    float max = m == 0 ? 0 : kernels.reductions().max(m, w, at);
    if (max == Float.NEGATIVE_INFINITY) {
      Arrays.fill(w, at, at + m, 0f);
      return;
    }
    for (int j = at; j < at + m; j++) {
      w[j] -= max;
    }
    kernels.elementwise().exp(m, w, at, w, at);
    float sum = kernels.reductions().sum(m, w, at);
    for (int j = at; j < at + m; j++) {
      w[j] /= sum;
    }
  }

  /**
   * What a position of a sequence may not see: what comes after it, and padding; a padded position
   * sees nothing.
   *
   * @param padding {@code [batch, n]}, true for padding; null for none
   * @return {@code [batch, n, n]}
   */
  public static boolean[] causal(boolean[] padding, int batch, int n) {
    checkPadding(padding, batch, n);
    boolean[] blocked = new boolean[Math.multiplyExact(batch * n, n)];
    for (int row = 0; row < batch * n; row++) {
      for (int j = 0; j < n; j++) {
        boolean padded = padding != null && (padding[row] || padding[row / n * n + j]);
        blocked[row * n + j] = padded || j > row % n;
      }
    }
    return blocked;
  }

  /** Refuses padding that is not {@code [batch, n]}; null is none. */
  public static void checkPadding(boolean[] padding, int batch, int n) {
    if (padding != null && padding.length != batch * n) {
      throw new IllegalArgumentException(
          "expected padding [%d, %d], found %d flags".formatted(batch, n, padding.length));
    }
  }

  private static void checkHeads(Variable a, Variable b, int heads) {
    if (heads < 1
        || a.shape().rank() != 3
        || b.shape().rank() != 3
        || a.shape().dim(0) != b.shape().dim(0)
        || a.shape().dim(2) != b.shape().dim(2)
        || a.shape().dim(2) % heads != 0) {
      throw new IllegalArgumentException(
          ("expected queries [batch, n, dim] and keys [batch, m, dim], dim a multiple of %d heads;"
                  + " found %s and %s")
              .formatted(heads, a.shape(), b.shape()));
    }
  }

  /** The blocks of one head of one example, each handled by one thread. */
  private record Blocks(int batch, int heads) {
    @FunctionalInterface
    interface Task {
      void run(Kernels kernels, int b, int h, int block);
    }

    void forEach(int work, Task task) {
      Workers.shared()
          .forRange(
              batch * heads,
              Math.max(1, 262_144 / Math.max(1, work)),
              (from, to) -> {
                for (int block = from; block < to; block++) {
                  task.run(Engine.kernels(), block / heads, block % heads, block);
                }
              });
    }
  }
}
