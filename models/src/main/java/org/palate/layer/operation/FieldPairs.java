// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.Kernels;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * Products of every pair of fields, kept apart: pair after pair in the order {@code (0, 1), (0, 2),
 * …, (1, 2), …}, which makes {@code fields (fields - 1) / 2} of them.
 *
 * <p>Where only the sum over the pairs is needed, {@link FactorizationMachine} and {@link
 * BiInteraction} give it at a cost that grows with the fields, not with their square.
 */
public final class FieldPairs {
  private FieldPairs() {}

  /** The number of pairs of so many fields. */
  public static int count(int fields) {
    return Math.toIntExact((long) fields * (fields - 1) / 2);
  }

  /**
   * Element by element: {@code y[b, p] = x[b, i] * x[b, j]} for pair p of fields i and j. Gradient:
   * {@code dx[b, i]} receives {@code g[b, p] * x[b, j]}, and the other way round.
   *
   * @param x {@code [batch, fields, dim]}
   * @return {@code [batch, pairs, dim]}
   */
  public static Variable products(Variable x) {
    Sizes s = Sizes.of(x);
    Tape tape = Tape.of(x);
    Tensor y = tape.take(s.batch, s.pairs, s.dim);
    float[] in = x.value().data();
    float[] out = y.data();
    s.forEach(
        (kernels, pair, i, j) ->
            kernels.elementwise().multiply(s.dim, in, i, in, j, out, pair * s.dim));
    return tape.record(
        y,
        g -> {
          float[] dx = x.gradientAccumulator();
          float[] dy = g.data();
          s.forEach(
              (kernels, pair, i, j) -> {
                kernels.elementwise().multiplyAdd(s.dim, dy, pair * s.dim, in, j, dx, i, dx, i);
                kernels.elementwise().multiplyAdd(s.dim, dy, pair * s.dim, in, i, dx, j, dx, j);
              });
        },
        x);
  }

  /**
   * Inner products: {@code y[b, p] = <x[b, i], x[b, j]>} for pair p of fields i and j. Gradient:
   * {@code dx[b, i]} receives {@code g[b, p] x[b, j]}, and the other way round.
   *
   * @param x {@code [batch, fields, dim]}
   * @return {@code [batch, pairs]}
   */
  public static Variable innerProducts(Variable x) {
    Sizes s = Sizes.of(x);
    Tape tape = Tape.of(x);
    Tensor y = tape.take(s.batch, s.pairs);
    float[] in = x.value().data();
    float[] out = y.data();
    s.forEach((kernels, pair, i, j) -> out[pair] = kernels.reductions().dot(s.dim, in, i, in, j));
    return tape.record(
        y,
        g -> {
          float[] dx = x.gradientAccumulator();
          float[] dy = g.data();
          s.forEach(
              (kernels, pair, i, j) -> {
                kernels.elementwise().axpy(s.dim, dy[pair], in, j, dx, i);
                kernels.elementwise().axpy(s.dim, dy[pair], in, i, dx, j);
              });
        },
        x);
  }

  /** What is done for one pair of one example. */
  @FunctionalInterface
  private interface PairTask {
    /**
     * Handles a pair.
     *
     * @param pair its number among all pairs of the batch
     * @param i where the vector of its first field starts
     * @param j where the vector of its second field starts
     */
    void run(Kernels kernels, int pair, int i, int j);
  }

  private record Sizes(int batch, int fields, int dim, int pairs) {
    static Sizes of(Variable x) {
      if (x.shape().rank() != 3) {
        throw new IllegalArgumentException(
            "pairs of fields: expected [batch, fields, dim], found " + x.shape());
      }
      int fields = x.shape().dim(1);
      return new Sizes(x.shape().dim(0), fields, x.shape().dim(2), count(fields));
    }

    void forEach(PairTask task) {
      Workers.shared()
          .forRange(
              batch,
              TaskSize.arithmeticRows(pairs * dim),
              (from, to) -> {
                Kernels kernels = Engine.kernels();
                int pair = from * pairs;
                for (int example = from; example < to; example++) {
                  int end = (example + 1) * fields * dim;
                  for (int i = example * fields * dim; i < end; i += dim) {
                    for (int j = i + dim; j < end; j += dim) {
                      task.run(kernels, pair++, i, j);
                    }
                  }
                }
              });
    }
  }
}
