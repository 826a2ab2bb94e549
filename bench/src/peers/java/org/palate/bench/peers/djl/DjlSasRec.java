// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.bench.peers.Inputs;

/** A step of SASRec, with the parameters of Palate's encoder under the same names. */
final class DjlSasRec extends DjlTraining {
  private static final float EPS = 1e-8f;

  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final NDArray history = ids("history");
  private final NDArray next = ids("next");
  private final NDArray negatives = ids("negatives");
  private final NDArray mask;
  private final float dropout;
  private final int blocks;

  DjlSasRec(Inputs inputs, double dropout) {
    super(inputs);
    this.dropout = (float) dropout;
    inputs.floats().keySet().forEach(name -> parameters.put(name, parameter(name)));
    int count = 0;
    while (parameters.containsKey("blocks." + count + ".ffn.conv1.weight")) {
      count++;
    }
    blocks = count;
    mask = causal(manager, (int) history.getShape().get(1));
  }

  /** What keeps a position from seeing those after it, added to the scores. */
  static NDArray causal(NDManager manager, int length) {
    float[][] mask = new float[length][length];
    for (int query = 0; query < length; query++) {
      for (int key = query + 1; key < length; key++) {
        mask[query][key] = Float.NEGATIVE_INFINITY;
      }
    }
    return manager.create(mask);
  }

  @Override
  NDArray loss(NDManager step, boolean training) {
    step.tempAttachAll(history, next, negatives);
    NDArray items = parameters.get("item_emb.weight");
    float p = training ? dropout : 0;
    float scale = (float) Math.sqrt(items.getShape().get(1));
    NDArray vectors = Layers.rows(history, items).mul(scale);
    NDArray x = Layers.dropout(vectors.add(parameters.get("pos_emb.weight")), p);
    for (int i = 0; i < blocks; i++) {
      x = block(x, "blocks." + i + ".", p);
    }
    x = Layers.layerNorm(x, parameters, "last_norm", EPS);
    NDArray positive = x.mul(Layers.rows(next, items)).sum(new int[] {2});
    NDArray negative = x.mul(Layers.rows(negatives, items)).sum(new int[] {2});
    NDArray first = Activation.softPlus(positive.neg()).mean();
    return first.add(Activation.softPlus(negative).mean());
  }

  private NDArray block(NDArray x, String name, float p) {
    NDArray query = Layers.layerNorm(x, parameters, name + "attention_norm", EPS);
    NDArray seen = Layers.attention(query, x, mask, 1, p, parameters, name + "attention.");
    NDArray s = Layers.layerNorm(query.add(seen), parameters, name + "forward_norm", EPS);
    NDArray hidden = Activation.relu(Layers.linear(s, parameters, name + "ffn.conv1"));
    NDArray y = Layers.linear(Layers.dropout(hidden, p), parameters, name + "ffn.conv2");
    return s.add(Layers.dropout(y, p));
  }
}
