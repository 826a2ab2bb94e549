// SPDX-License-Identifier: Apache-2.0
package org.palate.model;

import org.palate.autograd.Layout;
import org.palate.autograd.Tape;
import org.palate.autograd.Variable;
import org.palate.feature.FeatureBatch;
import org.palate.feature.FeatureSpace;
import org.palate.feature.Field.Side;
import org.palate.feature.FieldSet;
import org.palate.recommender.Batch;
import org.palate.recommender.GradientModel;
import org.palate.recommender.Queries;

/**
 * A model that looks at the fields of pairs of a query and an item: what the literature calls a CTR
 * model. It can score items and users that training never saw, by their fields.
 */
public abstract class FieldModel extends GradientModel {
  private final FieldSet fields;

  /** A model of all fields of a space. */
  protected FieldModel(FeatureSpace space) {
    super(space);
    fields = space.all();
  }

  /**
   * The scores of pairs.
   *
   * @param batch a pair an example
   * @return shape {@code [batch.size()]}, or {@code [batch.size(), tasks]} of a model of several
   *     tasks or classes
   */
  public abstract Variable logits(Tape tape, FeatureBatch batch);

  @Override
  public final int items() {
    return space().items().size();
  }

  @Override
  public final boolean readsContext() {
    return !space().fields(Side.CONTEXT).isEmpty();
  }

  @Override
  public final Variable scores(Tape tape, Batch batch) {
    int each = batch.candidates().each();
    Queries pairs = each == 1 ? batch.queries() : batch.queries().repeated(each);
    int[] items = batch.candidates().expanded(batch.size());
    Variable logits =
        logits(tape, fields.gather(pairs.users(), items, pairs.context(), pairs.contextRows()));
    return logits.shape().rank() == 1
        ? Layout.reshape(logits, batch.size(), each)
        : Layout.reshape(logits, batch.size(), each, logits.shape().last());
  }
}
