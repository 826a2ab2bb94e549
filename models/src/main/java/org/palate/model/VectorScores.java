// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.autograd.Layout;
import org.palate.autograd.Products;
import org.palate.autograd.Variable;
import org.palate.layer.operation.CandidateScores;
import org.palate.recommender.Candidates;

/** Scores as inner products of the vectors of queries and of their candidates. */
public final class VectorScores {
  private VectorScores() {}

  /**
   * {@code <query q, candidate c>}, of candidates that each query has of its own or that all share.
   *
   * @param queries shape {@code [queries, dim]}
   * @param items shape {@code [n, dim]}, a vector for each of the n {@link Candidates#items}
   * @return shape {@code [queries, each]}
   */
  public static Variable of(Variable queries, Variable items, Candidates candidates) {
    return switch (candidates) {
      case Candidates.Shared _ -> Products.matmul(queries, false, items, true);
      case Candidates.Each own ->
          CandidateScores.of(
              queries,
              Layout.reshape(items, queries.shape().dim(0), own.each(), queries.shape().dim(1)));
    };
  }
}
