// SPDX-License-Identifier: Apache-2.0
package org.palate.layer.operation;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.palate.autograd.GradientTarget;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.kernel.Engine;
import org.palate.kernel.product.Form;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.TaskSize;
import org.palate.parallel.Workers;
import org.palate.tensor.IntTensor;
import org.palate.tensor.Shape;
import org.palate.tensor.Tensor;

/**
 * Attention to a vector for each pair of query and key, where the vectors are few: pair (i, j) has
 * row {@code c[b, i, j]} of a table.
 *
 * <p>The vectors of all pairs are never written out. A query is multiplied with each row of the
 * table once, and its scores are picked from these products; and the weights of a query for one row
 * are added up before they are multiplied with it. So the cost is that of products {@code [batch n,
 * dim] x [dim, rows]}, and the memory grows with {@code batch n (m + rows)} rather than with {@code
 * batch n m dim}.
 */
public final class IntervalVectors {
  private IntervalVectors() {}

  /**
   * {@code s[b, h, i, j] = scale <q[b, i, h], table[c[b, i, j], h]>}. Gradients: with {@code d[b,
   * h, i, r]} the sum of {@code scale g[b, h, i, j]} over the j with {@code c[b, i, j] = r}, {@code
   * dq = d table} and {@code dtable = dᵀ q} for each head.
   *
   * @param queries {@code [batch, n, dim]}
   * @param table {@code [rows, dim]}
   * @param c {@code [batch, n, m]}, rows of the table
   * @return {@code [batch, heads, n, m]}
   */
  public static Variable scores(
      Variable queries, Variable table, IntTensor c, int heads, float scale) {
    Pairs pairs = Pairs.of(queries.shape(), table, c, heads);
    Tape tape = Tape.of(queries, table);
    float[] q = queries.value().data();
    float[] rows = table.value().data();
    Tensor s = tape.take(pairs.batch, heads, pairs.n, pairs.m);
    Tensor products = tape.take(pairs.queries(), pairs.rows);
    for (int h = 0; h < heads; h++) {
      pairs.timesRows(q, rows, products.data(), h);
      pairs.pick(products.data(), scale, s.data(), h);
    }
    return tape.record(
        s,
        g -> {
          float[] d = tape.take(pairs.queries(), pairs.rows).data();
          GradientTarget dq = queries.gradientTarget();
          GradientTarget dTable = table.gradientTarget();
          for (int h = 0; h < heads; h++) {
            pairs.addUp(g.data(), scale, d, h);
            if (dq.wanted()) {
              pairs.timesTable(d, rows, dq.array(), h, dq.accumulate());
            }
            if (dTable.wanted()) {
              pairs.timesQueries(d, q, dTable.array(), h, dTable.accumulate());
            }
          }
        },
        queries,
        table);
  }

  /**
   * {@code y[b, i, h] = sum_j w[b, h, i, j] table[c[b, i, j], h]}. Gradients: {@code dw[b, h, i, j]
   * = <g[b, i, h], table[c[b, i, j], h]>}; and with {@code u[b, h, i, r]} the sum of w over the j
   * with {@code c[b, i, j] = r}, {@code dtable = uᵀ g} for each head.
   *
   * @param weights {@code [batch, heads, n, m]}
   * @param table {@code [rows, dim]}
   * @param c {@code [batch, n, m]}, rows of the table
   * @return {@code [batch, n, dim]}
   */
  public static Variable mix(Variable weights, Variable table, IntTensor c) {
    int heads = weights.shape().dim(1);
    Shape result = Shape.of(weights.shape().dim(0), weights.shape().dim(2), table.shape().last());
    Pairs pairs = Pairs.of(result, table, c, heads);
    Tape tape = Tape.of(weights, table);
    float[] w = weights.value().data();
    float[] rows = table.value().data();
    Tensor y = tape.take(result);
    Tensor sums = tape.take(pairs.queries(), pairs.rows);
    for (int h = 0; h < heads; h++) {
      pairs.addUp(w, 1f, sums.data(), h);
      pairs.timesTable(sums.data(), rows, y.data(), h, false);
    }
    return tape.record(
        y,
        g -> {
          float[] scratch = tape.take(pairs.queries(), pairs.rows).data();
          GradientTarget dTable = table.gradientTarget();
          Tensor dw = weights.requiresGradient() ? tape.take(weights.shape()) : null;
          for (int h = 0; h < heads; h++) {
            if (dw != null) {
              pairs.timesRows(g.data(), rows, scratch, h);
              pairs.pick(scratch, 1f, dw.data(), h);
            }
            if (dTable.wanted()) {
              pairs.addUp(w, 1f, scratch, h);
              pairs.timesQueries(scratch, g.data(), dTable.array(), h, dTable.accumulate());
            }
          }
          if (dw != null) {
            weights.transferGradient(dw);
          }
        },
        weights,
        table);
  }

