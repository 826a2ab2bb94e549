// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import org.palate.bench.peers.Inputs;

/** A step of DCN-v2, whose table moves by rows written back by hand, or whole by DJL's Adam. */
final class DjlDcnV2Step extends DjlTraining {
  private final Loss entropy = Loss.sigmoidBinaryCrossEntropyLoss();
  private final NDArray ids = ids("ids");
  private final NDArray numbers = floats("numbers");
  private final NDArray labels = floats("labels");
  private final DcnV2 model;
  private final NDArray table;
  private final RowAdam rowAdam;
  private TouchedRows touched;

  DjlDcnV2Step(Inputs inputs, boolean ownAdam) {
    super(inputs);
    model = new DcnV2(inputs, this::parameter);
    table = ownAdam ? parameter("table.weight") : floats("table.weight");
    rowAdam = ownAdam ? null : new RowAdam(table, RATE);
  }

  @Override
  NDArray loss(NDManager step, boolean training) {
    step.tempAttachAll(ids, numbers, labels);
    touched = rowAdam == null ? null : new TouchedRows(ids, table);
    NDArray vectors = touched == null ? Layers.rows(ids, table) : touched.lookUp();
    return entropy.evaluate(new NDList(labels), new NDList(model.logits(vectors, numbers)));
  }

  @Override
  void moveRows() {
    if (touched != null) {
      rowAdam.step(touched);
    }
  }
}
