// SPDX-License-Identifier: Apache-2.0
package org.palate.nn;

import org.palate.autograd.Arithmetic;
import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.tensor.RandomStream;

/**
 * A learned vector for each position, added to what lies there: {@code y[b, l] = x[b, l] +
 * weight[l]}. Parameter {@code weight [positions, dim]}, dense: every step touches all of its first
 * rows.
 */
public final class PositionEmbedding extends Layer {
  private final Variable weight;

  /**
   * Vectors of normal draws.
   *
   * @param positions the longest sequence
   * @param std their standard deviation
   */
  public PositionEmbedding(int positions, int dim, double std, RandomStream random) {
    this.weight = parameter("weight", Init.normal(random, std, positions, dim));
  }

  /**
   * The sum.
   *
   * @param x {@code [batch, length, dim]}, of at most as many positions as there are
   * @return the same shape
   */
  public Variable addTo(Variable x) {
    if (x.shape().rank() != 3
        || x.shape().last() != weight.shape().last()
        || x.shape().dim(1) > weight.shape().dim(0)) {
      throw new IllegalArgumentException(
          "expected vectors that position embeddings %s can be added to, found %s"
              .formatted(weight.shape(), x.shape()));
    }
    Tape tape = Tape.of(x);
    return Arithmetic.add(x, Layout.slice(tape.use(weight), 0, 0, x.shape().dim(1)));
  }
}
