// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.palate.bench.peers.Inputs;

/** The logits of DCN-v2. */
final class DjlDcnV2Inference extends DjlSide {
  private final NDArray ids = ids("ids");
  private final NDArray numbers = floats("numbers");
  private final NDArray table = floats("table.weight");
  private final DcnV2 model;

  DjlDcnV2Inference(Inputs inputs) {
    super(inputs);
    model = new DcnV2(inputs, this::floats);
  }

  private NDArray logits(NDManager call) {
    call.tempAttachAll(ids, numbers);
    return model.logits(Layers.rows(ids, table), numbers);
  }

  @Override
  void call() {
    try (NDManager call = manager.newSubManager()) {
      logits(call);
    }
  }

  @Override
  public float[] outcome() {
    try (NDManager call = manager.newSubManager()) {
      return logits(call).toFloatArray();
    }
  }
}
