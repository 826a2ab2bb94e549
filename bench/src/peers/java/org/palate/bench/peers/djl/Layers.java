// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import java.util.Map;

/**
 * DJL's layers as functions of parameters that have PyTorch's names. What they give belongs to the
 * manager of their first argument.
 */
final class Layers {
  private Layers() {}

  /** Rows of a table, in the shape of the ids, with one more axis. */
  static NDArray rows(NDArray ids, NDArray table) {
    return Embedding.embedding(ids, table, SparseFormat.DENSE).singletonOrThrow();
  }

  /** {@code x weight^T + bias}. */
  static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return Linear.linear(x, weight, bias).singletonOrThrow();
  }

  /** The linear map of this name. */
  static NDArray linear(NDArray x, Map<String, NDArray> parameters, String name) {
    return linear(x, parameters.get(name + ".weight"), parameters.get(name + ".bias"));
  }

  /** The layer norm of this name, over the last axis. */
  static NDArray layerNorm(NDArray x, Map<String, NDArray> parameters, String name, float eps) {
    NDArray gamma = parameters.get(name + ".weight");
    NDArray beta = parameters.get(name + ".bias");
    return LayerNorm.layerNorm(x, new Shape(gamma.size()), gamma, beta, eps).singletonOrThrow();
  }

  /** Drops with this probability; gives x itself at 0. */
  static NDArray dropout(NDArray x, float probability) {
    return probability == 0 ? x : Dropout.dropout(x, probability, true).singletonOrThrow();
  }

  /**
   * Multi-head attention of PyTorch's parameters, from DJL's products and softmax.
   *
   * @param name of the layer, with the dot
   * @param query [batch, length, dim]
   * @param key also the values, of the same shape
   * @param mask added to the scores, [length, length]
   * @param dropout probability that a weight is dropped
   */
  static NDArray attention(
      NDArray query,
      NDArray key,
      NDArray mask,
      int heads,
      float dropout,
      Map<String, NDArray> parameters,
      String name) {
    Shape shape = query.getShape();
    long dim = shape.get(2);
    NDArray weight = parameters.get(name + "in_proj_weight");
    NDArray bias = parameters.get(name + "in_proj_bias");
    NDManager step = query.getManager();
    NDIndex first = new NDIndex(":{}", dim);
    NDIndex rest = new NDIndex("{}:", dim);
    NDArray q = head(linear(query, weight.get(step, first), bias.get(step, first)), heads);
    // Keys and values by one product.
    NDArray both = linear(key, weight.get(step, rest), bias.get(step, rest));
    NDArray k = head(both.get("..., :{}", dim), heads);
    NDArray v = head(both.get("..., {}:", dim), heads);
    float scale = (float) (1 / Math.sqrt((double) dim / heads));
    NDArray scores = q.mul(scale).matMul(k.swapAxes(2, 3)).addi(mask);
    NDArray out = dropout(scores.softmax(-1), dropout).matMul(v);
    return linear(out.swapAxes(1, 2).reshape(shape), parameters, name + "out_proj");
  }

  /** [batch, length, dim] to [batch, heads, length, dim / heads]. */
  private static NDArray head(NDArray x, int heads) {
    Shape shape = x.getShape();
    return x.reshape(shape.get(0), shape.get(1), heads, shape.get(2) / heads).swapAxes(1, 2);
  }
}
