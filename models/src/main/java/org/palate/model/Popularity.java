// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.UserMixture;
import org.palate.tensor.Tensor;

/**
 * Recommends the most popular items to everyone: the score of an item is the number of its
 * interactions in the training data. What a personal model must beat.
 *
 * <p>Parameter: {@code count [items]}, which is counted, not learned by gradients.
 */
public final class Popularity extends ScoringModel {
  private final Variable count;

  /** A model that has counted nothing yet. */
  public Popularity(FeatureSpace space) {
    super(space);
    count = parameter("count", Tensor.zeros(space.items().size()));
  }

  /**
   * Counts interactions: those of {@code items} at the positions {@code rows}.
   *
   * @param weights how much each interaction counts, or null for 1
   */
  public void count(int[] items, int[] rows, float[] weights) {
    float[] counts = count.value().data();
    for (int row : rows) {
      counts[items[row]] += weights == null ? 1 : weights[row];
    }
  }

  @Override
  public boolean readsFields() {
    return false;
  }

  @Override
  public Variable logits(Tape tape, FeatureBatch batch) {
    Tensor scores = tape.take(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      scores.data()[i] = count.value().data()[batch.items()[i]];
    }
    return tape.constant(scores);
  }

  @Override
  public void scoreItems(int[] users, int from, int to, float[] out) {
    int items = space().items().size();
    for (int i = 0; i < to - from; i++) {
      System.arraycopy(count.value().data(), 0, out, i * items, items);
      out[i * items] = Float.NEGATIVE_INFINITY;
    }
  }

  @Override
  public void scoreItems(UserMixture mixture, float[] out) {
    scoreItems(new int[1], 0, 1, out);
  }
}
