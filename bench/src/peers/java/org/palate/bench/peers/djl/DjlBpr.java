// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import org.palate.bench.peers.Inputs;

/** Matrix factorisation by BPR; the tables are small, and DJL's Adam moves all of them. */
final class DjlBpr extends DjlSide {
  private final Engine engine = Engine.getEngine("PyTorch");
  private final NDArray userTable = floats("user.weight");
  private final NDArray itemTable = floats("item.weight");
  private final NDArray users = ids("users");
  private final NDArray chosen = ids("chosen");
  private final NDArray unchosen = ids("unchosen");
  private final Adam adam = Adam.builder().optLearningRateTracker(Tracker.fixed(1e-3f)).build();

  DjlBpr(Inputs inputs) {
    super(inputs);
    userTable.setRequiresGradient(true);
    itemTable.setRequiresGradient(true);
  }

  private static NDArray rows(NDArray ids, NDArray table) {
    return Embedding.embedding(ids, table, SparseFormat.DENSE).singletonOrThrow();
  }

  private float step() {
    try (NDManager step = manager.newSubManager()) {
      step.tempAttachAll(users, chosen, unchosen);
      NDArray loss;
      try (GradientCollector collector = engine.newGradientCollector()) {
        NDArray lead = rows(chosen, itemTable).sub(rows(unchosen, itemTable));
        NDArray logits = rows(users, userTable).mul(lead).sum(new int[] {1});
        loss = Activation.softPlus(logits.neg()).mean();
        collector.backward(loss);
      }
      try (NDArray gradient = userTable.getGradient()) {
        adam.update("user", userTable, gradient);
      }
      try (NDArray gradient = itemTable.getGradient()) {
        adam.update("item", itemTable, gradient);
      }
      return loss.getFloat();
    }
  }

  @Override
  void call() {
    step();
  }

  @Override
  public float[] outcome() {
    return losses(this::step);
  }
}
