// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Activations;
import org.palate.autograd.Layout;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.Heads;
import org.palate.layer.operation.AttentionSteps;
import org.palate.layer.operation.FactorizationMachine;
import org.palate.layer.operation.FieldPairs;
import org.palate.nn.Layer;
import org.palate.nn.Linear;
import org.palate.tensor.RandomStream;

/**
 * The second-order term of an attentional factorisation machine: of the products of all pairs of
 * fields a weighted sum, in which attention says how much a pair matters in this example.
 *
 * <pre>{@code
 * e[i, j] = x_i * x_j                                 element by element, for i < j
 * a[i, j] = softmax over the pairs of h . relu(W e[i, j] + b)
 * y       = p . sum over i < j of a[i, j] e[i, j]
 * }</pre>
 *
 * <p>With equal weights and p of ones it is a {@link FactorizationMachine} divided by the number of
 * pairs. Its cost grows with the square of the fields.
 *
 * <p>Parameters: {@code attention.weight [hidden, dim]}, {@code attention.bias [hidden]}, {@code
 * score.weight [1, hidden]}, which is h, and {@code out.weight [1, dim]}, which is p.
 *
 * <p>J. Xiao, H. Ye, X. He, H. Zhang, F. Wu, T.-S. Chua: Attentional Factorization Machines,
 * Learning the Weight of Feature Interactions via Attention Networks, 2017.
 */
public final class AttentionalPairs extends Layer {
  private final Linear attention;
  private final Linear score;
  private final Linear out;

  /**
   * A layer before training.
   *
   * @param dim length of the fields' vectors
   * @param hidden length of W's outputs
   */
  public AttentionalPairs(int dim, int hidden, RandomStream random) {
    this.attention = child("attention", new Linear(dim, hidden, random));
    this.score = child("score", new Linear(hidden, 1, false, random));
    this.out = child("out", new Linear(dim, 1, false, random));
  }

  /**
   * The term of each example.
   *
   * @param x the fields' vectors, each times its value: {@code [batch, fields, dim]}
   * @return {@code [batch]}
   */
  public Variable forward(Variable x) {
    return Layout.reshape(out.forward(pool(x).output()), x.shape().dim(0));
  }

  /**
   * The weighted sum of the pairs, for layers that go on from there.
   *
   * @param x {@code [batch, fields, dim]}
   * @return output {@code [batch, dim]}; weights {@code [batch, pairs]}, in the order of {@link
   *     FieldPairs}
   */
  public AttentionResult pool(Variable x) {
    Variable pairs = FieldPairs.products(x);
    int batch = pairs.shape().dim(0);
    int count = pairs.shape().dim(1);
    Variable hidden = Activations.relu(attention.forward(pairs));
    Variable scores = Layout.reshape(score.forward(hidden), batch, 1, 1, count);
    Variable weights = AttentionSteps.softmax(scores, null);
    Variable sum = Attention.combine(weights, Heads.sideBySide(pairs, 1));
    return new AttentionResult(
        Layout.reshape(sum, batch, x.shape().last()), Layout.reshape(weights, batch, count));
  }
}
