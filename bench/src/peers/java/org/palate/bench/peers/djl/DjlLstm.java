// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import org.palate.bench.peers.Inputs;

/** A step of an LSTM that predicts the next item. */
final class DjlLstm extends DjlTraining {
  private final Loss entropy = Loss.softmaxCrossEntropyLoss();
  private final NDArray table = parameter("item.weight");
  private final NDList weights =
      new NDList(
          parameter("lstm.weight_ih_l0"),
          parameter("lstm.weight_hh_l0"),
          parameter("lstm.bias_ih_l0"),
          parameter("lstm.bias_hh_l0"));
  private final NDArray outWeight = parameter("out.weight");
  private final NDArray outBias = parameter("out.bias");
  private final NDArray sequences = ids("sequences");
  private final NDArray targets = ids("targets");

  DjlLstm(Inputs inputs) {
    super(inputs);
  }

  @Override
  NDArray loss(NDManager step, boolean training) {
    step.tempAttachAll(sequences, targets);
    NDArray x = Layers.rows(sequences, table);
    long hidden = weights.get(1).getShape().get(1);
    Shape state = new Shape(1, x.getShape().get(0), hidden);
    NDList start = new NDList(step.zeros(state), step.zeros(state));
    NDList out = x.getNDArrayInternal().lstm(x, start, weights, true, 1, 0, training, false, true);
    NDArray last = out.get(1).squeeze(0);
    NDArray logits = Layers.linear(last, outWeight, outBias);
    return entropy.evaluate(new NDList(targets), new NDList(logits));
  }
}