  /** The pairs of queries and keys, and what is done with the part of one head. */
  private record Pairs(int batch, int n, int m, int rows, int dim, int heads, int[] c) {
    static Pairs of(Shape queries, Variable table, IntTensor c, int heads) {
      int rank = queries.rank();
      if (rank != 3
          || table.shape().rank() != 2
          || table.shape().dim(1) != queries.dim(2)
          || queries.dim(2) % heads != 0
          || c.shape().rank() != 3
          || c.shape().dim(0) != queries.dim(0)
          || c.shape().dim(1) != queries.dim(1)) {
        throw new IllegalArgumentException(
            ("expected queries [batch, n, dim], a table [rows, dim] and its rows [batch, n, m], dim"
                    + " a multiple of %d heads; found %s, %s, %s")
                .formatted(heads, queries, table.shape(), c.shape()));
      }
      int rows = table.shape().dim(0);
      for (int i = 0; i < c.size(); i++) {
        if (c.data()[i] < 0 || c.data()[i] >= rows) {
          throw new IndexOutOfBoundsException(
              "row %d of a table of %d, at %d of %s".formatted(c.data()[i], rows, i, c.shape()));
        }
      }
      return new Pairs(
          queries.dim(0), queries.dim(1), c.shape().dim(2), rows, queries.dim(2), heads, c.data());
    }

    int queries() {
      return batch * n;
    }

    private int width() {
      return dim / heads;
    }

    /** {@code out = x_h table_hᵀ}, {@code [queries, rows]}. */
    void timesRows(float[] x, float[] table, float[] out, int h) {
      gemm(Form.NT, queries(), rows, width(), x, h, dim, table, h, dim, out, 0, rows, false);
    }

    /** {@code out_h = d table_h}, {@code [queries, dim of a head]}. */
    void timesTable(float[] d, float[] table, float[] out, int h, boolean accumulate) {
      gemm(Form.NN, queries(), width(), rows, d, 0, rows, table, h, dim, out, h, dim, accumulate);
    }

    /** {@code out_h = dᵀ x_h}, {@code [rows, dim of a head]}. */
    void timesQueries(float[] d, float[] x, float[] out, int h, boolean accumulate) {
      gemm(Form.TN, rows, width(), queries(), d, 0, rows, x, h, dim, out, h, dim, accumulate);
    }

    private void gemm(
        Form form,
        int outRows,
        int outColumns,
        int inner,
        float[] a,
        int aHead,
        int lda,
        float[] b,
        int bHead,
        int ldb,
        float[] out,
        int outHead,
        int ldc,
        boolean accumulate) {
      ParallelProduct.gemm(
          Workers.shared(),
          Engine.kernels(),
          form,
          outRows,
          outColumns,
          inner,
          a,
          aHead * width(),
          lda,
          b,
          bHead * width(),
          ldb,
          out,
          outHead * width(),
          ldc,
          accumulate);
    }

    /** {@code out[b, h, i, j] = scale x[b i, c[b, i, j]]}. */
    void pick(float[] x, float scale, float[] out, int h) {
      forEachQuery(
          query -> {
            int at = pairsOf(query, h);
            for (int j = 0; j < m; j++) {
              out[at + j] = scale * x[query * rows + c[query * m + j]];
            }
          });
    }

    /** {@code out[b i, r] = } the sum of {@code scale x[b, h, i, j]}, in rising j, of row r. */
    void addUp(float[] x, float scale, float[] out, int h) {
      forEachQuery(
          query -> {
            Arrays.fill(out, query * rows, (query + 1) * rows, 0f);
            int at = pairsOf(query, h);
            for (int j = 0; j < m; j++) {
              out[query * rows + c[query * m + j]] += scale * x[at + j];
            }
          });
    }

    private int pairsOf(int query, int h) {
      return ((query / n * heads + h) * n + query % n) * m;
    }

    private void forEachQuery(IntConsumer task) {
      Workers.shared()
          .forRange(
              queries(),
              TaskSize.arithmeticRows(m + rows),
              (from, to) -> {
                for (int query = from; query < to; query++) {
                  task.accept(query);
                }
              });
    }
  }
}
