// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.UserMixture;
import org.palate.nn.Layer;

/**
 * A recommender: it gives a score to a user and an item, and higher is better.
 *
 * <p>All codes are those of the model's {@link FeatureSpace}. A model that is not being trained may
 * be used by any number of threads at once.
 */
public abstract sealed class ScoringModel extends Layer
    permits Popularity, MatrixFactorization, FeatureModel {
  private final FeatureSpace space;

  ScoringModel(FeatureSpace space) {
    this.space = space;
  }

  /** The users, items and fields that the model knows. */
  public final FeatureSpace space() {
    return space;
  }

  /**
   * Whether the model reads the fields of a batch; if not, {@link FeatureBatch#pairs} is enough for
   * it.
   */
  public abstract boolean readsFields();

  /**
   * The scores of a batch, as logits where the model was trained on labels.
   *
   * @return shape {@code [batch]}
   */
  public abstract Variable logits(Tape tape, FeatureBatch batch);

  /**
   * The scores of every item for some users, with unknown context fields. The unknown item, code 0,
   * gets negative infinity.
   *
   * @param users user codes, of which positions {@code from} to {@code to} count
   * @param out receives {@code [to - from, items]}, where items is {@code space().items().size()}
   */
  public abstract void scoreItems(int[] users, int from, int to, float[] out);

  /**
   * Whether the model gives the scores of a slice of the items for about that share of the work; if
   * not, {@link #scoreItems(int[], int, int, int, int, float[])} is not there.
   */
  public boolean scoresSlices() {
    return false;
  }

  /**
   * The scores of some items for some users; else as {@link #scoreItems(int[], int, int, float[])}.
   *
   * @param first the first item
   * @param end the item after the last
   * @param out receives {@code [to - from, end - first]}
   * @throws UnsupportedOperationException if not {@link #scoresSlices}
   */
  public void scoreItems(int[] users, int from, int to, int first, int end, float[] out) {
    throw new UnsupportedOperationException("this model scores all items at once");
  }

  /**
   * The scores of every item for a user whom the model does not know, predicted from a mixture of
   * users that it knows. The fields of the user are unknown.
   *
   * @param mixture user codes with their weights; with none, the unknown user of {@link
   *     #scoreItems}
   * @param out receives {@code [items]}
   */
  public abstract void scoreItems(UserMixture mixture, float[] out);
}
