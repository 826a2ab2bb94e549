// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.parallel.RangeTask;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.Tensor;

/**
 * The inner products of each query's vector with those of its own candidates: {@code y[q, c] =
 * sum_d x[q, d] v[q, c, d]}.
 *
 * <p>Gradients: {@code dx[q] = sum_c g[q, c] v[q, c]}, in rising c, and {@code dv[q, c] = g[q, c]
 * x[q]}. A product of matrices for each query would do the same, but of sizes so small that most of
 * its time goes into the call.
 */
public final class CandidateScores {
  private CandidateScores() {}

  /**
   * The products.
   *
   * @param queries x, {@code [queries, dim]}
   * @param candidates v, {@code [queries, each, dim]}
   * @return {@code [queries, each]}
   */
  public static Variable of(Variable queries, Variable candidates) {
    if (queries.shape().rank() != 2
        || candidates.shape().rank() != 3
        || candidates.shape().dim(0) != queries.shape().dim(0)
        || candidates.shape().dim(2) != queries.shape().dim(1)) {
      throw new IllegalArgumentException(
          "expected vectors [queries, dim] and [queries, each, dim], found %s and %s"
              .formatted(queries.shape(), candidates.shape()));
    }
    Tape tape = Tape.of(queries, candidates);
    int n = queries.shape().dim(0);
    int dim = queries.shape().dim(1);
    int each = candidates.shape().dim(1);
    float[] x = queries.value().data();
    float[] v = candidates.value().data();
    Tensor y = tape.take(n, each);
    forQueries(
        n,
        each * dim,
        (from, to) -> {
          for (int i = from * each; i < to * each; i++) {
            y.data()[i] = Engine.kernels().reductions().dot(dim, x, i / each * dim, v, i * dim);
          }
        });
    return tape.record(
        y,
        g -> {
          if (queries.requiresGradient()) {
            queries.transferGradient(ofQueries(tape, queries, candidates, g));
          }
          if (candidates.requiresGradient()) {
            candidates.transferGradient(ofCandidates(tape, queries, candidates, g));
          }
        },
        queries,
        candidates);
  }

  private static Tensor ofQueries(Tape tape, Variable queries, Variable candidates, Tensor g) {
    int dim = queries.shape().dim(1);
    int each = candidates.shape().dim(1);
    float[] v = candidates.value().data();
    Tensor gradient = tape.take(queries.shape());
    float[] dx = gradient.data();
    forQueries(
        queries.shape().dim(0),
        each * dim,
        (from, to) -> {
          for (int q = from; q < to; q++) {
            int first = q * each;
            Engine.kernels().elementwise().scale(dim, g.data()[first], v, first * dim, dx, q * dim);
            for (int i = first + 1; i < first + each; i++) {
              Engine.kernels().elementwise().axpy(dim, g.data()[i], v, i * dim, dx, q * dim);
            }
          }
        });
    return gradient;
  }

  private static Tensor ofCandidates(Tape tape, Variable queries, Variable candidates, Tensor g) {
    int dim = queries.shape().dim(1);
    int each = candidates.shape().dim(1);
    float[] x = queries.value().data();
    Tensor gradient = tape.take(candidates.shape());
    float[] dv = gradient.data();
    forQueries(
        queries.shape().dim(0),
        each * dim,
        (from, to) -> {
          for (int i = from * each; i < to * each; i++) {
            Engine.kernels().elementwise().scale(dim, g.data()[i], x, i / each * dim, dv, i * dim);
          }
        });
    return gradient;
  }

  private static void forQueries(int n, int size, RangeTask task) {
    Workers.shared().forRange(n, TaskSize.rows(size), task);
  }
}
