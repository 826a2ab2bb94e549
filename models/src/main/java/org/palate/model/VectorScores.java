// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.Reductions;
import org.palate.autograd.Variable;

/** Scores as dot products of the vectors of queries and of their own candidates. */
final class VectorScores {
  private VectorScores() {}

  /**
   * {@code <query q, candidate c of q>}.
   *
   * @param queries shape {@code [queries, dim]}
   * @param candidates shape {@code [queries, each, dim]}
   * @return shape {@code [queries, each]}
   */
  static Variable of(Variable queries, Variable candidates) {
    int n = queries.shape().dim(0);
    int dim = queries.shape().dim(1);
    int each = candidates.shape().dim(1);
    if (each == 1) {
      Variable item = Layout.reshape(candidates, n, dim);
      return Layout.reshape(Reductions.rowDot(queries, item), n, 1);
    }
    Variable query = Layout.reshape(queries, n, dim, 1);
    return Layout.reshape(Products.matmul(candidates, query), n, each);
  }
}
