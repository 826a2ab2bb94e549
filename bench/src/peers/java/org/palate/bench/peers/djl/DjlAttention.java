// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palate.bench.peers.Inputs;

/** Causal self-attention of several heads, forward. */
final class DjlAttention extends DjlSide {
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final NDArray x = floats("x");
  private final NDArray mask = DjlSasRec.causal(manager, (int) x.getShape().get(1));
  private final int heads;

  DjlAttention(Inputs inputs, int heads) {
    super(inputs);
    this.heads = heads;
    inputs.floats().keySet().forEach(name -> parameters.put(name, floats(name)));
  }

  private NDArray attend(NDManager call) {
    call.tempAttachAll(x);
    return Layers.attention(x, x, mask, heads, 0, parameters, "");
  }

  @Override
  void call() {
    try (NDManager call = manager.newSubManager()) {
      attend(call);
    }
  }

  @Override
  public float[] outcome() {
    try (NDManager call = manager.newSubManager()) {
      return attend(call).toFloatArray();
    }
  }
}
