// SPDX-License-Identifier: Apache-2.0
package org.palate.layer;

import org.palate.autograd.Activations;
import org.palate.autograd.Arithmetic;
import org.palate.autograd.Products;
import org.palate.autograd.Variable;
import org.palate.autograd.attention.Attention;
import org.palate.autograd.attention.AttentionMask;
import org.palate.autograd.attention.Heads;
import org.palate.nn.Init;
import org.palate.nn.Layer;
import org.palate.tensor.RandomStream;

/**
 * AutoInt's interacting layer: self-attention among the fields of an example, so that each field's
 * vector becomes a combination of those it fits; several such layers make products of many fields.
 *
 * <p>For each head, with q, k, v the fields' vectors times the head's part of the matrices: {@code
 * w[i, :] = softmax_j <q_i, k_j>}, divided by {@code sqrt(width)} first if scaling is asked for
 * (the paper has none), and {@code y_i = relu([sum_j w[i, j] v_j of every head] + x_i W_res)}.
 *
 * <p>Parameters: {@code W_query, W_key, W_value}, and with a residual {@code W_res}, each {@code
 * [dim, heads width]}, applied from the right.
 *
 * <p>W. Song, C. Shi, Z. Xiao, Z. Duan, Y. Xu, M. Zhang, J. Tang: AutoInt, Automatic Feature
 * Interaction Learning via Self-Attentive Neural Networks, 2019.
 */
public final class InteractingLayer extends Layer {
  private final Variable query;
  private final Variable key;
  private final Variable value;
  private final Variable residual;
  private final int heads;
  private final float scale;

  /**
   * A layer before training.
   *
   * @param dim length of the fields' vectors
   * @param width length of a head's queries, keys and values
   * @param residual whether the input is added, through a matrix
   * @param scaling whether scores are divided by the root of the width
   */
  public InteractingLayer(
      int dim, int heads, int width, boolean residual, boolean scaling, RandomStream random) {
    if (heads < 1 || width < 1) {
      throw new IllegalArgumentException(
          "at least one head of width 1: heads %d, width %d".formatted(heads, width));
    }
    int out = Math.multiplyExact(heads, width);
    this.query = parameter("W_query", Init.xavierUniform(random, dim, out));
    this.key = parameter("W_key", Init.xavierUniform(random, dim, out));
    this.value = parameter("W_value", Init.xavierUniform(random, dim, out));
    this.residual = residual ? parameter("W_res", Init.xavierUniform(random, dim, out)) : null;
    this.heads = heads;
    this.scale = scaling ? (float) (1 / Math.sqrt(width)) : 1f;
  }

  /**
   * Interacts.
   *
   * @param x {@code [batch, fields, dim]}
   * @return output {@code [batch, fields, heads width]}, weights {@code [batch, heads, fields,
   *     fields]}
   */
  public AttentionResult forward(Variable x) {
    Heads q = Heads.sideBySide(Products.matmul(x, query), heads);
    Heads k = Heads.sideBySide(Products.matmul(x, key), heads);
    Heads v = Heads.sideBySide(Products.matmul(x, value), heads);
    Variable weights = Attention.weights(q, k, null, scale, AttentionMask.NONE, 0);
    Variable mixed = Attention.combine(weights, v);
    Variable sum = residual == null ? mixed : Arithmetic.add(mixed, Products.matmul(x, residual));
    return new AttentionResult(Activations.relu(sum), weights);
  }
}
