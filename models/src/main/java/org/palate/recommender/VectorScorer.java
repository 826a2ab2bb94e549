// SPDX-License-Identifier: Apache-2.0
package org.palate.recommender;

import org.palate.kernel.Engine;
import org.palate.kernel.product.Form;
import org.palate.parallel.ParallelProduct;
import org.palate.parallel.Workers;
import org.palate.tensor.Table;

/**
 * A scorer for which queries and items are vectors: {@code score(q, i) = <v(q), v_i> + b_i}. So an
 * index of nearest neighbours can serve it, and a mixture of users is the mixture of their vectors.
 */
public interface VectorScorer extends Scorer {
  /** The length of the vectors. */
  int dim();

  /**
   * The vectors of queries.
   *
   * @param out receives {@code [queries, dim]}
   */
  void encode(Queries queries, float[] out);

  /** The vectors of items {@code [items, dim]}, those of codes below {@link #items} at least. */
  Table itemVectors();

  /** The numbers b of items {@code [items, 1]}; null where there are none. */
  default Table itemBiases() {
    return null;
  }

  @Override
  default void score(Queries queries, int first, int end, float[] out) {
    prepare(queries).score(first, end, out);
  }

  @Override
  default Prepared prepare(Queries queries) {
    float[] vectors = new float[Math.multiplyExact(queries.size(), dim())];
    encode(queries, vectors);
    return prepare(vectors, queries.size());
  }

  /**
   * The scores of items for vectors of queries.
   *
   * @param vectors {@code [n, dim]}
   */
  default Prepared prepare(float[] vectors, int n) {
    return (first, end, out) -> product(vectors, n, first, end, out);
  }

  @Override
  default void score(Queries queries, Candidates.Each candidates, float[] out) {
    int each = candidates.each();
    int[] items = known(candidates.expanded(queries.size()));
    int dim = dim();
    float[] vectors = new float[Math.multiplyExact(queries.size(), dim)];
    encode(queries, vectors);
    float[] own = new float[each * dim];
    for (int q = 0; q < queries.size(); q++) {
      Engine.kernels()
          .rows()
          .gather(itemVectors().pagedRows(), items, q * each, (q + 1) * each, own, 0);
      // The product that scores ranges too, so that the scores are the same.
      Engine.kernels()
          .products()
          .gemm(
              Form.NT, 1, each, dim, vectors, q * dim, dim, own, 0, dim, out, q * each, each,
              false);
    }
    if (itemBiases() != null) {
      float[] biases = new float[items.length];
      Engine.kernels().rows().gather(itemBiases().pagedRows(), items, 0, items.length, biases, 0);
      Engine.kernels().elementwise().add(items.length, out, 0, biases, 0, out, 0);
    }
  }

  private void product(float[] vectors, int n, int first, int end, float[] out) {
    Table items = itemVectors();
    int dim = dim();
    int width = end - first;
    // A page of the table holds its items as a matrix; the product goes page by page.
    for (int item = first; item < end; ) {
      float[] page = items.page(item);
      int count = Math.min(end - item, (page.length - items.offset(item)) / dim);
      ParallelProduct.gemm(
          Workers.shared(),
          Engine.kernels(),
          Form.NT,
          n,
          count,
          dim,
          vectors,
          0,
          dim,
          page,
          items.offset(item),
          dim,
          out,
          item - first,
          width,
          false);
      item += count;
    }
    if (itemBiases() != null) {
      float[] biases = new float[width];
      itemBiases().copyTo(first, end, biases, 0);
      Engine.kernels().elementwise().addRow(n, width, out, 0, biases, 0, out, 0);
    }
  }
}
