// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import java.util.Arrays;
import org.palate.autograd.Tape;
import org.palate.data.Vocabulary;
import org.palate.feature.Examples;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.UserMixture;
import org.palate.tensor.TensorPool;

/** A model of all fields of an example: what the literature calls a CTR model. */
public abstract sealed class FeatureModel extends ScoringModel
    permits FactorizationMachines, DeepFm, Dcn {
  /** How many pairs of user and item are scored together. */
  private static final int PAIRS = 4096;

  FeatureModel(FeatureSpace space) {
    super(space);
  }

  @Override
  public final boolean readsFields() {
    return true;
  }

  @Override
  public final void scoreItems(int[] users, int from, int to, float[] out) {
    scoreItems(users, from, to, null, out);
  }

  @Override
  public final void scoreItems(UserMixture mixture, float[] out) {
    scoreItems(new int[] {Vocabulary.UNKNOWN}, 0, 1, mixture, out);
  }

  private void scoreItems(int[] users, int from, int to, UserMixture mixture, float[] out) {
    int items = space().items().size();
    int[] everyItem = new int[items];
    Arrays.setAll(everyItem, i -> i);
    int[] user = new int[items];
    TensorPool pool = new TensorPool();
    Examples pairs = space().pairs(user, everyItem);
    for (int i = from; i < to; i++) {
      Arrays.fill(user, users[i]);
      int base = (i - from) * items;
      for (int first = 0; first < items; first += PAIRS) {
        int last = Math.min(items, first + PAIRS);
        FeatureBatch batch = space().batch(pairs, everyItem, first, last);
        try (Tape tape = Tape.inference(pool)) {
          float[] scores =
              logits(tape, mixture == null ? batch : batch.withUser(mixture)).value().data();
          System.arraycopy(scores, 0, out, base + first, last - first);
        }
      }
      out[base] = Float.NEGATIVE_INFINITY;
    }
  }
}
