// SPDX-License-Identifier: Apache-2.0
package org.palate.bench.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import org.palate.bench.peers.Inputs;

/** Matrix factorisation by BPR; DJL's Adam moves both tables whole. */
final class DjlBpr extends DjlTraining {
  private final NDArray userTable = parameter("user.weight");
  private final NDArray itemTable = parameter("item.weight");
  private final NDArray users = ids("users");
  private final NDArray chosen = ids("chosen");
  private final NDArray unchosen = ids("unchosen");

  DjlBpr(Inputs inputs) {
    super(inputs);
  }

  @Override
  NDArray loss(NDManager step, boolean training) {
    step.tempAttachAll(users, chosen, unchosen);
    NDArray lead = Layers.rows(chosen, itemTable).sub(Layers.rows(unchosen, itemTable));
    NDArray logits = Layers.rows(users, userTable).mul(lead).sum(new int[] {1});
    return Activation.softPlus(logits.neg()).mean();
  }
}
